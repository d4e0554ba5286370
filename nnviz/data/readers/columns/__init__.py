"""What columns are for: inputs, targets, left out; and what is to be said of them."""
