"""The walk over an iteration: its route, the cursor, and what it has reached."""
