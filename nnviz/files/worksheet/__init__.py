"""Worksheets: an iteration to be worked out by hand, with an answer key."""
