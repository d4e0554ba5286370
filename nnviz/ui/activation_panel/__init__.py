"""A layer's function and slope, and where its pre-activations lie on them."""
