"""The mathematics: NumPy only, no files, no threads, no global state."""
