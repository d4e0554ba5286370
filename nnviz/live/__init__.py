"""What a thread does with a run, without Qt: obey, train, report, go back."""
