"""One iteration checked from outside: every number, and every gradient."""
