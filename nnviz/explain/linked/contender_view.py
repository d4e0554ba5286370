"""What is shown of each contender at a place of the cursor over all of them."""

from dataclasses import dataclass

from nnviz.explain.explanation import Calculation, CurvePoint
from nnviz.explain.notation import factor, tex


@dataclass(frozen=True, slots=True)
class Link:
    """A number on a neuron's way through the iteration: z, a, ..., its new bias.

    ``value`` is None while it is not known yet; ``exists`` is False where this
    contender's iteration does not work it out at all.
    """

    quantity: str
    words: str
    value: float | None
    exists: bool = True


@dataclass(frozen=True, slots=True)
class Partial:
    """A sum on its way: its term (from 0) of so many, what it adds, the sum so far.

    ``left`` and ``right`` are the factors of the term.
    """

    term: int
    terms: int
    left: float
    right: float
    adds: float
    so_far: float

    @property
    def numbers(self) -> str:
        """The term in LaTeX with its numbers."""
        return rf"{factor(self.left)} \cdot {factor(self.right)} = {tex(self.adds)}"


@dataclass(frozen=True, slots=True, eq=False)
class ContenderView:
    """One contender at the cursor's place.

    Attributes
    ----------
    name, iteration
        The contender, and the iteration its numbers are of.
    quantity, words, layer, neuron, row
        What the number is, of which neuron (layer 0 if of none), and the number of the
        sample in the training part, from 0.
    value
        The number, None while it is not known yet.
    partial
        The sum so far, where steps go from term to term of a sum.
    calculation
        How the number comes about, if that can be explained.
    curve
        The activation and where the neuron stands on it; ``a`` is shown once ``chain``
        has it.
    chain
        All numbers of the neuron, in the order they are worked out; those of the
        neuron in focus where the number is of none.
    difference
        The number less the leader's, None for the leader and where they do not
        correspond.
    notes
        What does not correspond to the leader's place.
    """

    name: str
    iteration: int
    quantity: str
    words: str
    layer: int
    neuron: int
    row: int
    value: float | None
    partial: Partial | None
    calculation: Calculation | None
    curve: CurvePoint | None
    chain: tuple[Link, ...]
    difference: float | None = None
    notes: tuple[str, ...] = ()
