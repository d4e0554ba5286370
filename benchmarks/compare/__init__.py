"""Measurements of comparisons: several contenders in lock-step."""
