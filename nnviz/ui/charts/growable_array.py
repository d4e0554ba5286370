"""An array that grows at its end, at a cost that does not depend on its length."""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


class Growing:
    """Numbers in a row, (length,), with room for more."""

    def __init__(self) -> None:
        self._memory = np.empty(256)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    @property
    def values(self) -> Numbers:
        """A view of all numbers so far, (length,)."""
        return self._memory[: self._length]

    def extend(self, values: Numbers) -> None:
        """Append numbers."""
        end = self._length + len(values)
        if end > len(self._memory):
            longer = np.empty(max(end, 2 * len(self._memory)))
            longer[: self._length] = self.values
            self._memory = longer
        self._memory[self._length : end] = values
        self._length = end

    def cut(self, length: int) -> None:
        """Forget what comes after the first ``length`` numbers."""
        self._length = min(self._length, length)
