"""Tidy rows become beliefs about the next period."""
