"""The view of a contender at a position of the linked cursor."""

from dataclasses import dataclass

from nnviz.explain.explanation import Calculation, CurvePoint
from nnviz.explain.notation import factor, tex


@dataclass(frozen=True, slots=True)
class Link:
    """A number of a neuron in the course of an iteration: z, a, ..., its new bias.

    ``value`` is None while it is not known yet; ``exists`` is False if this
    contender's iteration does not compute it at all.
    """

    quantity: str
    words: str
    value: float | None
    exists: bool = True


@dataclass(frozen=True, slots=True)
class Partial:
    """A partial sum: the current term (from 0), the number of terms, the sum so far.

    ``left`` and ``right`` are the factors of the term, and ``adds`` is their product.
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
    """A contender at the cursor's position.

    Attributes
    ----------
    name, iteration
        The contender, and the iteration of its numbers.
    quantity, words, layer, neuron, row
        The quantity by name and in words, the neuron (layer 0 if there is none), and
        the number of the sample in the training set, from 0.
    value
        The number, None while it is not known yet.
    partial
        The sum so far, if steps go from term to term of a sum.
    calculation
        How the number is computed, if that can be explained.
    curve
        The neuron's point on its activation; ``a`` is shown once ``chain`` has it.
    chain
        All numbers of the neuron, in the order in which they are computed; those of the
        focused neuron if the number belongs to none.
    difference
        The number minus the leader's; None for the leader, and if they do not
        correspond.
    notes
        What does not correspond to the leader's position.
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
