"""Guesses at what a wrong array is, each worked out from the iteration."""
