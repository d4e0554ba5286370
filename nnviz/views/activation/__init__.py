"""The pre-activations of a layer over its activation function."""
