"""How long work can be interrupted: it makes a call every few milliseconds."""

from collections.abc import Callable

CheckInterrupt = Callable[[], object]
"""Called by work that takes long; an exception it raises ends that work."""


def no_interrupt() -> None:
    """Let the work run to its end: nobody is waiting."""
