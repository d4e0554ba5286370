"""What a run began with where another program led to it, rather than its seed."""

from dataclasses import dataclass

from nnviz.session.checkpoint import Checkpoint
from nnviz.session.config import RunConfig

_SHAPING = (
    *("dataset", "target", "inputs", "task", "samples", "noise", "data_seed"),
    *("derived", "scaling", "target_scaling", "test_fraction", "validation_fraction"),
    *("hidden", "initializer", "initial_bias", "seed"),
)
"""The settings that say what a run begins with."""


@dataclass(frozen=True, slots=True, eq=False)
class Beginning:
    """The state that a run began with, and its settings with nothing left open."""

    config: RunConfig
    state: Checkpoint

    def suits(self, config: RunConfig) -> bool:
        """Tell whether another run can begin with it: it wants no other weights."""
        own = self.config
        return all(getattr(own, name) == getattr(config, name) for name in _SHAPING)
