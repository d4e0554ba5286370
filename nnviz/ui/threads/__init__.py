"""The window's threads, and the controllers that own them."""
