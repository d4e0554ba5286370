"""The page of one network: what it shows, and what is asked for on it."""
