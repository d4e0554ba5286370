"""The settings a user has chosen, and which of them a run can change."""

from collections.abc import Mapping
from typing import Any

from nnviz.live.snapshot import Snapshot
from nnviz.session.config import RunConfig
from nnviz.session.settings.tunable import TUNABLE, with_settings

CHANGEABLE = frozenset(
    (
        *("learning_rate", "l1", "l2", "schedule", "schedule_settings"),
        *("mistakes", "evaluate_every", "epochs", "iterations"),
        *("target_cost", "target_accuracy"),
        *("patience", "tolerance", "watch", "keep"),
    )
)
"""Settings that change during a run of themselves.

Others begin a new one, unless ``RunController.switch`` is asked to keep the weights.
"""

_OF_SAMPLES = (
    *("dataset", "target", "inputs", "task"),
    *("samples", "noise", "data_seed"),
)


class RequestedConfig:
    """Keeps what was chosen in step with switches and branches.

    What was left open stays open until it is changed.

    Attributes
    ----------
    config
        The settings as chosen.
    """

    def __init__(self) -> None:
        self.config = RunConfig()
        self._settled: RunConfig | None = None
        self._branch = 0

    def begin(self, config: RunConfig) -> None:
        """Take the settings of a run that is being built."""
        self.config, self._settled, self._branch = config, None, 0

    def settle(self, config: RunConfig) -> None:
        """Take in what was left open, now that the run is ready.

        Mistakes that make no difference in it have been left out.
        """
        self._settled = config
        self.config = self.config.changed(mistakes=config.mistakes)

    def switch(self, settings: Mapping[str, Any]) -> RunConfig | None:
        """Take in changes of a run that is ready; return its settings then.

        Raises
        ------
        InputError
            For a value that cannot be; nothing is changed.
        """
        if self._settled is not None:
            self._follow(with_settings(self._settled, settings))
        return self._settled

    def adopt(self, snapshot: Snapshot) -> None:
        """Take over the settings of a branch that has become the present."""
        if snapshot.is_present and snapshot.branch != self._branch:
            self._branch = snapshot.branch
            self._follow(snapshot.lane.config)
        elif snapshot.is_present:
            self._settled = snapshot.lane.config

    def _follow(self, new: RunConfig) -> None:
        old, self._settled = self._settled, new
        changed = {
            name: getattr(new, name)
            for name in TUNABLE
            if old is not None and getattr(new, name) != getattr(old, name)
        }
        if new.activation is not None and "activations" in changed:
            # One name for all layers still fits when layers come or go.
            changed |= {"activation": new.activation, "activations": None}
        self.config = self.config.changed(**changed)


def want_same_samples(one: RunConfig, other: RunConfig) -> bool:
    """Return whether two configurations load the same data set."""
    return all(getattr(one, name) == getattr(other, name) for name in _OF_SAMPLES)


def differing(one: RunConfig, other: RunConfig) -> frozenset[str]:
    """Return the names of the settings in which two configurations differ."""
    names = RunConfig.__struct_fields__
    return frozenset(n for n in names if getattr(one, n) != getattr(other, n))
