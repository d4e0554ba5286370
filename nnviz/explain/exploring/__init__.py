"""What activation functions do, before any training: curves, chains, distributions."""
