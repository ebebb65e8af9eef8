"""Tests of cpo, the command."""
