"""Models as programs to be read, in several languages."""
