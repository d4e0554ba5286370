"""A file that the costs of a run are written to while it trains."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec
import numpy as np

from nnviz.core.errors import InputError
from nnviz.core.types import Floats
from nnviz.session.history import Evaluation

HEADING = "run,iteration,cost,train_cost,test_cost,validation_cost"
"""The columns of a table."""


class CostFile:
    """A file that grows with the run: a table if it ends in .csv, else JSON lines.

    A table has a row for each iteration, in which an evaluation fills in the costs of
    the training, the test and the validation set. Of JSON lines, one has the ``costs``
    of a block from ``first_iteration`` on, or the costs of one evaluation, by the names
    of the table's columns; that of the validation set only if there is one. What is not
    known or not finite is empty, or ``null``.

    Parameters
    ----------
    path
        The file; what was in it is lost.

    Attributes
    ----------
    failure
        Why the file has ended before its time, if it has: the disk may be full. All
        its lines are whole then.

    Raises
    ------
    InputError
        If the file cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._length, self.failure = path, 0, ""
        self._is_table = path.suffix.lower() == ".csv"
        try:
            self._file = path.expanduser().open("wb", buffering=0)
        except OSError as error:
            raise InputError(
                f"--log {path}: cannot be written ({error.strerror}); give a file in "
                "a folder that exists"
            ) from error
        if self._is_table:
            self._write(HEADING.encode() + b"\n")

    def add(
        self, run: int, first: int, costs: Floats, evaluations: Sequence[Evaluation]
    ) -> None:
        """Write the costs (n,) of iterations from ``first`` on, and what was scored."""
        lines = _rows if self._is_table else _json_lines
        data = b"".join(line + b"\n" for line in lines(run, first, costs, evaluations))
        if data:
            self._write(data)

    def close(self) -> None:
        """Close the file.

        Raises
        ------
        InputError
            If not all of the costs could be written.
        """
        self._file.close()
        if self.failure:
            raise InputError(self.failure)

    def _write(self, data: bytes) -> None:
        if self.failure:
            return
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


def _rows(
    run: int, first: int, costs: Floats, evaluations: Sequence[Evaluation]
) -> Iterator[bytes]:
    """Yield the rows of a table; an evaluation of another block has its own."""
    scored = {found.iteration: _scored(found) for found in evaluations}
    for iteration in sorted({*range(first, first + len(costs)), *scored}):
        place = iteration - first
        cost = costs[place] if 0 <= place < len(costs) else None
        cells = (cost, *scored.get(iteration, (None, None, None)))
        yield ",".join((str(run), str(iteration), *map(_cell, cells))).encode()


def _json_lines(
    run: int, first: int, costs: Floats, evaluations: Sequence[Evaluation]
) -> Iterator[bytes]:
    """Yield a line for the block and one for each evaluation."""
    if len(costs):
        yield msgspec.json.encode(
            {"run": run, "first_iteration": first, "costs": costs.tolist()}
        )
    for found in evaluations:
        train, test, validation = _scored(found)
        line = {
            "run": run,
            "iteration": found.iteration,
            "train_cost": train,
            "test_cost": test,
        }
        if found.validation is not None:
            line["validation_cost"] = validation
        yield msgspec.json.encode(line)


def _scored(found: Evaluation) -> tuple[float, float | None, float | None]:
    """Return the costs of the training, the test and the validation set."""
    held_out = found.test, found.validation
    test, validation = (None if score is None else score.cost for score in held_out)
    return found.train.cost, test, validation


def _cell(cost: float | None) -> str:
    """Return a cost with all its digits, as it is read back."""
    return repr(float(cost)) if cost is not None and np.isfinite(cost) else ""
