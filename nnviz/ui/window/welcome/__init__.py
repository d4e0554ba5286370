"""What the window offers to somebody who does not know where to begin."""
