"""The parts of a session that are not arrays, as a session file has them in JSON."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import msgspec

from nnviz.core.errors import InputError
from nnviz.files.data_card import DataCard
from nnviz.session.config import RunConfig
from nnviz.session.settings.tunable import TUNABLE
from nnviz.session.stop import Stop
from nnviz.session.timeline.events import Act, Event, ParameterEdited, SettingsChanged
from nnviz.session.timeline.store import Worth
from nnviz.session.timeline.timeline_view import Bookmark, BranchView

Count = Annotated[int, msgspec.Meta(ge=0)]

_NAN = float("nan")


class Moment(msgspec.Struct, frozen=True):
    """A checkpoint without its arrays; ``settings`` is a place in the header's list."""

    iteration: Count
    settings: Count


class KeptMoment(msgspec.Struct, frozen=True, array_like=True):
    """A checkpoint of the past without its arrays."""

    branch: Count
    iteration: Count
    events: Count
    worth: Worth
    settings: Count


class Changed(msgspec.Struct, frozen=True, tag="settings"):
    """Settings that were changed."""

    before: dict[str, Any]
    after: dict[str, Any]

    def act(self, config: RunConfig) -> SettingsChanged:
        """Return what was done."""
        return SettingsChanged(
            _checked(self.before, config), _checked(self.after, config)
        )


class Edited(msgspec.Struct, frozen=True, tag="edit"):
    """A parameter that was set; JSON has no NaN, for which ``before`` is None."""

    index: Count
    before: float | None
    after: float

    def act(self, _: RunConfig) -> ParameterEdited:
        """Return what was done."""
        before = _NAN if self.before is None else self.before
        return ParameterEdited(self.index, before, self.after)


class EventHeader(msgspec.Struct, frozen=True):
    """What was done after an iteration, on the branch under which this stands."""

    iteration: Count
    act: Changed | Edited

    @classmethod
    def of(cls, event: Event) -> "EventHeader":
        """Return the header of an event."""
        return cls(event.iteration, _header_of(event.act))


class BranchHeader(msgspec.Struct, frozen=True):
    """A branch without its record; ``events`` are its own, after ``inherited`` ones."""

    view: BranchView
    inherited: Count
    events: tuple[EventHeader, ...]


class PastHeader(msgspec.Struct, frozen=True):
    """The past of a run without its arrays.

    ``kept`` has the checkpoints in groups, each of which has one memory of the
    optimiser: the arrays of group k are ``past.k.parameters`` (checkpoints, P) and
    ``past.k.memory.NAME`` (checkpoints, ...).
    """

    branches: tuple[BranchHeader, ...]
    live: Count
    first: Count
    bookmarks: tuple[Bookmark, ...]
    kept: tuple[tuple[KeptMoment, ...], ...]


class SessionHeader(msgspec.Struct, frozen=True, kw_only=True):
    """A session without its arrays."""

    config: RunConfig
    settled: RunConfig
    settings: tuple[dict[str, Any], ...]
    now: Moment
    before: Moment | None
    first: Moment | None = None
    rate: float
    stopped: Stop | None
    seconds: float
    data_mark: int | None
    card: DataCard
    scalings: tuple[str, str]
    past: PastHeader | None
    view: dict[str, Any]

    def checked_settings(self) -> list[Mapping[str, Any]]:
        """Return the settings of checkpoints as a run has them.

        Raises
        ------
        InputError
            If one has a value that is not possible.
        """
        return [checked_settings(one, self.settled) for one in self.settings]


class MomentOfFormat1(msgspec.Struct, frozen=True, kw_only=True):
    """A checkpoint of a file of format 1, without its arrays."""

    iteration: Count
    settings: dict[str, Any]


class HeaderOfFormat1(msgspec.Struct, frozen=True, kw_only=True):
    """The header of a file of format 1, which has neither data nor a past."""

    config: RunConfig
    settled: RunConfig
    now: MomentOfFormat1
    before: MomentOfFormat1 | None
    rate: float
    stopped: Stop | None
    seconds: float
    data_mark: int | None


class SettingsList:
    """The different settings of checkpoints; most share them with the one before."""

    def __init__(self) -> None:
        self.entries: list[dict[str, Any]] = []

    def place(self, settings: Mapping[str, Any]) -> int:
        """Return the place of settings in the list, to which they are added if new."""
        # From the end, since a checkpoint's settings are usually those of the last.
        for place in reversed(range(len(self.entries))):
            if self.entries[place] == settings:
                return place
        self.entries.append(dict(settings))
        return len(self.entries) - 1


def checked_settings(settings: Mapping[str, Any], config: RunConfig) -> dict[str, Any]:
    """Return the settings of a checkpoint with the types that a run gives them.

    Raises
    ------
    InputError
        If they are not those that can change during a run, or a value is not possible.
    """
    if settings.keys() != set(TUNABLE):
        raise InputError(
            f"the settings of a moment are {', '.join(settings) or 'none'}"
        )
    return _checked(settings, config)


def _checked(settings: Mapping[str, Any], config: RunConfig) -> dict[str, Any]:
    """Return some settings with the types that a run gives them."""
    unknown = settings.keys() - set(TUNABLE)
    if unknown:
        raise InputError(f"an event changes {', '.join(sorted(unknown))}")
    # A run has decided all that a user may leave open.
    for name, value in settings.items():
        if value is None:
            raise InputError(f"{name.replace('_', ' ')}: it is left open")
    # One that changes the optimiser names its constants as well, so that each change
    # is possible with the other settings as they are now.
    changed = config.changed(**settings)
    return {name: getattr(changed, name) for name in settings}


def _header_of(act: Act) -> Changed | Edited:
    if isinstance(act, SettingsChanged):
        return Changed(dict(act.before), dict(act.after))
    return Edited(act.index, act.before, act.after)


def events_of(
    headers: Sequence[EventHeader], branch: int, config: RunConfig
) -> tuple[Event, ...]:
    """Return the events of a branch.

    Raises
    ------
    InputError
        If a setting has a value that is not possible.
    """
    return tuple(Event(one.iteration, branch, one.act.act(config)) for one in headers)
