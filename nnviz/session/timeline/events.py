"""Events: what a user did to a run, to be replayed at exactly the same point."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nnviz.core.layout import Layout
from nnviz.core.writing.number_text import compact
from nnviz.session.engine import Engine


@dataclass(frozen=True, slots=True)
class SettingsChanged:
    """Settings were changed; ``before`` and ``after`` have the same names."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]

    def apply(self, engine: Engine) -> None:
        """Do it again."""
        engine.change(**self.after)

    def merged(self, later: "Act") -> "SettingsChanged | None":
        """Return one change for this and a later one of the same settings, or None."""
        if not isinstance(later, SettingsChanged):
            return None
        # Another optimiser, then the former one again: that is a change as well, since
        # it has begun without memories.
        if "optimizer" in later.after or later.after.keys() != self.after.keys():
            return None
        return SettingsChanged(self.before, later.after)

    def summary(self, _: Layout) -> str:
        """Say in a line what was done."""
        return ", ".join(
            f"{name.replace('_', ' ')} {_text(self.before[name])} → {_text(value)}"
            for name, value in self.after.items()
        )


@dataclass(frozen=True, slots=True)
class ParameterEdited:
    """One entry of the flat vector of parameters was set by hand."""

    index: int
    before: float
    after: float

    def apply(self, engine: Engine) -> None:
        """Do it again."""
        engine.edit(self.index, self.after)

    def merged(self, later: "Act") -> "ParameterEdited | None":
        """Return one edit for this and a later one of the same entry, else None."""
        if isinstance(later, ParameterEdited) and later.index == self.index:
            return ParameterEdited(self.index, self.before, later.after)
        return None

    def summary(self, layout: Layout) -> str:
        """Say in a line what was done."""
        name = layout.name_of(self.index)
        return f"{name} {compact(self.before)} → {compact(self.after)}"


Act = SettingsChanged | ParameterEdited


@dataclass(frozen=True, slots=True)
class Event:
    """An act between two iterations: after ``iteration`` iterations, on a branch."""

    iteration: int
    branch: int
    act: Act


def _text(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, float):
        return compact(value, 6)
    if isinstance(value, tuple):
        return ", ".join(str(entry) for entry in value) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{name} {compact(entry, 6)}" for name, entry in value.items())
    return str(value)
