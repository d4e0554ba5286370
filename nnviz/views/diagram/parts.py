"""The parts of a diagram that can be pointed at, and what is said about them.

Indices count from 0; the names in read-outs count from 1.
"""

from collections.abc import Callable

import msgspec
import numpy as np

from nnviz.views.diagram.diagram_state import DiagramState, EdgeKind
from nnviz.views.numbers import compact, exact, significant
from nnviz.views.readings import neuron_name, weight_name

NumberFormat = Callable[[float], str]


class NeuronPart(msgspec.Struct, frozen=True):
    """Neuron ``index`` of a layer; layer 0 holds the inputs."""

    layer: int
    index: int


class BiasPart(msgspec.Struct, frozen=True):
    """The bias of neuron ``index`` of layer 1, 2, ..."""

    layer: int
    index: int


class EdgePart(msgspec.Struct, frozen=True):
    """The edge into neuron ``index`` of a layer from neuron ``column`` before it."""

    layer: int
    index: int
    column: int


class BundlePart(msgspec.Struct, frozen=True):
    """All edges into a neuron of layer 1 from an input layer shown as one picture."""

    layer: int
    index: int


class FoldPart(msgspec.Struct, frozen=True):
    """The label under a wide layer that folds and unfolds it."""

    layer: int


Part = NeuronPart | BiasPart | EdgePart | BundlePart | FoldPart


class Fact(msgspec.Struct, frozen=True):
    """A named number; its sign picks its colour.

    ``reading`` is the program's name for it, "" if it has none.
    """

    name: str
    text: str
    value: float
    reading: str = ""


class PartReadout(msgspec.Struct, frozen=True):
    """A title and the facts below it."""

    title: str
    facts: tuple[Fact, ...] = ()

    def sentence(self) -> str:
        """Return all of it as one line, for screen readers."""
        return ", ".join([self.title, *(f"{f.name} {f.text}" for f in self.facts)])


def read_out(state: DiagramState, part: Part, write: NumberFormat) -> PartReadout:
    """Return a read-out of a part."""
    if isinstance(part, NeuronPart):
        return _of_neuron(state, part, write)
    if isinstance(part, BiasPart):
        value = float(state.biases[part.layer - 1][part.index])
        title = f"{bias_name(part)} · {state.title_of(part.layer, part.index)}"
        facts = [_of_bias(part, value, write), _in_full(part, value)]
        if state.kind == "check":
            error = state.bias_error(part.layer, part.index)
            facts = [*_of_check(state, part, error), *facts]
        return PartReadout(title, tuple(facts))
    if isinstance(part, EdgePart):
        return _of_edge(state, part, write)
    if isinstance(part, BundlePart):
        return _of_bundle(state, part, write)
    return PartReadout(f"{state.sizes[part.layer]} neurons: click to fold or unfold")


def bias_name(part: BiasPart) -> str:
    """Return the name of a bias, counted from 1: ``b1[4]``."""
    return f"b{part.layer}[{part.index + 1}]"


def edge_name(part: EdgePart) -> str:
    """Return the name of a weight, counted from 1: ``W2[3, 1]``."""
    return f"W{part.layer}[{part.index + 1}, {part.column + 1}]"


def _edge_reading(kind: EdgeKind, part: EdgePart) -> str:
    """Return the program's name of what an edge shows, "" if it has none."""
    quantity = {"weight": "", "gradient": "d", "update": "update_"}.get(kind)
    weight = weight_name(quantity or "", part.layer, part.index, part.column)
    if kind == "contribution":
        return f"{weight}*{neuron_name('a', part.layer - 1, part.column)}"
    return "" if quantity is None else weight


def _of_bias(part: BiasPart | NeuronPart, value: float, write: NumberFormat) -> Fact:
    return Fact(
        "bias", write(value), value, weight_name("", part.layer, part.index, -1)
    )


def _in_full(part: EdgePart | BiasPart, value: float) -> Fact:
    """Return all digits of a weight or bias as it is now."""
    return Fact("in full", exact(value), value, _parameter(part))


def _parameter(part: EdgePart | BiasPart, quantity: str = "") -> str:
    column = part.column if isinstance(part, EdgePart) else -1
    return weight_name(quantity, part.layer, part.index, column)


def _of_neuron(
    state: DiagramState, part: NeuronPart, write: NumberFormat
) -> PartReadout:
    facts = []
    activation = state.activation(part.layer, part.index)
    if activation is not None:
        name = "value" if part.layer == 0 else "activation"
        reading = neuron_name("a", part.layer, part.index)
        facts.append(Fact(name, write(activation), activation, reading))
    if part.layer in state.in_units:
        value = float(state.in_units[part.layer][part.index])
        text = state.text_in_units(part.layer, part.index)
        facts.append(Fact("in the data's units", text, value))
    if part.layer > 0:
        bias = float(state.biases[part.layer - 1][part.index])
        facts.append(_of_bias(part, bias, write))
    title = state.title_of(part.layer, part.index)
    note = state.notes.get((part.layer, part.index))
    return PartReadout(f"{title} · {note}" if note else title, tuple(facts))


def _of_edge(state: DiagramState, part: EdgePart, write: NumberFormat) -> PartReadout:
    value = float(state.edges[part.layer - 1][part.index, part.column])
    facts = [Fact(state.kind, write(value), value, _edge_reading(state.kind, part))]
    if state.kind == "check":
        facts = _of_check(state, part, value)
    weights = state.true_weights(part.layer)
    if state.kind != "weight" and weights is not None:
        weight = float(weights[part.index, part.column])
        reading = _edge_reading("weight", part)
        facts.append(Fact("weight", write(weight), weight, reading))
    if weights is not None:
        facts.append(_in_full(part, float(weights[part.index, part.column])))
    source = state.title_of(part.layer - 1, part.column)
    target = state.title_of(part.layer, part.index)
    return PartReadout(f"{edge_name(part)} · {source} → {target}", tuple(facts))


def _of_bundle(
    state: DiagramState, part: BundlePart, write: NumberFormat
) -> PartReadout:
    values = state.edges[part.layer - 1][part.index]
    if state.kind == "check":
        return _of_checked_bundle(state, part)
    low, high = float(values.min()), float(values.max())
    facts = (Fact("smallest", write(low), low), Fact("largest", write(high), high))
    title = state.title_of(part.layer, part.index)
    return PartReadout(f"{len(values)} {state.kind}s → {title}", facts)


def _of_checked_bundle(state: DiagramState, part: BundlePart) -> PartReadout:
    errors = state.edges[part.layer - 1][part.index]
    judged = np.count_nonzero(~np.isnan(errors))
    worst = float(np.fmax.reduce(errors))
    title = state.title_of(part.layer, part.index)
    facts = (
        _of_error(worst, state.tolerance),
        Fact("judged", f"{judged} of {len(errors)}", 0.0),
    )
    return PartReadout(f"{len(errors)} gradients → {title}", facts)


def _of_check(
    state: DiagramState, part: EdgePart | BiasPart, error: float
) -> list[Fact]:
    """Return a gradient beside its difference quotient, and how far apart they are."""
    facts, name = [], _parameter(part, "d")
    if state.verdicts is not None and not np.isnan(error):
        column = part.column if isinstance(part, EdgePart) else -1
        pair = state.verdicts.gradients(part.layer, part.index, column)
        for how, value in zip(state.verdicts.ways, pair, strict=True):
            facts.append(Fact(how, significant(value, 8), value, f"{name} {how}"))
    return [*facts, _of_error(error, state.tolerance)]


def _of_error(error: float, tolerance: float) -> Fact:
    """Return how far a gradient is from its difference quotient."""
    if np.isnan(error):
        return Fact("gradient", "not judged", 0.0)
    mark = "✓" if error <= tolerance else "✕"
    return Fact("relative error of the gradient", f"{mark} {compact(error, 2)}", 0.0)
