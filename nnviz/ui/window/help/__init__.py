"""What explains the program: its keys, its guide, and where its parts come from."""
