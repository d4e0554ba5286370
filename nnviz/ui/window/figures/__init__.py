"""Figures of what the window shows: its views, how they are to look, the export."""
