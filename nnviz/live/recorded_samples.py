"""The samples of recorded batches: which there are, and which row each has."""

import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.types import Floats, Indices

UNKNOWN = -1
"""Stands for the row of a sample that is not among those known."""


class KnownSamples:
    """Distinct samples by their numbers, in the order in which they were met.

    Parameters
    ----------
    most
        How many numbers of inputs are kept at the most.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._rows: dict[bytes, int] = {}
        self._inputs: list[NDArray[Any]] = []
        self._targets: list[Floats] = []
        self._last: tuple[tuple[int, ...], int, Indices] | None = None

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def has_room(self) -> bool:
        """Whether more samples would be taken."""
        return not self._inputs or len(self) * self._inputs[0].shape[1] < self._most

    def take(self, inputs: NDArray[Any], targets: Floats) -> None:
        """Take the samples of a batch, inputs (N, I) and targets (N, O), that are new.

        Those with numbers that are not finite are left out: no run can have them.
        """
        with np.errstate(all="ignore"):
            finite = np.isfinite(inputs).all(axis=1) & np.isfinite(targets).all(axis=1)
        new = []
        for k, key in enumerate(_keys(inputs, targets)):
            if finite[k] and key not in self._rows:
                self._rows[key] = len(self._rows)
                new.append(k)
        if new:
            all_new = len(new) == len(inputs)
            self._inputs.append(inputs if all_new else inputs[new])
            self._targets.append(targets if all_new else targets[new])
            self._last = None

    def arrays(self) -> tuple[Floats, Floats]:
        """Return all inputs (N, I) and targets (N, O)."""
        both = self._inputs, self._targets
        one, other = (x[0] if len(x) == 1 else np.concatenate(x) for x in both)
        return one, other

    def rows_of(self, inputs: NDArray[Any], targets: Floats) -> Indices:
        """Return the row of each sample of a batch, (N,); ``UNKNOWN`` of new ones."""
        # Of a large batch that stays, the rows are looked up once.
        mark = zlib.crc32(np.ascontiguousarray(inputs).data.cast("B"))
        if self._last is not None and self._last[:2] == (inputs.shape, mark):
            return self._last[2]
        keys = _keys(inputs, targets)
        rows = np.array([self._rows.get(key, UNKNOWN) for key in keys], np.intp)
        rows.flags.writeable = False
        self._last = inputs.shape, mark, rows
        return rows


def _keys(inputs: NDArray[Any], targets: Floats) -> list[bytes]:
    """Return what tells samples apart."""
    both = zip(np.ascontiguousarray(inputs), np.ascontiguousarray(targets), strict=True)
    return [x.tobytes() + y.tobytes() for x, y in both]
