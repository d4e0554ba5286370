"""The thread that trains: nobody else writes the arrays of a run."""

from PySide6.QtCore import QObject, Signal

from nnviz.core.mistake import RuledOutError
from nnviz.data.dataset import Dataset
from nnviz.live.commands import Command
from nnviz.live.snapshot import run_start
from nnviz.session.config import RunConfig
from nnviz.session.run_parts import load_data
from nnviz.session.run_state import RunState
from nnviz.ui.threads.command_thread import CommandThread


class TrainingWorker(CommandThread[Command]):
    """Builds one run and trains it as the commands say, until it is stopped.

    Parameters
    ----------
    run
        The number that everything sent for this run carries.
    config
        The settings of the run.
    dataset
        The data, if at hand; otherwise they are loaded in the thread.
    state
        What to go on from; without one the run begins at its initial weights.

    Notes
    -----
    The signals come from the thread; connect them to decorated slots of QObjects.
    """

    prepared = Signal(object)
    """The run is ready: a RunStart."""

    iterated = Signal(object)
    """A Block of iterations: each exactly once, in order."""

    pictured = Signal(object)
    """The Snapshot that was asked for."""

    rested = Signal(int, int)
    """Run and order: what was asked for last is done and told, or pause was obeyed."""

    stopped = Signal(int, object)
    """Run and Stop: a stop condition holds."""

    travelled = Signal(int, object)
    """Run and TimelineStanding: the timeline has changed, or another moment is shown.

    While training goes on, the end of its branch is told by snapshots alone.
    """

    compared = Signal(object)
    """The Difference that was asked for."""

    saved = Signal(object)
    """The Path of a session file that has been written."""

    not_saved = Signal(str)
    """Why a session file could not be written; the run goes on."""

    def __init__(
        self,
        run: int,
        config: RunConfig,
        dataset: Dataset | None = None,
        state: RunState | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__("training", run, parent)
        self._config, self._dataset, self._state = config, dataset, state

    def work(self) -> None:
        """Train; this is what the thread is for."""
        # Imported by the thread, while the window is being painted.
        from nnviz.live.training_loop import TrainingLoop

        dataset = load_data(self._config) if self._dataset is None else self._dataset
        state = self._state
        config = self._config if state is None else state.config
        try:
            loop = TrainingLoop(self.number, config, dataset, self, state)
        except RuledOutError:
            # The structure is what is wanted now; the window says what is left out.
            config = config.changed(mistake=None)
            loop = TrainingLoop(self.number, config, dataset, self, state)
        self.prepared.emit(run_start(self.number, loop.trainer, dataset))
        while not self.isInterruptionRequested():
            loop.turn()
        loop.finish()
