"""Widgets of a comparison: contenders side by side, and how they differ."""
