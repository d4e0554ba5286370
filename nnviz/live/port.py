"""What the thread knows of the window: a way for commands in, and for reports out."""

from typing import Protocol

from nnviz.live.commands import Command
from nnviz.live.reports import Report


class Port(Protocol):
    """Where commands come from and reports go to."""

    @property
    def interrupted(self) -> bool:
        """Whether the thread is to end."""
        ...

    def next_command(self, seconds: float | None = 0.0) -> Command | None:
        """Return the next command, waiting this long at most; for ever if None."""
        ...

    def send(self, report: Report) -> None:
        """Hand a report to the window."""
        ...
