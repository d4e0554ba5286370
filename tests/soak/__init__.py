"""A seeded monkey on every control of the real window, while it trains."""
