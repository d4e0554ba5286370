"""Checks and changes in words."""
