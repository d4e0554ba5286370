"""What the thread of a comparison knows of the window: queues in and out of it."""

from typing import Any, Protocol

from nnviz.live.first_difference_desk import Asked


class Outside(Protocol):
    """What the loop knows of the outside: commands come in, values go out."""

    iterated: Any
    pictured: Any
    rested: Any
    parted: Any

    @property
    def interrupted(self) -> bool:
        """Whether to end."""

    def next_command(self, seconds: float | None = 0.0) -> Asked | None:
        """Return what is asked next, waiting so long at most; for ever if None."""
