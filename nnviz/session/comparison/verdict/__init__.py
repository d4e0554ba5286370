"""What the seeds of a comparison have shown: ranking, test, words and tables."""
