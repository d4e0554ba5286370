"""Worksheets: an iteration to work through by hand, with an answer key."""
