"""What a run is: configuration, trainer and history."""
