"""Explanations: calculations in words, formulas and numbers."""

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
    """The location of a number in a trace: a quantity's name and an index.

    ``when`` says which of the trace's mappings has it: "now" for the quantities of the
    iteration, "after" for the parameters after it, "before" for the optimiser's memory
    before it.
    """

    quantity: str
    index: tuple[int, ...]
    when: str = "now"


@dataclass(frozen=True, slots=True)
class Entry:
    """A number with its name, such as ``z1[2]``, and its meaning in words.

    Neurons, weights and samples in names count from 1. ``cell`` is the number's
    location in the trace, None if it was computed only for the explanation.
    """

    name: str
    value: float
    meaning: str = ""
    cell: Cell | None = None


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The point of a neuron on the curve of its activation.

    ``slope`` is f'(z), None if the iteration does not compute it.
    """

    activation: str
    z: float
    a: float
    slope: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class SampleStack:
    """The contribution of every sample of a batch to a mean, such as a gradient.

    ``values`` (N,) are the samples' own gradients, whose mean is the gradient of the
    batch; ``rows`` (N,) are their numbers in the training set.
    """

    values: Floats
    rows: Indices
    driver: int
    """The row in the batch of the sample that contributes most."""
    driver_share: float
    """Its share of the sum of all magnitudes, from 0 to 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Calculation:
    """How a number was computed.

    ``formula`` is LaTeX with symbols, ``numbers`` the same with numbers in place,
    shortened if there are many terms. ``as_python`` returns self-contained code that
    leaves the number in ``variable``; for a sum it is written only on request, and
    ``python`` is empty.
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
        """Return the symbolic formula and the one with numbers, on two lines."""
        return f"{self.formula} \\\\\n{self.numbers}"

    def as_python(self) -> str:
        """Return a few lines of Python that compute the number again."""
        if self.terms is not None and not self.python:
            return sum_python(self.variable, self.terms)
        return self.python


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """Everything there is to say about a selection in one phase.

    ``table`` lists the numbers of a whole layer or sample, ``formula`` and ``numbers``
    are its LaTeX (the latter only for small ones), and ``notes`` are additional
    sentences. If ``calculations`` is empty, ``words`` say why. ``warning`` says that a
    mistake is made right here.
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
        """Return all formulas as an aligned block for a LaTeX document."""
        lines = [self.formula, self.numbers]
        for each in self.calculations:
            lines += [each.formula, each.numbers]
        lines = [_aligned(line) for line in lines if line]
        body = " \\\\\n".join(lines)
        return f"\\begin{{align*}}\n{body}\n\\end{{align*}}"

    def as_python(self) -> str:
        """Return Python that computes all numbers again and prints them."""
        blocks = [
            f"# {each.title}\n{each.as_python()}\nprint({each.result.name!r}, "
            f"{each.variable})"
            for each in self.calculations
        ]
        return "\n\n".join(blocks) + "\n" if blocks else ""


def _aligned(line: str) -> str:
    """Mark the first relation sign in a line of LaTeX for alignment."""
    return re.sub(r" (=|\\leftarrow|\\approx) ", r" &\1 ", line, count=1)
