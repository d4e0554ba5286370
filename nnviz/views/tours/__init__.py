"""Guided tours: their files, and the numbers their texts quote."""
