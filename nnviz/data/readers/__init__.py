"""Files of the user's: CSV, NPZ and IDX, each mistake named by its place."""
