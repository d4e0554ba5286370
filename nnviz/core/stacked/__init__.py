"""Several networks of equal shape, trained together as one stack."""
