"""The settings of a run: what can be chosen, and what it is called."""
