"""What the network gives: a surface, a curve, an image with classes, or a table."""
