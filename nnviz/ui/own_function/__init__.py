"""A function that the user writes: the field, its picture, and the ones written."""
