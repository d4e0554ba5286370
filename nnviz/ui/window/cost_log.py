"""Writes the cost of every iteration to a file while the window trains."""

from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Slot

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

    Raises
    ------
    InputError
        If the file cannot be written.
    """

    def __init__(self, path: Path, controller: RunController) -> None:
        super().__init__(controller)
        try:
            self._file = path.open("wb", buffering=0)
        except OSError as error:
            raise InputError(
                f"--log {path}: cannot be written ({error.strerror}); give a file in "
                "a folder that exists"
            ) from error
        controller.block_arrived.connect(self._write_block)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

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
        self._file.write(msgspec.json.encode(line) + b"\n")


def _costs_of(found: Evaluation) -> dict[str, object]:
    test = found.test.cost if found.test else None
    return {
        "iteration": found.iteration,
        "train_cost": found.train.cost,
        "test_cost": test,
    }
