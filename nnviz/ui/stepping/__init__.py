"""The walk through one iteration, as the window shows it."""
