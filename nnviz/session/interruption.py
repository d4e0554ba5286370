"""Interrupting long work: it calls a function every few milliseconds."""

from collections.abc import Callable

CheckInterrupt = Callable[[], object]
"""A function that long work calls often; the exception it raises ends the work."""


class Interrupted(Exception):  # noqa: N818 (no error: the thread is asked to end)
    """The work under way is given up because its thread is to end."""


def no_interrupt() -> None:
    """Never interrupt."""
