"""Figures: what a view shows, on paper of any size, as a file to print or to edit."""
