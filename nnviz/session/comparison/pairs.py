"""Pairs the quantities that two runs have in common, and names their entries."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from nnviz.core.layout import Layout
from nnviz.core.operation import Phase
from nnviz.core.program import Program
from nnviz.core.types import Floats
from nnviz.session.engine import Engine

_NUMBER = re.compile(r"\D+(\d+)(?:_data)?")
_PARAMETER = re.compile(r"(?:d|update_)?[Wb]\d+(?:_data)?")


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """A quantity of both runs, as live views of one shape, as in ``Operation``."""

    quantity: str
    phase: Phase | Literal["start"]
    layer: int
    one: Floats
    other: Floats


def common(
    one: Program, other: Program, wanted: Collection[str] | None
) -> Iterator[Pair]:
    """Yield the quantities that two programs both compute, in the first's order."""
    for operation in one.operations:
        for name, values in operation.outputs.items():
            counterpart = other.workspace.get(name)
            if counterpart is None or counterpart.shape != values.shape:
                continue
            if wanted is None or name in wanted:
                layer = layer_of(name, operation.layer)
                yield Pair(name, operation.phase, layer, values, counterpart)


def quantities_of(engine: Engine) -> dict[str, tuple[int, ...]]:
    """Return the shapes of all quantities of a run's program by name, in its order.

    The parameters come first, since they exist before the first iteration.
    """
    network, program = engine.network, engine.program
    found = {n: a.shape for n, a in network.layout.named(network.parameters).items()}
    for operation in program.operations:
        for name, values in operation.outputs.items():
            found.setdefault(name, values.shape)
    return found


def layer_of(quantity: str, otherwise: int) -> int:
    """Return the layer in a name such as ``dW2_data``, else ``otherwise``."""
    named = _NUMBER.fullmatch(quantity)
    return int(named[1]) if named else otherwise


def is_parameter(quantity: str) -> bool:
    """Tell whether a quantity has an entry for each weight or bias of a layer."""
    return _PARAMETER.fullmatch(quantity) is not None


def sample_and_neuron(
    pair: Pair, where: tuple[int, ...], layout: Layout
) -> tuple[int | None, int | None]:
    """Return the sample in the batch and the neuron of an index, if it has them."""
    if is_parameter(pair.quantity):
        return None, where[0]
    if pair.quantity in ("losses", "class_weights"):
        return where[0], None
    if len(where) != 2:
        return None, None
    layer = pair.layer or len(layout.sizes) - 1
    # A quantity of a whole layer, such as the largest z of a softmax, has one column.
    alone = pair.one.shape[1] == layout.sizes[layer]
    return where[0], where[1] if alone else None


def place_name(pair: Pair, where: tuple[int, ...], layout: Layout) -> str:
    """Name an entry of a quantity in words, counted from 1."""
    if is_parameter(pair.quantity):
        return f"{pair.quantity}[{', '.join(str(i + 1) for i in where)}]"
    if len(where) == 1 and pair.one.size == layout.count:
        return layout.name_of(where[0])
    row, neuron = sample_and_neuron(pair, where, layout)
    if row is None:
        return ""
    sample = f"sample {row + 1} of the batch"
    return sample if neuron is None else f"neuron {neuron + 1} and {sample}"
