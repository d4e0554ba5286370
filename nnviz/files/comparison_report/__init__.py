"""The report of a comparison: a part of a page."""
