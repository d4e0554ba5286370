"""What a run is: configuration, trainer, history, timeline and check."""
