"""What drives a run and what reports on it: the bar, and the messages."""
