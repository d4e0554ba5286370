"""What the inspector shows: numbers in grids, names, exercises."""
