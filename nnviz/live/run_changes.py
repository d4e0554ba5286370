"""Settings that change in the middle of a run, and parameters set by hand."""

from typing import Any, TypeVar

from nnviz.live.commands import Change, Edit, Intervention
from nnviz.session.config import RunConfig
from nnviz.session.timeline.timeline import Timeline
from nnviz.session.trainer import Trainer
from nnviz.session.tunable import TUNABLE

_TUNABLE = (*TUNABLE, "activation")

CHANGEABLE = frozenset(
    (
        *("learning_rate", "l1", "l2", "schedule", "schedule_settings"),
        *("mistake", "evaluate_every", "epochs", "iterations"),
        *("target_cost", "target_accuracy", "patience"),
    )
)
"""Settings that change during a run of themselves.

Others begin a new one, unless ``RunController.switch`` is asked to keep the weights.
"""

T = TypeVar("T", bound=Trainer)

_OF_SAMPLES = (
    *("dataset", "target", "inputs", "task"),
    *("samples", "noise", "data_seed"),
)


def want_same_samples(one: RunConfig, other: RunConfig) -> bool:
    """Return whether two configurations load the same data set."""
    return all(getattr(one, name) == getattr(other, name) for name in _OF_SAMPLES)


def differing(one: RunConfig, other: RunConfig) -> frozenset[str]:
    """Return the names of the settings in which two configurations differ."""
    names = RunConfig.__struct_fields__
    return frozenset(n for n in names if getattr(one, n) != getattr(other, n))


def intervene(timeline: Timeline[T], intervention: Intervention) -> None:
    """Change what is asked for between two iterations; the timeline remembers it."""
    match intervention:
        case Edit(index, value):
            timeline.edit(index, value)
        case Change(settings):
            _change(timeline, dict(settings))


def _change(timeline: Timeline[T], settings: dict[str, Any]) -> None:
    shaping = {name: settings.pop(name) for name in _TUNABLE if name in settings}
    if shaping:
        timeline.change(**shaping)
    if settings:
        trainer = timeline.trainer
        trainer.config = trainer.config.changed(**settings)
        _lift_limit(trainer)


def _lift_limit(trainer: Trainer) -> None:
    """Let a run that had reached a limit go on: the limit may be another now."""
    if trainer.stopped is not None and trainer.stopped.reason != "diverged":
        trainer.stopped = None
