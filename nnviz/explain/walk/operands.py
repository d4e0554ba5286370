"""The operands of each operation, for the part of it that the cursor is in."""

from collections.abc import Callable
from dataclasses import dataclass

from nnviz.explain.structure import Structure
from nnviz.explain.walk.route import PENALIZED_COST, Leg


@dataclass(frozen=True, slots=True)
class QuantityPart:
    """A part of a quantity: neurons of some samples, or rows and columns of weights.

    ``samples`` is None for what belongs to the batch as a whole, ``columns`` is None
    for all but weights. Of a flat vector of all parameters, such as a velocity,
    ``neurons`` are the indices.
    """

    quantity: str
    neurons: range
    samples: range | None = None
    columns: range | None = None


@dataclass(frozen=True, slots=True)
class HighlightedEdges:
    """Edges into a layer: to these neurons, from these columns, perhaps the biases."""

    layer: int
    neurons: range
    columns: range
    bias: bool = False


@dataclass(frozen=True, slots=True)
class OperationPart:
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


Operands = tuple[QuantityPart, ...]

_SAME_NEURON = {
    "shifted": ("z", "largest"),
    "exponentials": ("shifted",),
    "softplus": ("z",),
    "hit": ("z", "targets"),
    "log_total": ("total",),
    "surprise": ("log_total", "shifted"),
    "error": ("a", "targets"),
    "slope": ("z", "a"),
}
"""By kind: the quantities it takes one number of, that of the same neuron."""

_OVER_TERMS = {
    "largest": "z",
    "total": "exponentials",
    "losses": "terms",
    "class_weights": "targets",
}
"""By kind: the quantity that it gathers over the neurons of the layer."""

_SINGLE = ("largest", "total", "log_total")
_UNNUMBERED = ("targets", "error", "terms")


def operands_of(structure: Structure, leg: Leg, span: OperationPart) -> Operands:
    """Return the operands of a part of an operation."""
    if leg.kind in _SAME_NEURON:
        return tuple(_of_sample(name, span) for name in _SAME_NEURON[leg.kind])
    if leg.kind in _OVER_TERMS:
        name = _named(_OVER_TERMS[leg.kind], span.layer)
        return (QuantityPart(name, span.terms, span.one),)
    if leg.kind in _BY_KIND and span.layer:
        return _BY_KIND[leg.kind](structure, leg, span)
    if leg.phase == "loss":
        return _cost(structure, leg, span)
    if leg.phase == "forward":
        return ()
    return _parameters(structure, leg, span)


def _named(name: str, layer: int) -> str:
    return name if name in _UNNUMBERED else f"{name}{layer}"


def _of_sample(name: str, span: OperationPart) -> QuantityPart:
    """Return the same neuron of a quantity; some have only one number per sample."""
    neurons = range(1) if name in _SINGLE else span.neurons
    return QuantityPart(_named(name, span.layer), neurons, span.one)


def _source(layer: int, columns: range, samples: range) -> QuantityPart:
    name = "inputs" if layer == 1 else f"a{layer - 1}"
    return QuantityPart(name, columns, samples)


def _z(structure: Structure, _leg: Leg, span: OperationPart) -> Operands:
    layer = span.layer
    columns, bias = columns_of(span.terms, structure.sizes[layer - 1])
    weighted = (
        _source(layer, columns, span.one),
        QuantityPart(f"W{layer}", span.neurons, None, columns),
    )
    biases = (QuantityPart(f"b{layer}", span.neurons),) if bias else ()
    return (*(weighted if columns else ()), *biases)


def _a(structure: Structure, _leg: Leg, span: OperationPart) -> Operands:
    if structure.activation(span.layer).name == "softmax":
        return _of_sample("exponentials", span), _of_sample("total", span)
    return (_of_sample("z", span),)


def _terms(structure: Structure, _leg: Leg, span: OperationPart) -> Operands:
    if not structure.joint:
        return (_of_sample("error", span),)
    if structure.activation(span.layer).name == "softmax":
        return _of_sample("targets", span), _of_sample("surprise", span)
    return _of_sample("softplus", span), _of_sample("hit", span)


def _da(structure: Structure, _leg: Leg, span: OperationPart) -> Operands:
    layer = span.layer
    if layer == structure.last:
        return (_of_sample("error", span),)
    return (
        QuantityPart(f"W{layer + 1}", span.terms, None, span.neurons),
        QuantityPart(f"delta{layer + 1}", span.terms, span.one),
    )


def _delta(structure: Structure, _leg: Leg, span: OperationPart) -> Operands:
    layer = span.layer
    if layer == structure.last and structure.joint:
        return _of_sample("a", span), _of_sample("targets", span)
    if structure.activation(layer).elementwise:
        return _of_sample("da", span), _of_sample("slope", span)
    return (
        _of_sample("a", span),
        QuantityPart(f"a{layer}", span.terms, span.one),
        QuantityPart(f"da{layer}", span.terms, span.one),
    )


def _share(structure: Structure, _leg: Leg, span: OperationPart) -> Operands:
    delta = _of_sample("delta", span)
    if not structure.loss.class_weights:
        return (delta,)
    return delta, QuantityPart("class_weights", range(1), span.one)


def _gradient(structure: Structure, leg: Leg, span: OperationPart) -> Operands:
    if not leg.layer:
        return _parameters(structure, leg, span)
    columns, _ = columns_of(span.terms, structure.sizes[span.layer - 1])
    shares = QuantityPart(f"share{span.layer}", span.neurons, span.batch)
    inputs = _source(span.layer, columns, span.batch)
    return (shares, inputs) if columns else (shares,)


def _cost(structure: Structure, leg: Leg, span: OperationPart) -> Operands:
    if leg.kind == "penalty":
        layers = range(1, structure.last + 1)
        sizes = structure.sizes
        return tuple(
            QuantityPart(f"W{each}", range(sizes[each]), None, range(sizes[each - 1]))
            for each in layers
        )
    if leg.kind == PENALIZED_COST:
        parts = (QuantityPart("data_cost", range(1)), QuantityPart("penalty", range(1)))
        return tuple(parts[term] for term in span.terms)
    names = ("losses", *(["class_weights"] if structure.loss.class_weights else []))
    return tuple(QuantityPart(name, range(1), span.terms) for name in names)


def _parameters(structure: Structure, leg: Leg, span: OperationPart) -> Operands:
    """Return the operands of a step over all parameters: weights, and the biases."""
    if not span.layer:
        return ()
    columns, bias = columns_of(span.terms, structure.sizes[span.layer - 1])
    parts: list[QuantityPart] = []
    for before, after in _PARAMETER_SOURCES.get(leg.kind, _GRADIENT):
        if columns:
            name = f"{before}W{span.layer}{after}"
            parts.append(QuantityPart(name, span.neurons, None, columns))
        if bias:
            parts.append(QuantityPart(f"{before}b{span.layer}{after}", span.neurons))
    return tuple(parts)


_GRADIENT = (("d", ""),)
_PARAMETER_SOURCES = {
    "penalty_gradient": (("", ""),),
    "dW": (("d", "_data"),),
    "update_W": _GRADIENT,
    "W": (("", ""), ("update_", "")),
}
"""By kind: the prefix and suffix of the names of the weights it takes in."""

_BY_KIND: dict[str, Callable[[Structure, Leg, OperationPart], Operands]] = {
    "z": _z,
    "a": _a,
    "terms": _terms,
    "da": _da,
    "delta": _delta,
    "share": _share,
    "dW": _gradient,
}
