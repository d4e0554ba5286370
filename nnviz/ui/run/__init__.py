"""A run in the window: the thread that trains, and the controller that owns it."""
