"""A sample in an iteration, as explanations read it from a trace."""

from dataclasses import dataclass

import numpy as np

from nnviz.core.trace import Trace
from nnviz.core.types import Floats
from nnviz.explain.explanation import Cell, Entry
from nnviz.explain.notation import numbered
from nnviz.explain.number_table import Numbered
from nnviz.explain.structure import Structure

_ONE_OF = {"losses": "loss", "class_weights": "class weight"}
"""What one number of these quantities is called."""


@dataclass(frozen=True, slots=True, eq=False)
class TracedSample:
    """A trace, the structure of its run, and a sample (a row of the batch)."""

    trace: Trace
    structure: Structure
    sample: int = 0

    @property
    def samples(self) -> int:
        """The size of the batch."""
        return len(self.trace.rows)

    @property
    def penalized(self) -> bool:
        """Whether there was a penalty, which can be switched on and off in a run."""
        return "penalty_gradient" in self.trace

    @property
    def weighted(self) -> bool:
        """Whether the classes had weights."""
        return "class_weights" in self.trace

    @property
    def class_weights(self) -> Floats:
        """How much each sample of the batch counts, (N,): 1 without class weights."""
        if self.weighted:
            return self.trace["class_weights"]
        return np.ones(self.samples, self.trace["losses"].dtype)

    @property
    def sample_names(self) -> Numbered:
        """The samples of the batch by their numbers in it, from 1."""
        return Numbered("sample", self.samples)

    def row(self, quantity: str) -> Floats:
        """Return a quantity of this sample, a number per neuron, (O,)."""
        values: Floats = self.trace[quantity][self.sample]
        return values

    def of_sample(self, quantity: str, neuron: int = 0, meaning: str = "") -> Entry:
        """Return a number of this sample: z, a, delta, ... of a neuron."""
        cell = Cell(quantity, (self.sample, neuron))
        value = float(self.trace[quantity][cell.index])
        return Entry(numbered(quantity, neuron), value, meaning, cell)

    def target(self, neuron: int) -> Entry:
        """Return the target of an output."""
        entry = self.of_sample("targets", neuron)
        return Entry(numbered("y", neuron), entry.value, "target", entry.cell)

    def per_sample(self, quantity: str, meaning: str = "") -> Entry:
        """Return a quantity that is a single number per sample, such as the loss."""
        name = _ONE_OF.get(quantity, quantity)
        if self.trace[quantity].ndim == 2:
            entry = self.of_sample(quantity, 0, meaning)
            return Entry(name, entry.value, meaning, entry.cell)
        cell = Cell(quantity, (self.sample,))
        return Entry(name, float(self.trace[quantity][cell.index]), meaning, cell)

    def shared(self, quantity: str, *index: int, meaning: str = "") -> Entry:
        """Return a number of the whole batch: a weight, a gradient, the cost."""
        value = float(self.trace[quantity][index])
        name = numbered(quantity, *index)
        return Entry(name, value, meaning, Cell(quantity, index))

    def after(self, quantity: str, *index: int, meaning: str = "") -> Entry:
        """Return a parameter after the update."""
        value = float(self.trace.after[quantity][index])
        name = f"{numbered(quantity, *index)} after"
        return Entry(name, value, meaning, Cell(quantity, index, "after"))

    def source(self, layer: int, column: int) -> Entry:
        """Return one input of a layer: an input of the network, or a neuron's a."""
        if layer > 1:
            return self.of_sample(f"a{layer - 1}", column)
        cell = Cell("inputs", (self.sample, column))
        name = self.structure.sources(1)[column]
        return Entry(name, float(self.trace["inputs"][cell.index]), "", cell)

    def sources(self, layer: int) -> Floats:
        """Return all inputs of a layer for this sample, (I,)."""
        return self.row("inputs" if layer == 1 else f"a{layer - 1}")
