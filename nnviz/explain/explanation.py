"""What an explanation is: calculations in words, in formulas and in numbers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from nnviz.core.operation import Phase
from nnviz.core.types import Floats, Indices
from nnviz.explain.number_table import NumberTable
from nnviz.explain.selection import Selection
from nnviz.explain.sum_code import sum_python
from nnviz.explain.terms import Terms


@dataclass(frozen=True, slots=True)
class Cell:
    """The place of one number in a trace: a quantity's name and an index.

    ``when`` says which of the trace's mappings has it: what the iteration worked out
    ("now"), the parameters afterwards, or what the optimiser remembered before.
    """

    quantity: str
    index: tuple[int, ...]
    when: str = "now"


@dataclass(frozen=True, slots=True)
class Entry:
    """One number with its name, such as ``z1[2]``, and what it is in words.

    Neurons, weights and samples in names count from 1. ``cell`` is where the number
    stands in the trace, None for what was worked out for the explanation alone.
    """

    name: str
    value: float
    meaning: str = ""
    cell: Cell | None = None


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Where a neuron stands on the curve of its activation.

    ``slope`` is f'(z), None where the iteration does not work it out.
    """

    activation: str
    z: float
    a: float
    slope: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class SampleStack:
    """What every sample of the batch adds to a mean, such as a gradient.

    ``values`` (N,) are the samples' own gradients, whose mean is the gradient of the
    batch; ``rows`` (N,) are their numbers in the training part.
    """

    values: Floats
    rows: Indices
    driver: int
    """The row within the batch of the sample that pulls the hardest."""
    driver_share: float
    """Its part of the sum of all magnitudes, from 0 to 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Calculation:
    """How one number came about.

    ``formula`` is LaTeX with symbols, ``numbers`` the same with the numbers in place,
    shortened where there are many terms. ``as_python`` is code that stands on its own
    and leaves the number in ``variable``; of a sum it is written only when it is asked
    for, and ``python`` is empty.
    """

    title: str
    words: str
    formula: str
    numbers: str
    result: Entry
    entries: tuple[Entry, ...] = ()
    python: str = ""
    variable: str = "result"
    terms: Terms | None = None
    stack: SampleStack | None = None
    curve: CurvePoint | None = None

    def as_latex(self) -> str:
        """Return the symbolic formula and the one with numbers, one a line."""
        return f"{self.formula} \\\\\n{self.numbers}"

    def as_python(self) -> str:
        """Return a few lines of Python that work the number out again."""
        if self.terms is not None and not self.python:
            return sum_python(self.variable, self.terms)
        return self.python


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """Everything there is to say on one selection in one phase.

    ``table`` lists the numbers of a whole layer or sample, ``formula`` and ``numbers``
    are its LaTeX (the latter for small ones only), ``notes`` are sentences that go with
    it. ``calculations`` may be empty: then ``words`` say why. ``warning`` says that
    a mistake sits right here.
    """

    title: str
    words: str
    phase: Phase
    selection: Selection
    calculations: tuple[Calculation, ...] = ()
    table: NumberTable | None = None
    formula: str = ""
    numbers: str = ""
    notes: tuple[str, ...] = ()
    warning: str = ""

    @property
    def results(self) -> Mapping[str, float]:
        """The results of all calculations by name."""
        return {each.result.name: each.result.value for each in self.calculations}

    def as_latex(self) -> str:
        """Return all formulas as one aligned block for a LaTeX document."""
        lines = [self.formula, self.numbers]
        for each in self.calculations:
            lines += [each.formula, each.numbers]
        lines = [_aligned(line) for line in lines if line]
        body = " \\\\\n".join(lines)
        return f"\\begin{{align*}}\n{body}\n\\end{{align*}}"

    def as_python(self) -> str:
        """Return Python that works all numbers out again and prints them."""
        blocks = [
            f"# {each.title}\n{each.as_python()}\nprint({each.result.name!r}, "
            f"{each.variable})"
            for each in self.calculations
        ]
        return "\n\n".join(blocks) + "\n" if blocks else ""


def _aligned(line: str) -> str:
    """Mark the first sign of relation in a line of LaTeX for alignment."""
    return re.sub(r" (=|\\leftarrow|\\approx) ", r" &\1 ", line, count=1)
