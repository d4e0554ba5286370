"""What each operation takes in, for the part of it that the cursor is in."""

from collections.abc import Callable

from nnviz.explain.lit import Lit, Span, columns_of
from nnviz.explain.route import PENALIZED_COST, Leg
from nnviz.explain.structure import Structure

Operands = tuple[Lit, ...]

_SAME_NEURON = {
    "shifted": ("z", "largest"),
    "exponentials": ("shifted",),
    "softplus": ("z",),
    "hit": ("z", "targets"),
    "log_total": ("total",),
    "surprise": ("log_total", "shifted"),
    "error": ("a", "targets"),
    "slope": ("z", "a"),
    "share": ("delta",),
}
"""By kind: what takes one number in of each of these, for the same neuron."""

_OVER_TERMS = {"largest": "z", "total": "exponentials", "losses": "terms"}
"""By kind: what gathers this quantity over the neurons of the layer."""

_SINGLE = ("largest", "total", "log_total")
_UNNUMBERED = ("targets", "error", "terms")


def operands_of(structure: Structure, leg: Leg, span: Span) -> Operands:
    """Return what a part of an operation takes in."""
    if leg.kind in _SAME_NEURON:
        return tuple(_of_sample(name, span) for name in _SAME_NEURON[leg.kind])
    if leg.kind in _OVER_TERMS:
        name = _named(_OVER_TERMS[leg.kind], span.layer)
        return (Lit(name, span.terms, span.one),)
    if leg.kind in _BY_KIND and span.layer:
        return _BY_KIND[leg.kind](structure, leg, span)
    if leg.phase == "loss":
        return _cost(structure, leg, span)
    if leg.phase == "forward":
        return ()
    return _parameters(structure, leg, span)


def _named(name: str, layer: int) -> str:
    return name if name in _UNNUMBERED else f"{name}{layer}"


def _of_sample(name: str, span: Span) -> Lit:
    """Light the same neuron of a quantity; some have a single one per sample."""
    neurons = range(1) if name in _SINGLE else span.neurons
    return Lit(_named(name, span.layer), neurons, span.one)


def _source(layer: int, columns: range, samples: range) -> Lit:
    name = "inputs" if layer == 1 else f"a{layer - 1}"
    return Lit(name, columns, samples)


def _z(structure: Structure, _leg: Leg, span: Span) -> Operands:
    layer = span.layer
    columns, bias = columns_of(span.terms, structure.sizes[layer - 1])
    weighted = (
        _source(layer, columns, span.one),
        Lit(f"W{layer}", span.neurons, None, columns),
    )
    biases = (Lit(f"b{layer}", span.neurons),) if bias else ()
    return (*(weighted if columns else ()), *biases)


def _a(structure: Structure, _leg: Leg, span: Span) -> Operands:
    if structure.activation(span.layer).name == "softmax":
        return _of_sample("exponentials", span), _of_sample("total", span)
    return (_of_sample("z", span),)


def _terms(structure: Structure, _leg: Leg, span: Span) -> Operands:
    if not structure.joint:
        return (_of_sample("error", span),)
    if structure.activation(span.layer).name == "softmax":
        return _of_sample("targets", span), _of_sample("surprise", span)
    return _of_sample("softplus", span), _of_sample("hit", span)


def _da(structure: Structure, _leg: Leg, span: Span) -> Operands:
    layer = span.layer
    if layer == structure.last:
        return (_of_sample("error", span),)
    return (
        Lit(f"W{layer + 1}", span.terms, None, span.neurons),
        Lit(f"delta{layer + 1}", span.terms, span.one),
    )


def _delta(structure: Structure, _leg: Leg, span: Span) -> Operands:
    layer = span.layer
    if layer == structure.last and structure.joint:
        return _of_sample("a", span), _of_sample("targets", span)
    if structure.activation(layer).elementwise:
        return _of_sample("da", span), _of_sample("slope", span)
    return (
        _of_sample("a", span),
        Lit(f"a{layer}", span.terms, span.one),
        Lit(f"da{layer}", span.terms, span.one),
    )


def _gradient(structure: Structure, leg: Leg, span: Span) -> Operands:
    if not leg.layer:
        return _parameters(structure, leg, span)
    columns, _ = columns_of(span.terms, structure.sizes[span.layer - 1])
    shares = Lit(f"share{span.layer}", span.neurons, span.batch)
    inputs = _source(span.layer, columns, span.batch)
    return (shares, inputs) if columns else (shares,)


def _cost(structure: Structure, leg: Leg, span: Span) -> Operands:
    if leg.kind == "penalty":
        layers = range(1, structure.last + 1)
        sizes = structure.sizes
        return tuple(
            Lit(f"W{each}", range(sizes[each]), None, range(sizes[each - 1]))
            for each in layers
        )
    if leg.kind == PENALIZED_COST:
        parts = (Lit("data_cost", range(1)), Lit("penalty", range(1)))
        return tuple(parts[term] for term in span.terms)
    return (Lit("losses", range(1), span.terms),)


def _parameters(structure: Structure, leg: Leg, span: Span) -> Operands:
    """Light what a step over all parameters takes in: weights, and the biases."""
    if not span.layer:
        return ()
    columns, bias = columns_of(span.terms, structure.sizes[span.layer - 1])
    lit: list[Lit] = []
    for before, after in _PARAMETER_SOURCES.get(leg.kind, _GRADIENT):
        if columns:
            name = f"{before}W{span.layer}{after}"
            lit.append(Lit(name, span.neurons, None, columns))
        if bias:
            lit.append(Lit(f"{before}b{span.layer}{after}", span.neurons))
    return tuple(lit)


_GRADIENT = (("d", ""),)
_PARAMETER_SOURCES = {
    "penalty_gradient": (("", ""),),
    "dW": (("d", "_data"),),
    "update_W": _GRADIENT,
    "W": (("", ""), ("update_", "")),
}
"""By kind: what goes before and after the names of the weights taken in."""

_BY_KIND: dict[str, Callable[[Structure, Leg, Span], Operands]] = {
    "z": _z,
    "a": _a,
    "terms": _terms,
    "da": _da,
    "delta": _delta,
    "dW": _gradient,
}
