"""What the window asks of the thread that trains: values that cross in a queue."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from nnviz.data.prepared import Part
from nnviz.live.pacing import Speed
from nnviz.session.config import RunConfig
from nnviz.session.probe import ProbeSample
from nnviz.session.timeline.timeline_view import Position


class Train(msgspec.Struct, frozen=True):
    """Train this many iterations and rest; without end if None, not at all if 0.

    ``order`` comes back when they are done, so that the end of an earlier order is not
    mistaken for the end of this one.
    """

    iterations: int | None = None
    order: int = 0


class TrainEpoch(msgspec.Struct, frozen=True):
    """Train to the end of the epoch that has begun, or a whole one, and rest."""

    order: int = 0


class SetSpeed(msgspec.Struct, frozen=True):
    """Train at another speed; see `pacing.Speed`."""

    speed: Speed


class BlockReceived(msgspec.Struct, frozen=True):
    """A block has arrived: another one may be sent."""


class ShowSnapshot(msgspec.Struct, frozen=True):
    """Send a snapshot as soon as there is something new to see."""


class Wake(msgspec.Struct, frozen=True):
    """Look at what is asked; nothing else."""


class Change(msgspec.Struct, frozen=True):
    """Give settings other values from the next iteration on."""

    settings: Mapping[str, object]


class Edit(msgspec.Struct, frozen=True):
    """Set one entry of the flat vector of parameters."""

    index: int
    value: float


class ShowMoment(msgspec.Struct, frozen=True):
    """Rest, and show the run after this many iterations, on the way to a branch's end.

    Without a branch it is the one shown. A run shows the nearest moment it has; a
    comparison trains what is still missing.
    """

    iteration: int
    branch: int | None = None
    order: int = 0


class StepBack(msgspec.Struct, frozen=True):
    """Rest, and show what was this many iterations before what is shown."""

    iterations: int = 1
    order: int = 0


class StepBackEpoch(msgspec.Struct, frozen=True):
    """Rest, and show the last beginning of an epoch before what is shown."""

    order: int = 0


class ReturnToNow(msgspec.Struct, frozen=True):
    """Show the present again."""


class GoOnFromHere(msgspec.Struct, frozen=True):
    """Make what is shown the present: from the past, by a new branch."""


class LookAt(msgspec.Struct, frozen=True, eq=False):
    """Look at this row of the data set, from 0, or at a sample that is given."""

    sample: int | ProbeSample


class ListSamples(msgspec.Struct, frozen=True, eq=False):
    """Work out the figures of all samples whenever it rests, ``more`` besides; or not.

    ``more`` are samples of neither part, prepared as the data are.
    """

    wanted: bool
    more: Part | None = None


class SetBookmark(msgspec.Struct, frozen=True):
    """Give what is shown a name, and a note."""

    name: str
    note: str = ""


class NoteBookmark(msgspec.Struct, frozen=True):
    """Write something else of a bookmark."""

    name: str
    note: str


class ForgetBookmark(msgspec.Struct, frozen=True):
    """Remove a bookmark."""

    name: str


class Compare(msgspec.Struct, frozen=True):
    """Send how far the parameters of one moment are from those of the other."""

    one: Position
    other: Position


class Examine(msgspec.Struct, frozen=True):
    """Send the state of the moment shown, to look for what is wrong with it."""


class Save(msgspec.Struct, frozen=True):
    """Write the run into a session file, with the settings as the user chose them.

    One set ``aside`` is kept by the program itself; only a failure is reported.
    ``view`` is what the window shows, in values of JSON.
    """

    path: Path
    config: RunConfig
    aside: bool = False
    view: Mapping[str, Any] = msgspec.field(default_factory=dict)


class FindFirstDifference(msgspec.Struct, frozen=True):
    """Search for the first difference of two contenders, given by their places.

    Without a pair, end the search under way.
    """

    pair: tuple[int, int] | None = None
    tolerance: float = 1e-6
    quantity: str | None = None


class Follow(msgspec.Struct, frozen=True):
    """Show each newer moment of a record that grows, or stay at the one shown."""

    on: bool


class TakeOver(msgspec.Struct, frozen=True):
    """Send a run of nnviz's own that begins with the weights shown."""


Movement = Train | TrainEpoch | ShowMoment | StepBack | StepBackEpoch
"""Commands to train or to show another moment.

They are obeyed at any moment, but not before what was asked earlier.
"""

Task = (
    Change
    | Edit
    | LookAt
    | ListSamples
    | SetBookmark
    | NoteBookmark
    | ForgetBookmark
    | Compare
    | Examine
    | Save
    | FindFirstDifference
    | Follow
    | TakeOver
)
"""Commands that a course carries out itself, between two iterations."""

Command = (
    Movement
    | SetSpeed
    | BlockReceived
    | ShowSnapshot
    | Wake
    | ReturnToNow
    | GoOnFromHere
    | Task
)
