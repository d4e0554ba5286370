"""The thread that trains: nobody else writes the arrays of a run."""

import logging
from queue import Empty, SimpleQueue

from PySide6.QtCore import QObject, QThread, Signal

from nnviz.core.errors import InputError
from nnviz.core.mistake import RuledOutError
from nnviz.data.dataset import Dataset
from nnviz.session.config import RunConfig
from nnviz.session.run_state import RunState
from nnviz.session.setup import load_data
from nnviz.ui.run.commands import Command, Wake
from nnviz.ui.run.interrupted import Interrupted
from nnviz.ui.run.snapshot import run_start

_logger = logging.getLogger(__name__)


class TrainingWorker(QThread):
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

    failed = Signal(int, str)
    """Run and message: something was raised, and the thread has ended."""

    def __init__(
        self,
        run: int,
        config: RunConfig,
        dataset: Dataset | None = None,
        state: RunState | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"training {run}")
        self._run, self._config, self._dataset = run, config, dataset
        self._state = state
        self._commands: SimpleQueue[Command] = SimpleQueue()

    def ask(self, command: Command) -> None:
        """Hand a command to the thread; obeyed in order, within a few milliseconds."""
        self._commands.put(command)

    def stop(self, milliseconds: int | None = None) -> bool:
        """Ask the thread to end and wait for it, for so long at most.

        Returns whether it has ended.
        """
        self.requestInterruption()
        self.ask(Wake())
        return self.wait() if milliseconds is None else self.wait(milliseconds)

    def run(self) -> None:
        """Train; this is the body of the thread."""
        try:
            self._train()
        except Interrupted:
            _logger.debug("run %d was interrupted", self._run)
        except InputError as error:
            self.failed.emit(self._run, str(error))
        except Exception as error:
            # Whatever it is, it is reported, and the window lives on.
            _logger.exception("run %d failed", self._run)
            self.failed.emit(self._run, f"{type(error).__name__}: {error}")

    def _train(self) -> None:
        # Imported by the thread, while the window is being painted.
        from nnviz.ui.run.training_loop import TrainingLoop

        dataset = load_data(self._config) if self._dataset is None else self._dataset
        state = self._state
        config = self._config if state is None else state.config
        try:
            loop = TrainingLoop(self._run, config, dataset, self, state)
        except RuledOutError:
            # The structure is what is wanted now; the window says what is left out.
            config = config.changed(mistake=None)
            loop = TrainingLoop(self._run, config, dataset, self, state)
        self.prepared.emit(run_start(self._run, loop.trainer, dataset))
        while not self.isInterruptionRequested():
            loop.turn()
        loop.finish()

    @property
    def interrupted(self) -> bool:
        """Whether the thread has been asked to end."""
        return self.isInterruptionRequested()

    def next_command(self, seconds: float | None = 0.0) -> Command | None:
        """Return what is asked next, waiting so long at most; for ever if None."""
        if seconds == 0.0 and self._commands.empty():
            return None
        try:
            return self._commands.get(timeout=seconds)
        except Empty:
            return None
