"""One sample in one iteration, as explanations read it."""

from dataclasses import dataclass

from nnviz.core.trace import Trace
from nnviz.core.types import Floats
from nnviz.explain.explanation import Cell, Entry
from nnviz.explain.notation import numbered
from nnviz.explain.number_table import Numbered
from nnviz.explain.structure import Structure


@dataclass(frozen=True, slots=True, eq=False)
class TracedSample:
    """A trace, the network it is of, and the sample (a row of the batch) looked at."""

    trace: Trace
    structure: Structure
    sample: int = 0

    @property
    def samples(self) -> int:
        """The size of the batch."""
        return len(self.trace.rows)

    @property
    def penalized(self) -> bool:
        """Whether a penalty took part; it can come and go during a run."""
        return "penalty_gradient" in self.trace

    @property
    def sample_names(self) -> Numbered:
        """The samples of the batch by their numbers in it, from 1."""
        return Numbered("sample", self.samples)

    def row(self, quantity: str) -> Floats:
        """Return a quantity of this sample, one number per neuron."""
        values: Floats = self.trace[quantity][self.sample]
        return values

    def of_sample(self, quantity: str, neuron: int = 0, meaning: str = "") -> Entry:
        """Read a number of this sample: z, a, delta, ... of a neuron."""
        cell = Cell(quantity, (self.sample, neuron))
        value = float(self.trace[quantity][cell.index])
        return Entry(numbered(quantity, neuron), value, meaning, cell)

    def target(self, neuron: int) -> Entry:
        """Read what an output should be."""
        entry = self.of_sample("targets", neuron)
        return Entry(numbered("y", neuron), entry.value, "target", entry.cell)

    def per_sample(self, quantity: str, meaning: str = "") -> Entry:
        """Read a quantity that has a single number for the sample, such as its loss."""
        name = {"losses": "loss"}.get(quantity, quantity)
        if self.trace[quantity].ndim == 2:
            entry = self.of_sample(quantity, 0, meaning)
            return Entry(name, entry.value, meaning, entry.cell)
        cell = Cell(quantity, (self.sample,))
        return Entry(name, float(self.trace[quantity][cell.index]), meaning, cell)

    def shared(self, quantity: str, *index: int, meaning: str = "") -> Entry:
        """Read a number that belongs to the whole batch: a weight, a gradient, cost."""
        value = float(self.trace[quantity][index])
        name = numbered(quantity, *index)
        return Entry(name, value, meaning, Cell(quantity, index))

    def after(self, quantity: str, *index: int, meaning: str = "") -> Entry:
        """Read a parameter as it is after the update."""
        value = float(self.trace.after[quantity][index])
        name = f"{numbered(quantity, *index)} after"
        return Entry(name, value, meaning, Cell(quantity, index, "after"))

    def source(self, layer: int, column: int) -> Entry:
        """Read what a layer takes in from one neuron before it, or one input."""
        if layer > 1:
            return self.of_sample(f"a{layer - 1}", column)
        cell = Cell("inputs", (self.sample, column))
        name = self.structure.sources(1)[column]
        return Entry(name, float(self.trace["inputs"][cell.index]), "", cell)

    def sources(self, layer: int) -> Floats:
        """Return all that a layer takes in for this sample, (I,)."""
        return self.row("inputs" if layer == 1 else f"a{layer - 1}")
