"""Interrupting long work: it calls a function every few milliseconds."""

from collections.abc import Callable

CheckInterrupt = Callable[[], object]
"""A function that long work calls often; the exception it raises ends the work."""


def no_interrupt() -> None:
    """Never interrupt."""
