"""nnviz opens a neural network up: every number real, checked, and reversible."""

__version__ = "0.1.0"
