"""Parts of quantities and of edges that are lit at a place of the cursor."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lit:
    """A part of a quantity: neurons of some samples, or rows and columns of weights.

    Ranges, because a part can be a whole layer. ``samples`` is None for what belongs
    to the batch as a whole, ``columns`` is None for all but weights. Of a flat vector
    of all parameters (a velocity, say) ``neurons`` are the places in it.
    """

    quantity: str
    neurons: range
    samples: range | None = None
    columns: range | None = None


@dataclass(frozen=True, slots=True)
class LitEdges:
    """Edges into a layer: to these neurons, from these columns, perhaps the biases."""

    layer: int
    neurons: range
    columns: range
    bias: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Part of an operation: some neurons of a layer, and some terms of each."""

    layer: int
    neurons: range
    terms: range
    sample: int
    samples: int

    @property
    def one(self) -> range:
        """The cursor's sample."""
        return range(self.sample, self.sample + 1)

    @property
    def batch(self) -> range:
        """All samples of the batch."""
        return range(self.samples)


def columns_of(terms: range, inputs: int) -> tuple[range, bool]:
    """Split terms of a neuron into columns of weights, and whether its bias is one."""
    return range(terms.start, min(terms.stop, inputs)), terms.stop > inputs
