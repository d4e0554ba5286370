"""Several runs in lock-step, that differ in what is to be compared alone."""
