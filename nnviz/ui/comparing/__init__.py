"""How a comparison lives in the window: its thread, and who speaks with it."""
