"""Settings that change in the middle of a run."""

from collections.abc import Mapping
from typing import TypeVar

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


def change(timeline: Timeline[T], settings: Mapping[str, object]) -> None:
    """Give settings other values between two iterations.

    The timeline remembers those that shape the numbers; a limit that has been raised
    lets a run that had reached it continue.
    """
    others = {name: settings[name] for name in settings if name not in _TUNABLE}
    if len(others) < len(settings):
        timeline.change(**{n: settings[n] for n in settings if n in _TUNABLE})
    if others:
        trainer = timeline.trainer
        trainer.config = trainer.config.changed(**others)
        if trainer.stopped is not None and trainer.stopped.reason != "diverged":
            trainer.stopped = None
