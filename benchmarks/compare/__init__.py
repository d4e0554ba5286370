"""What comparing costs, measured."""
