"""How a number came about: the cursor over an iteration, and its arithmetic."""
