"""The passes of an iteration, each as operations, and the memory that they share."""
