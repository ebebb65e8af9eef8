"""Tests of simulator.evidence."""
