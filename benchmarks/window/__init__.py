"""What the window costs, measured in one run."""
