"""The arithmetic of each pass: of a neuron, an edge, a layer, a sample and the loss."""
