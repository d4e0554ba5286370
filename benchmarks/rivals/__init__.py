"""What nnviz's training speed is compared with: other ways to do the same work."""
