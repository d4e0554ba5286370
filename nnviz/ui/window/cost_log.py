"""Writes the cost of every iteration to a file while the window trains."""

from contextlib import suppress
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal, Slot

from nnviz.core.errors import InputError
from nnviz.live.snapshot import Block
from nnviz.session.history import Evaluation
from nnviz.ui.threads.run_controller import RunController


class CostLog(QObject):
    """A file of JSON lines that grows with the run, one line for each block.

    A block has ``run``, ``first_iteration`` and the ``costs`` from there on; an
    evaluation has ``run``, ``iteration``, ``train_cost`` and ``test_cost``. What is
    not finite is ``null``.

    Parameters
    ----------
    path
        The file; what was in it is lost.
    controller
        The runs to write down.

    Attributes
    ----------
    failure
        Why the file has ended before its time, if it has: the disk may be full. All
        its lines are whole then.

    Signals
    -------
    failed
        The failure, at once.

    Raises
    ------
    InputError
        If the file cannot be written.
    """

    failed = Signal(str)

    def __init__(self, path: Path, controller: RunController) -> None:
        super().__init__(controller)
        self._path, self._length, self.failure = path, 0, ""
        try:
            self._file = path.open("wb", buffering=0)
        except OSError as error:
            raise InputError(
                f"--log {path}: cannot be written ({error.strerror}); give a file in "
                "a folder that exists"
            ) from error
        controller.block_arrived.connect(self._write_block)

    def close(self) -> None:
        """Close the file.

        Raises
        ------
        InputError
            If not all of the log could be written.
        """
        self._file.close()
        if self.failure:
            raise InputError(self.failure)

    @Slot(object)
    def _write_block(self, block: Block) -> None:
        (costs,), (evaluations,) = block.costs, block.evaluations
        if block.iterations:
            self._write(
                run=block.run,
                first_iteration=block.first_iteration,
                costs=costs.tolist(),
            )
        for found in evaluations:
            self._write(run=block.run, **_costs_of(found))

    def _write(self, **line: object) -> None:
        if self.failure:
            return
        data = msgspec.json.encode(line) + b"\n"
        try:
            written = 0
            # On a disk that is almost full, a part may be written.
            while written < len(data):
                written += self._file.write(data[written:])
            self._length += written
        except OSError as error:
            self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        """End the file after its last whole line, and say so."""
        # A device cannot be cut.
        with suppress(OSError):
            self._file.truncate(self._length)
        self.failure = (
            f"--log {self._path}: cannot be written any more "
            f"({error.strerror}); training goes on without it"
        )
        self.failed.emit(self.failure)


def _costs_of(found: Evaluation) -> dict[str, object]:
    test = found.test.cost if found.test else None
    return {
        "iteration": found.iteration,
        "train_cost": found.train.cost,
        "test_cost": test,
    }
