"""The network diagram: neurons, edges and biases, painted, explored and edited."""
