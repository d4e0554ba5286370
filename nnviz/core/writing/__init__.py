"""How numbers are written and layers are called, everywhere."""
