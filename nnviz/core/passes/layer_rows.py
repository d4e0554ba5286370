"""The memory layout of the quantities of all layers.

Inside, a batch is stored as the textbook writes it, ``Z = W A + b`` with a column per
sample, and the layers of one kind of quantity are stacked in one array, so that one
call can serve several layers. Outside, every quantity has a row per sample, (N, O), as
data sets and predictions do; both are views of the same memory.
"""

import copy

import numpy as np

from nnviz.core.layout import Layout
from nnviz.core.types import Floats


class LayerRows:
    """One kind of quantity (z, a, delta, ...) of all layers, stacked in rows (R, N).

    Layer l has O rows and then an extra row that is no neuron: in the activations it
    holds ones, so that one product includes the next layer's biases.
    """

    def __init__(
        self, layout: Layout, batch_size: int, precision: str, extra: float = 0.0
    ) -> None:
        ends = np.cumsum([size + 1 for size in layout.sizes[1:]]).tolist()
        self._starts, self._ends = [0, *ends[:-1]], ends
        self.all: Floats = np.zeros((ends[-1], batch_size), precision)
        for end in ends:
            self.all[end - 1] = extra

    def within(self, memory: Floats) -> "LayerRows":
        """Return the same arrangement of rows in other memory, (R, N)."""
        view = copy.copy(self)
        view.all = memory
        return view

    def layer(self, layer: int) -> Floats:
        """Return the rows of layer ``layer`` (from 1), shape (O, N)."""
        return self.all[self.place_of(layer)]

    def place_of(self, layer: int, extra: int = 0) -> slice:
        """Return the slice of a layer's rows; ``extra=1`` includes its extra row."""
        return slice(self._starts[layer - 1], self._ends[layer - 1] - 1 + extra)

    def with_extra(self, layer: int) -> Floats:
        """Return the rows of layer ``layer`` with its extra row, shape (O + 1, N)."""
        return self.all[self.place_of(layer, extra=1)]

    def span(self, first: int, last: int) -> Floats:
        """Return the rows of layers first to last, (R, N), less the last extra row."""
        return self.all[self._starts[first - 1] : self._ends[last - 1] - 1]
