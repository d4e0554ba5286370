"""Where the table is in a file: its rows, its names, and the lines that are neither."""
