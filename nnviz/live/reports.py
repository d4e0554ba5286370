"""What the thread reports to the window, and the port through which it does."""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec

from nnviz.core.types import Floats
from nnviz.live.commands import Command
from nnviz.live.snapshot import Block, RunStart, Snapshot
from nnviz.session.comparison.first_difference import FirstDifference
from nnviz.session.run_state import RunState
from nnviz.session.stop import Stop
from nnviz.session.timeline.timeline_view import Position, TimelineView

if TYPE_CHECKING:
    from nnviz.files.session import Session


class Rested(msgspec.Struct, frozen=True):
    """All iterations of an order are done and reported, or a pause was obeyed."""

    order: int


class Difference(msgspec.Struct, frozen=True, eq=False):
    """The parameters of the other moment less those of the one, flat, read-only."""

    one: Position
    other: Position
    parameters: Floats


class Examined(msgspec.Struct, frozen=True, eq=False):
    """The state of a run at one moment, with its last costs: a copy to work with."""

    run: int
    position: Position
    state: RunState


class Saved(msgspec.Struct, frozen=True):
    """A session file has been written."""

    path: Path


class NotSaved(msgspec.Struct, frozen=True):
    """Why a session file could not be written; the run goes on."""

    message: str
    aside: bool = False


class Left(msgspec.Struct, frozen=True, eq=False):
    """A run as it was when it was left for another one, with all of its past."""

    run: int
    session: "Session"


class TakenOver(msgspec.Struct, frozen=True, eq=False):
    """A run of nnviz's own, which begins with the weights of a recorded iteration.

    ``words`` say by which rule it goes on, unless that is plain gradient descent.
    """

    session: "Session"
    iteration: int
    words: str = ""


class NotTakenOver(msgspec.Struct, frozen=True):
    """Why no run can begin with the weights of a recorded iteration."""

    message: str


class Outdated(msgspec.Struct, frozen=True):
    """The file of a record is to be opened again; ``why`` may be said, unless ""."""

    why: str


class FirstDifferenceAnswer(msgspec.Struct, frozen=True):
    """How far a search is, in words, or what it has found.

    ``found`` is the first difference, if there is one.
    """

    words: str
    finished: bool
    found: FirstDifference | None = None
    fault: bool = False


Report = (
    RunStart
    | Block
    | Snapshot
    | Rested
    | Stop
    | TimelineView
    | Difference
    | Examined
    | Saved
    | NotSaved
    | Left
    | TakenOver
    | NotTakenOver
    | Outdated
    | FirstDifferenceAnswer
)
"""Whatever crosses from the thread to the window."""


class Port(Protocol):
    """Where commands come from and reports go to."""

    @property
    def interrupted(self) -> bool:
        """Whether the thread is to end."""

    def next_command(self, seconds: float | None = 0.0) -> Command | None:
        """Return the next command, waiting this long at most; for ever if None."""

    def send(self, report: Report) -> None:
        """Hand a report to the window."""
