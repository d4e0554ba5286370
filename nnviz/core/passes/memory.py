"""The arrays that the passes of one program share."""

from dataclasses import dataclass

import numpy as np

from nnviz.core.layout import Layout
from nnviz.core.network import Network
from nnviz.core.passes.layer_rows import LayerRows
from nnviz.core.types import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Samples in the form the program uses.

    ``inputs`` has a row per sample and ends in a column of ones, (N, I + 1);
    ``targets`` has a column per sample, (O, N).
    """

    inputs: Floats
    targets: Floats

    @classmethod
    def empty(cls, size: int, layout: Layout, precision: str) -> "Batch":
        """Allocate a batch of ``size`` samples, all of them zeros."""
        inputs = np.zeros((size, layout.sizes[0] + 1), precision)
        inputs[:, -1] = 1.0
        return cls(inputs, np.zeros((layout.sizes[-1], size), precision))


class IterationMemory:
    """All arrays of one iteration of a network on batches of one size.

    Several networks of equal shape can share it: ``batch`` then holds one batch after
    the other, and so do the columns of all arrays.

    Attributes
    ----------
    z, a, slopes, da, deltas, shares
        The layers' quantities, each with a layer's rows (O, N): pre-activations,
        activations, f'(z), dL/da, dL/dz, and dC/dz, which is each sample's share:
        dL/dz divided by the batch size, times its class weight.
    class_weights, parts
        The weight of each sample's class, and what its loss is multiplied by in the
        cost: this weight divided by the batch size; both (1, N).
    batch_size
        The number of samples that one network sees in an iteration.
    error, terms, losses, cost
        a - y and each output's contribution to a sample's loss, both (O, N), the losses
        (1, N), and their weighted average plus the penalty, a 0-d array.
    """

    def __init__(self, network: Network, batch: Batch, networks: int = 1) -> None:
        layout, precision = network.layout, network.precision
        size = len(batch.inputs)
        self.network = network
        self.batch = batch
        self.batch_size = size // networks
        self.z = LayerRows(layout, size, precision)
        self.a = LayerRows(layout, size, precision, extra=1.0)
        self.slopes = LayerRows(layout, size, precision)
        self.da = LayerRows(layout, size, precision)
        self.deltas = LayerRows(layout, size, precision)
        self.shares = LayerRows(layout, size, precision)
        self.error: Floats = np.zeros((layout.sizes[-1], size), precision)
        self.terms: Floats = np.zeros_like(self.error)
        # The loss of a single output is its only term.
        single = layout.sizes[-1] == 1
        self.losses: Floats = self.terms if single else np.zeros((1, size), precision)
        self.class_weights: Floats = np.ones((1, size), precision)
        self.parts: Floats = np.full((1, size), 1.0 / self.batch_size, precision)
        self.cost: Floats = np.zeros((), precision)

    @property
    def layers(self) -> range:
        """The numbers of all layers after the inputs, from 1."""
        return range(1, len(self.network.sizes))

    def inputs_of(self, layer: int) -> Floats:
        """Return the inputs of a layer with their row of ones, (I + 1, N)."""
        return self.batch.inputs.T if layer == 1 else self.a.with_extra(layer - 1)

    def constant(self, value: float) -> Floats:
        """Return a number as an array (): a ufunc takes it in half the time."""
        return np.array(value, self.network.precision)
