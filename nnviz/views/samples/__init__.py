"""The table of all samples: which there are, its columns, and what its cells say."""
