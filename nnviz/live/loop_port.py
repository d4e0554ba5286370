"""What the thread that trains knows of the window: queues in and out of it."""

from typing import Any, Protocol

from nnviz.live.commands import Command


class Window(Protocol):
    """What the loop knows of the outside: commands come in, values go out."""

    iterated: Any
    pictured: Any
    rested: Any
    stopped: Any
    travelled: Any
    compared: Any
    saved: Any
    not_saved: Any

    @property
    def interrupted(self) -> bool:
        """Whether to end."""

    def next_command(self, seconds: float | None = 0.0) -> Command | None:
        """Return what is asked next, waiting so long at most; for ever if None."""
