"""What the window asks of the thread that trains: values that cross in a queue."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nnviz.session.config import RunConfig


@dataclass(frozen=True, slots=True)
class Train:
    """Train so many iterations and rest; without end if None, not at all if 0.

    ``order`` comes back when they are done, so that nobody takes the end of an earlier
    order for the end of this one.
    """

    iterations: int | None = None
    order: int = 0


@dataclass(frozen=True, slots=True)
class TrainEpoch:
    """Train to the end of the epoch that has begun, or a whole one, and rest."""

    order: int = 0


@dataclass(frozen=True, slots=True)
class SetSpeed:
    """Train so many iterations a second; as fast as possible if None."""

    iterations_per_second: float | None


@dataclass(frozen=True, slots=True)
class TakeBack:
    """A block has been received: another one may be sent."""


@dataclass(frozen=True, slots=True)
class ShowSnapshot:
    """Send a snapshot as soon as there is something new to see."""


@dataclass(frozen=True, slots=True)
class Wake:
    """Look at what is asked; nothing else."""


@dataclass(frozen=True, slots=True)
class Change:
    """Give settings other values from the next iteration on."""

    settings: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Edit:
    """Set one entry of the flat vector of parameters."""

    index: int
    value: float


@dataclass(frozen=True, slots=True)
class Save:
    """Write the run into a session file, with the settings as the user chose them."""

    path: Path
    config: RunConfig


Request = Train | TrainEpoch | SetSpeed | TakeBack | ShowSnapshot | Wake
"""Commands that touch no number of the network: obeyed at any moment."""

Intervention = Change | Edit
"""Commands that do: they wait until an iteration and its evaluation are over."""

Command = Request | Intervention | Save
