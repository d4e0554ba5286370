"""Writes the cost of every iteration to a file while the window trains."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from nnviz.files.cost_file import CostFile
from nnviz.live.snapshot import Block
from nnviz.ui.threads.run_controller import RunController


class CostLog(QObject):
    """Hands the costs of every run of the window to a `CostFile`.

    Parameters
    ----------
    path
        The file; what was in it is lost.
    controller
        The runs to write down.

    Signals
    -------
    failed
        Why the file has ended before its time, at once.

    Raises
    ------
    InputError
        If the file cannot be written.
    """

    failed = Signal(str)

    def __init__(self, path: Path, controller: RunController) -> None:
        super().__init__(controller)
        self._file = CostFile(path)
        controller.block_arrived.connect(self._write_block)

    @property
    def failure(self) -> str:
        """Why the file has ended before its time, "" if it has not."""
        return self._file.failure

    def close(self) -> None:
        """Close the file.

        Raises
        ------
        InputError
            If not all of the log could be written.
        """
        self._file.close()

    @Slot(object)
    def _write_block(self, block: Block) -> None:
        if block.numbers is not None:
            # Another program has recorded these, and has a log of its own.
            return
        (costs,), (evaluations,) = block.costs, block.evaluations
        had_failed = bool(self.failure)
        self._file.add(block.run, block.first_iteration, costs, evaluations)
        if self.failure and not had_failed:
            self.failed.emit(self.failure)
