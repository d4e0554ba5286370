"""The layout of all weights and biases in one flat vector of parameters."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from nnviz.core.types import Floats


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout of a network with these layer sizes.

    Layer l (1, 2, ...) owns one block of shape (O, I + 1): each row holds a neuron's I
    weights and then its bias, so that one product with inputs that end in a row of
    ones gives ``W a + b``. Gradients and updates have the same layout. P is the number
    of all parameters.
    """

    sizes: tuple[int, ...]

    @property
    def shapes(self) -> tuple[tuple[int, int], ...]:
        """The (O, I) of every layer."""
        return tuple((outputs, inputs) for inputs, outputs in pairwise(self.sizes))

    @property
    def count(self) -> int:
        """How many parameters there are."""
        return sum(outputs * (inputs + 1) for outputs, inputs in self.shapes)

    def blocks(self, vector: Floats) -> list[Floats]:
        """View a flat vector (P,) as one (O, I + 1) block per layer.

        A stack of vectors, (K, P), becomes blocks (K, O, I + 1).
        """
        views, start = [], 0
        for outputs, inputs in self.shapes:
            end = start + outputs * (inputs + 1)
            view = vector[..., start:end]
            views.append(view.reshape(*vector.shape[:-1], outputs, inputs + 1))
            start = end
        return views

    def weights(self, vector: Floats) -> list[Floats]:
        """View a flat vector (P,) as the weights of each layer, (O, I)."""
        return [block[..., :-1] for block in self.blocks(vector)]

    def biases(self, vector: Floats) -> list[Floats]:
        """View a flat vector (P,) as the biases of each layer, (O,)."""
        return [block[..., -1] for block in self.blocks(vector)]

    def norms(self, vector: Floats) -> Floats:
        """Return the Euclidean length of each layer's part of (P,): (layers,)."""
        with np.errstate(all="ignore"):
            squares = [np.vdot(block, block) for block in self.blocks(vector)]
            norms: Floats = np.sqrt(np.array(squares, dtype=np.float64))
        norms.flags.writeable = False
        return norms

    def named(self, vector: Floats, prefix: str = "") -> dict[str, Floats]:
        """View a flat vector (P,) as W1 (O, I), b1 (O,), W2, ..., with a prefix."""
        views: dict[str, Floats] = {}
        for layer, block in enumerate(self.blocks(vector), start=1):
            views[f"{prefix}W{layer}"] = block[..., :-1]
            views[f"{prefix}b{layer}"] = block[..., -1]
        return views

    def weight_mask(self, precision: str) -> Floats:
        """Return a flat vector (P,) that is 1 for weights and 0 for biases."""
        mask = np.ones(self.count, precision)
        for biases in self.biases(mask):
            biases[...] = 0.0
        return mask

    def has(self, layer: int, neuron: int, column: int) -> bool:
        """Tell whether there is such a weight, or bias (column -1)."""
        if not 1 <= layer <= len(self.shapes):
            return False
        outputs, inputs = self.shapes[layer - 1]
        return 0 <= neuron < outputs and -1 <= column < inputs

    def place_of(self, layer: int, neuron: int, column: int) -> int:
        """Return the index of a weight in the flat vector; column -1 is the bias.

        Layers count from 1, neurons and columns from 0.
        """
        shapes = self.shapes
        before = sum(rows * (inputs + 1) for rows, inputs in shapes[: layer - 1])
        width = shapes[layer - 1][1] + 1
        return before + neuron * width + column % width

    def name_of(self, index: int) -> str:
        """Name an entry of the flat vector, counted from 1: ``W2[3, 1]``, ``b1[4]``.

        Raises
        ------
        IndexError
            If there is no such entry.
        """
        layer, neuron, column = self.spot_of(index)
        if column == self.sizes[layer - 1]:
            return f"b{layer}[{neuron + 1}]"
        return f"W{layer}[{neuron + 1}, {column + 1}]"

    def spot_of(self, index: int) -> tuple[int, int, int]:
        """Return an entry's layer (from 1), neuron and column; the bias is the last.

        Raises
        ------
        IndexError
            If there is no such entry.
        """
        start = 0
        for layer, (outputs, inputs) in enumerate(self.shapes, start=1):
            within = index - start
            if within < outputs * (inputs + 1):
                return (layer, *divmod(within, inputs + 1))
            start += outputs * (inputs + 1)
        raise IndexError(f"parameter {index} of {start}")
