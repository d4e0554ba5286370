"""A run as one page of HTML, to be scrubbed without nnviz."""
