"""Guided tours in the window: a card, a ring around what it speaks of, the scene."""
