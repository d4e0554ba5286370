"""Finds a penalty that a program adds to all its gradients and does not speak of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nnviz.core.types import Floats
from nnviz.session.claims.arranging import Claims
from nnviz.session.claims.right import Right

_TELLING = 4
"""Fewer numbers for each rate tell no penalty from chance."""

_MOST = 1.0
"""Nobody has a penalty of this rate or larger."""


@dataclass(frozen=True, slots=True, eq=False)
class UndeclaredPenalty:
    """A penalty that explains how all gradients differ from those without one.

    Attributes
    ----------
    words
        What it adds: "an L2 penalty in them: 0.01 times each weight".
    slopes
        What it adds to each gradient, by the gradient's name.
    cost
        What it adds to the cost.
    """

    words: str
    slopes: dict[str, Floats]
    cost: float


def undeclared_penalty(claims: Claims, right: Right) -> UndeclaredPenalty | None:
    """Return the penalty that all gradients claimed have in common, if they have one.

    It is L2, L1 or both, of the weights or of the weights and biases, with one rate
    for all layers. A penalty of some of the layers is a mistake, and not found here.
    """
    weights = [f"dW{layer}" for layer in claims.layers]
    biases = [f"db{layer}" for layer in claims.layers]
    known = claims.values.keys() - claims.odd
    if claims.targets is None or not known.issuperset(weights):
        return None
    groups = [weights]
    if known.issuperset(biases) and not _explained(claims, right, biases, {}):
        groups.insert(0, weights + biases)
    for names in groups:
        if _explained(claims, right, names, {}):
            return None
        for kinds in (("L2",), ("L1",), ("L2", "L1")):
            found = _fitted(claims, right, names, kinds)
            if found is not None:
                return found
    return None


def _fitted(
    claims: Claims, right: Right, names: Sequence[str], kinds: Sequence[str]
) -> UndeclaredPenalty | None:
    """Return the penalty of some kinds that fits best, if it explains the gradients."""
    parameters = dict(zip(names, _parameters(claims, names), strict=True))
    off = np.concatenate(
        [(claims.values[name] - right.values[name]).ravel() for name in names]
    )
    slopes = {
        kind: np.concatenate([_slope(kind, p).ravel() for p in parameters.values()])
        for kind in kinds
    }
    if off.size < _TELLING * len(kinds) or not np.isfinite(off).all():
        return None
    basis = np.stack(list(slopes.values()), axis=1)
    fitted, _, rank, _ = np.linalg.lstsq(basis, off, rcond=None)
    if rank < len(kinds) or not ((fitted > 0.0) & (fitted < _MOST)).all():
        return None
    rates = dict(zip(kinds, map(float, fitted), strict=True))
    added = {
        name: sum((r * _slope(kind, p) for kind, r in rates.items()), np.zeros_like(p))
        for name, p in parameters.items()
    }
    if not _explained(claims, right, names, added):
        return None
    of = "weight and bias" if any(name.startswith("db") for name in names) else "weight"
    words = " and ".join(_words(kind, rate, of) for kind, rate in rates.items())
    cost = sum(
        rate * _size(kind, p)
        for kind, rate in rates.items()
        for p in parameters.values()
    )
    return UndeclaredPenalty(words, added, cost)


def _parameters(claims: Claims, names: Sequence[str]) -> Iterator[Floats]:
    for name in names:
        values = claims.weights if name.startswith("dW") else claims.biases
        yield values[int(name[2:]) - 1]


def _slope(kind: str, parameters: Floats) -> Floats:
    return parameters if kind == "L2" else np.sign(parameters)


def _size(kind: str, parameters: Floats) -> float:
    if kind == "L2":
        return 0.5 * float(np.vdot(parameters, parameters))
    return float(np.abs(parameters).sum())


def _words(kind: str, rate: float, of: str) -> str:
    times = f"each {of}" if kind == "L2" else f"the sign of each {of}"
    return f"an {kind} penalty in them: {rate:.4g} times {times}"


def _explained(
    claims: Claims, right: Right, names: Sequence[str], added: dict[str, Floats]
) -> bool:
    """Tell whether gradients are right once something has been added to the right."""
    for name in names:
        more = added.get(name, np.zeros(1))
        room = right.room[name] + 1e-6 * np.abs(more)
        off = np.abs(claims.values[name] - right.values[name] - more)
        if not (off <= room).all():
            return False
    return True
