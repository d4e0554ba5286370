"""Time travel: every moment of a run, and of its branches, can be revisited exactly."""
