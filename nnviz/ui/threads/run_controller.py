"""Owns the run in the window: starts it, and gives it other settings."""

from collections.abc import Set
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from nnviz.data.dataset import Dataset
from nnviz.live.commands import Change, Edit, Save
from nnviz.live.run_changes import CHANGEABLE, differing, want_same_samples
from nnviz.session.config import RunConfig
from nnviz.session.defaults import resolve
from nnviz.session.mistake_applicability import check_mistake
from nnviz.session.run_state import RunState
from nnviz.session.tunable import check_edit
from nnviz.ui.threads.run_reports import RunReports
from nnviz.ui.threads.training_worker import TrainingWorker


class RunController(RunReports):
    """The run of the window; there is at most one at a time."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._given: Dataset | None = None

    @property
    def given(self) -> Dataset | None:
        """The data that the current run was started with, if not by their name."""
        return self._given

    @property
    def config(self) -> RunConfig:
        """The settings as chosen; those left open are settled in ``started``."""
        return self._chosen.config

    def start(self, config: RunConfig, dataset: Dataset | None = None) -> None:
        """Start a new run in place of the current one; it rests until play or step.

        What cannot be used is told by ``failed``; the data are loaded and the network
        is built in the thread.
        """
        self._given = dataset
        self._begin(config, dataset)

    def take_up(
        self, config: RunConfig, dataset: Dataset, state: RunState | None = None
    ) -> None:
        """Start a run on the data a configuration loads, which are at hand.

        With a state it goes on from there, at rest.
        """
        self._given = None
        self._begin(config, dataset, state)

    def save(self, path: Path) -> None:
        """Write the run as it is into a session file; ``saved`` tells when it is done.

        What is asked for is written even if another run is started, or the window is
        closed, meanwhile.
        """
        if self._workers.current is None:
            self.not_saved.emit(f"{path}: there is no run to save")
        self._ask(Save(path, self._chosen.config))

    def reset(self) -> None:
        """Go back to the same initial weights, at rest."""
        self._begin(self._chosen.config, self._data_for(self._chosen.config))

    def change(self, **settings: Any) -> None:  # noqa: ANN401
        """Give settings other values; see ``change_to``."""
        self.change_to(self._chosen.config.changed(**settings))

    def change_to(self, config: RunConfig, dataset: Dataset | None = None) -> None:
        """Take other settings: during the run if they can, else in a new run.

        A new run starts from the same initial weights where the layers' shapes agree,
        and trains if the old one did.

        Raises
        ------
        InputError
            For a value that cannot be; the run goes on as it was.
        """
        changed = differing(self._chosen.config, config)
        start = self._started
        if start is not None and self._can_change(changed, dataset):
            # What is left open follows from the data: the trainer needs a value.
            settled = resolve(config, start.data.dataset)
            if "mistake" in changed:
                check_mistake(settled, start.network, start.loss, start.batch_size)
            self._chosen.config = config
            self._ask(Change({name: getattr(settled, name) for name in changed}))
            return
        playing = self.playing
        if dataset is not None:
            self._given = dataset
        self._begin(config, self._data_for(config) if dataset is None else dataset)
        if playing:
            self.play()

    def switch(self, **settings: Any) -> None:  # noqa: ANN401
        """Give a run that is ready other activations or another optimiser.

        Takes all that ``Trainer.change`` takes; the weights stay. In the past this
        opens a branch.

        Raises
        ------
        InputError
            For a value that cannot be; the run goes on as it was.
        """
        if self._started is not None:
            settled = self._chosen.switch(settings)
            self._ask(Change(settings))
            if settled is not None and self._tell_ruled_out(settled):
                self._chosen.switch({"mistake": None})

    def edit_parameter(self, index: int, value: float) -> None:
        """Set one entry of the flat vector of parameters.

        Raises
        ------
        InputError
            If there is no such entry, or the value is not a finite number.
        """
        if self._started is not None:
            check_edit(index, value, self._started.network.layout.count)
            self._ask(Edit(index, value))

    def close(self) -> None:
        """End the run and wait until no thread is left."""
        self._run += 1
        self._frames.stop()
        self._workers.close()
        self._set_playing(False)

    def _begin(
        self,
        config: RunConfig,
        dataset: Dataset | None,
        state: RunState | None = None,
    ) -> None:
        """Put a new run in place of the current one."""
        self._workers.retire()
        self._run += 1
        self._chosen.begin(config)
        self._started = self._snapshot = None
        self._asked = self._fresh = self._diverged = False
        self._set_playing(False)
        worker = TrainingWorker(self._run, config, dataset, state)
        self._listen(worker)
        self._workers.start(worker)
        self.set_speed(self.speed)
        self._frames.start()

    def _can_change(self, settings: Set[str], dataset: Dataset | None) -> bool:
        """Tell whether settings can change in the current run, as it is."""
        alive = self._workers.current is not None and not self._diverged
        same_data = dataset is None or dataset is self._given
        return alive and same_data and settings <= CHANGEABLE

    def _data_for(self, config: RunConfig) -> Dataset | None:
        """Return the data of the current run if a configuration wants the same."""
        if self._given is not None and config.dataset == self._chosen.config.dataset:
            return self._given
        self._given = None
        if self._started is None:
            return None
        same = want_same_samples(config, self._chosen.config)
        return self._started.dataset if same else None
