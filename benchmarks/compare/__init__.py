"""What comparing costs."""
