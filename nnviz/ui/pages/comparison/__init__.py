"""The page of a comparison: what it shows, and what is asked for on it."""
