"""The arithmetic of whatever is selected, as a page of a textbook."""
