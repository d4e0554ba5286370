"""The experiment panel: every choice that makes a run."""
