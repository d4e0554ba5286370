"""What another program says it computed, beside what is right for it."""
