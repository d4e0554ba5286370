"""The route through an iteration: its operations, with their neurons and terms.

Nothing in it grows with the size of the layers: positions are computed from counts.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain, groupby

from nnviz.core.operation import Operation, Phase
from nnviz.explain.structure import Structure

PENALIZED_COST = "penalized_cost"
"""The kind of the operation that adds a penalty to the average loss."""

_PER_SAMPLE = ("largest", "total", "log_total", "losses", "class_weights")
"""The kinds that are a single number for each sample."""

PHASES: tuple[Phase, ...] = ("forward", "loss", "backward", "update")


@dataclass(frozen=True, slots=True)
class RouteBlock:
    """The part of an operation that belongs to a layer: neurons with terms each."""

    layer: int
    neurons: int
    terms: int


@dataclass(frozen=True, slots=True)
class Leg:
    """One operation as the cursor walks over it.

    ``number`` is its index in the program. ``kind`` says what it computes, by the name
    of its first quantity without the layer's number: "z", "a", "delta", "dW", ...
    ``layer`` counts from 1; 0 is for operations of all layers or of none.
    """

    number: int
    phase: Phase
    layer: int
    kind: str
    produces: tuple[str, ...]
    formula: str
    blocks: tuple[RouteBlock, ...]

    @property
    def neurons(self) -> int:
        """The number of neurons it works on, over all its layers."""
        return sum(block.neurons for block in self.blocks)

    def block_of(self, neuron: int) -> tuple[RouteBlock, int]:
        """Return the block of a neuron, and the neuron's number in its layer."""
        ends = list(accumulate(block.neurons for block in self.blocks))
        place = bisect_right(ends, neuron)
        return self.blocks[place], neuron - (ends[place - 1] if place else 0)

    def place_of(self, layer: int, neuron: int) -> int | None:
        """Return the place of a layer's neuron in it; None if it has none."""
        before = 0
        for block in self.blocks:
            if block.layer == layer and neuron < block.neurons:
                return before + neuron
            before += block.neurons
        return None


@dataclass(frozen=True, slots=True)
class Route:
    """All legs of an iteration: phases consist of stages, stages of legs.

    A stage is a run of operations that serve the same layer; an operation for all
    layers at once is a stage by itself. ``samples`` is the size of the batch.
    """

    phases: tuple[tuple[tuple[Leg, ...], ...], ...]
    samples: int
    structure: Structure
    legs: tuple[Leg, ...] = field(init=False, repr=False, compare=False)
    """All operations in the program's order."""

    def __post_init__(self) -> None:
        stages = chain.from_iterable(self.phases)
        object.__setattr__(self, "legs", tuple(chain.from_iterable(stages)))


def route_of(
    operations: Sequence[Operation], structure: Structure, samples: int
) -> Route:
    """Return the route through a program's operations on a batch of ``samples``."""
    penalized = any("penalty" in operation.outputs for operation in operations)
    legs = []
    for number, operation in enumerate(operations):
        kind = re.sub(r"\d+(_data)?$", "", operation.quantity)
        kind = PENALIZED_COST if penalized and kind == "cost" else kind
        blocks = _blocks(kind, operation, structure, samples)
        legs.append(_leg(number, operation, kind, blocks))
    return Route(
        tuple(_stages([leg for leg in legs if leg.phase == phase]) for phase in PHASES),
        samples,
        structure,
    )


def _stages(legs: list[Leg]) -> tuple[tuple[Leg, ...], ...]:
    # An operation without a layer gets a key that no other has.
    runs = groupby(legs, key=lambda leg: leg.layer or -leg.number - 1)
    return tuple(tuple(run) for _, run in runs)


def _leg(
    number: int, operation: Operation, kind: str, blocks: tuple[RouteBlock, ...]
) -> Leg:
    return Leg(
        number,
        operation.phase,
        operation.layer,
        kind,
        operation.produces,
        operation.formula,
        blocks,
    )


def _blocks(
    kind: str, operation: Operation, structure: Structure, samples: int
) -> tuple[RouteBlock, ...]:
    """Return the neurons that an operation works on, and the terms of each."""
    layer, sizes = operation.layer, structure.sizes
    if kind in ("cost", "data_cost"):
        return (RouteBlock(0, 1, samples),)
    if kind == PENALIZED_COST:
        return (RouteBlock(0, 1, 2),)
    if kind in ("slope", "share"):
        layers = [int(name.removeprefix(kind)) for name in operation.produces]
        return tuple(RouteBlock(each, sizes[each], 1) for each in layers)
    if layer == 0:
        return _parameter_blocks(operation, structure)
    neurons = 1 if kind in _PER_SAMPLE else sizes[layer]
    return (RouteBlock(layer, neurons, _terms(kind, layer, structure)),)


def _parameter_blocks(
    operation: Operation, structure: Structure
) -> tuple[RouteBlock, ...]:
    """Return every layer's neurons with their weights and bias, or a single number."""
    sizes = structure.sizes
    # Such as Adam's powers of beta, which all parameters share.
    if next(iter(operation.outputs.values())).ndim == 0:
        return (RouteBlock(0, 1, 1),)
    layers = range(1, len(sizes))
    return tuple(RouteBlock(each, sizes[each], sizes[each - 1] + 1) for each in layers)


def _terms(kind: str, layer: int, structure: Structure) -> int:
    """Return the number of terms of a neuron in an operation for one layer."""
    sizes, last = structure.sizes, structure.last
    if kind in ("z", "dW"):
        # The weights, and the bias.
        return sizes[layer - 1] + 1
    if kind == "da" and layer < last:
        return sizes[layer + 1]
    # Through a softmax every delta depends on all da of the layer, unless softmax and
    # loss are differentiated together.
    mixing = kind == "delta" and not structure.activation(layer).elementwise
    if kind in ("largest", "total", "losses", "class_weights") or (
        mixing and not (layer == last and structure.joint)
    ):
        return sizes[layer]
    return 1
