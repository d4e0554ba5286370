"""What activations and losses are, and the functions that need more than a line."""
