"""What the network diagram shows, and where."""
