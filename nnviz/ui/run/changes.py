"""Settings that change in the middle of a run, and parameters set by hand."""

from typing import TYPE_CHECKING, Any

from nnviz.session.config import RunConfig
from nnviz.ui.run.commands import Change, Edit, Intervention

if TYPE_CHECKING:
    from nnviz.session.trainer import Trainer

_BY_TRAINER = ("learning_rate", "l1", "l2")

CHANGEABLE = frozenset(
    (
        *_BY_TRAINER,
        *("schedule", "schedule_settings", "evaluate_every"),
        *("epochs", "iterations", "target_cost", "target_accuracy", "patience"),
    )
)
"""Settings that can change during a run; the others need a new one."""

_OF_SAMPLES = ("dataset", "target", "samples", "noise", "data_seed")


def want_same_samples(one: RunConfig, other: RunConfig) -> bool:
    """Return whether two configurations load the same data set."""
    return all(getattr(one, name) == getattr(other, name) for name in _OF_SAMPLES)


def intervene(trainer: "Trainer", intervention: Intervention) -> None:
    """Change what is asked for between two iterations."""
    match intervention:
        case Edit(index, value):
            trainer.network.parameters[index] = value
        case Change(settings):
            _change(trainer, dict(settings))


def _change(trainer: "Trainer", settings: dict[str, Any]) -> None:
    own = {name: settings.pop(name) for name in _BY_TRAINER if name in settings}
    if own:
        trainer.change(**own)
    if settings:
        trainer.config = trainer.config.changed(**settings)
        _lift_limit(trainer)


def _lift_limit(trainer: "Trainer") -> None:
    """Let a run that had reached a limit go on: the limit may be another now."""
    if trainer.stopped is not None and trainer.stopped.reason != "diverged":
        trainer.stopped = None
