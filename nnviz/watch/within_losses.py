"""The activations that losses of other programs have within themselves."""

WITHIN = {"cross_entropy": "softmax", "binary_cross_entropy": "sigmoid"}
"""By nnviz's name of a loss: what it applies, if it is given sums."""
