"""What curves over the iterations are drawn from."""
