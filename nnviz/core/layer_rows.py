"""How the quantities of all layers lie in memory.

Inside, a batch lies as the textbook writes it, ``Z = W A + b`` with a column per
sample, and the layers of one kind of quantity lie below each other in one array, so
that one call can serve several layers. Outside, every quantity is shown with a row per
sample, (N, O), as data sets and predictions are; both are the same memory.
"""

import copy

import numpy as np

from nnviz.core.layout import Layout
from nnviz.core.types import Floats


class LayerRows:
    """One kind of quantity (z, a, delta, ...) of all layers, below each other.

    Layer l has O rows and then a row of its own that is no neuron: in the activations
    it holds ones, so that the next layer's biases take part in one product.
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
        """Return rows that lie the same way in other memory, (R, N)."""
        view = copy.copy(self)
        view.all = memory
        return view

    def layer(self, layer: int) -> Floats:
        """Return the rows of layer ``layer`` (from 1), shape (O, N)."""
        return self.all[self.place_of(layer)]

    def place_of(self, layer: int, extra: int = 0) -> slice:
        """Return which rows are layer ``layer``, with the extra row if that is 1."""
        return slice(self._starts[layer - 1], self._ends[layer - 1] - 1 + extra)

    def with_extra(self, layer: int) -> Floats:
        """Return the same with the extra row, shape (O + 1, N)."""
        return self.all[self.place_of(layer, extra=1)]

    def span(self, first: int, last: int) -> Floats:
        """Return the rows of layers first to last, without the last extra row."""
        return self.all[self._starts[first - 1] : self._ends[last - 1] - 1]
