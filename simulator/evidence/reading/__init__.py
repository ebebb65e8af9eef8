"""Exports of ad accounts and shops become tidy rows."""
