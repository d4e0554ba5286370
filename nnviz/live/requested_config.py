"""The settings a user has chosen, while the run has gone its own way."""

from collections.abc import Mapping
from typing import Any

from nnviz.live.snapshot import Snapshot
from nnviz.session.config import RunConfig
from nnviz.session.tunable import TUNABLE, with_settings


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

        A mistake that makes no difference in it has been left out.
        """
        self._settled = config
        self.config = self.config.changed(mistake=config.mistake)

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
            self._follow(snapshot.config)
        elif snapshot.is_present:
            self._settled = snapshot.config

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
