"""A run in the window."""
