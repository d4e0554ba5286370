"""Judges the cost that another program reports, by the conventions there are."""

from dataclasses import dataclass, replace

import numpy as np

from nnviz.core.functions.activation import Activation
from nnviz.core.functions.loss import JointForm, Loss
from nnviz.core.types import Floats
from nnviz.session.claims.arranging import Claims
from nnviz.session.claims.naming import Fault
from nnviz.session.claims.right import Right, value_of

_EPSILON = 1e-5
"""The most that is usually added to a before its logarithm is taken."""


@dataclass(frozen=True, slots=True)
class CostVerdict:
    """Whether a cost is right, and of which convention.

    Attributes
    ----------
    judged
        Whether it is right, the cost, what it should be, and what is wrong with it;
        None if no cost was given.
    factors
        How many times nnviz's cost it may be; () if it is none of its conventions.
    notes
        What is to be said of it.
    weight
        How much was assumed to explain it.
    """

    judged: tuple[bool, float, float, Fault | None] | None = None
    factors: tuple[float, ...] = ()
    notes: tuple[str, ...] = ()
    weight: float = 0.0

    def plus(self, penalty: float) -> "CostVerdict":
        """Return the verdict of a cost that has a penalty as well."""
        if self.judged is None:
            return self
        ok, got, want, fault = self.judged
        return replace(self, judged=(ok, got + penalty, want + penalty, fault))


def judge_cost(
    claims: Claims, activations: tuple[Activation, ...], loss: Loss, right: Right
) -> CostVerdict:
    """Judge the cost of an iteration."""
    got = claims.cost
    if got is None or claims.targets is None:
        return CostVerdict()
    last = claims.layers[-1]
    a = claims.values.get(f"a{last}")
    if a is None or f"a{last}" in claims.odd:
        a = right.values[f"a{last}"]
    exact = float(right.values["cost"])
    bounds = _bounds(loss, claims, a, exact, right.room[f"a{last}"])
    fitting = [f for f in _factors(loss, claims) if _within(got, bounds, f)]
    if fitting:
        return CostVerdict((True, got, exact * fitting[0], None), tuple(fitting))
    if not np.isfinite(got) and not np.isfinite(exact):
        return CostVerdict((True, got, exact, None))
    fault = _named(got, claims, loss, a, activations[-1], right.values[f"z{last}"])
    return CostVerdict((False, got, exact, fault), weight=1.0 if fault.names else 2.0)


def _factors(loss: Loss, claims: Claims) -> list[float]:
    outputs, count = float(claims.sizes[-1]), float(claims.samples)
    if loss.averages_outputs:
        found = [1.0, 0.5, outputs, outputs / 2.0]
    else:
        found = [1.0, 1.0 / outputs]
    return list(dict.fromkeys([*found, *(factor * count for factor in found)]))


def _bounds(
    loss: Loss, claims: Claims, a: Floats, exact: float, room: Floats
) -> tuple[float, float]:
    """Return the least and the most that the cost may be.

    Logarithms are often kept from 0 by a small number that is added, or by clipping.
    """
    y = claims.targets
    assert y is not None
    blur = (1e-5 if claims.single else 1e-9) * (abs(exact) + 1e-3)
    if not isinstance(loss.form, JointForm):
        error = np.abs(a - y)
        count = error.size
        blur += float((2.0 * error * room + room * room).sum()) / count
        return exact - blur, exact + blur
    low = _entropy(loss, np.minimum(a + _EPSILON, 1.0), y, a)
    moved = np.minimum(room / np.maximum(a, 1e-300), 1.0)
    if loss.name == "binary_cross_entropy":
        moved = moved + np.minimum(room / np.maximum(1.0 - a, 1e-300), 1.0)
    blur += float(moved.sum()) / len(y)
    high = max(exact, _entropy(loss, a, y, a)) if np.isfinite(exact) else np.inf
    # Clipped at a tiny number, the logarithm of 0 is 35 or more.
    return min(low, exact) - blur, high + blur


def _entropy(loss: Loss, shifted: Floats, y: Floats, a: Floats) -> float:
    with np.errstate(all="ignore"):
        terms = np.where(y > 0.0, -y * np.log(shifted), 0.0)
        if loss.name == "binary_cross_entropy":
            rest = np.minimum(1.0 - a + _EPSILON, 1.0) if shifted is not a else 1.0 - a
            terms = terms + np.where(y < 1.0, -(1.0 - y) * np.log(rest), 0.0)
    return float(terms.sum()) / len(y)


def _within(got: float, bounds: tuple[float, float], factor: float) -> bool:
    return bounds[0] * factor <= got <= bounds[1] * factor


def _named(
    got: float,
    claims: Claims,
    loss: Loss,
    a: Floats,
    f: Activation,
    z: Floats,
) -> Fault:
    """Return what is wrong with a cost."""
    y = claims.targets
    assert y is not None
    for names, detail, value in _guesses(claims, loss, a, f, z):
        for factor in _factors(loss, claims):
            if np.isclose(got, value * factor, rtol=1e-5, atol=1e-9):
                return Fault(names, (detail,), "cost")
    return Fault((), (), "cost")


def _guesses(
    claims: Claims, loss: Loss, a: Floats, f: Activation, z: Floats
) -> list[tuple[tuple[str, ...], str, float]]:
    y = claims.targets
    assert y is not None
    count = len(y)
    own = loss.losses(z.T.copy(), a.T.copy(), y.T.copy())
    found: list[tuple[tuple[str, ...], str, float]] = []
    found.append((("sign",), "", -float(own.mean())))
    shown = np.clip(a, 1e-15, 1.0)
    entropy = -(y * np.log(shown)).sum(axis=1)
    other = -((1.0 - y) * np.log(np.clip(1.0 - a, 1e-15, 1.0))).sum(axis=1)
    squares = ((a - y) ** 2).mean(axis=1)
    values = {
        "mse": ("the mean squared error", squares),
        "cross_entropy": ("the cross-entropy", entropy),
        "binary_cross_entropy": ("the binary cross-entropy", entropy + other),
        "mae": ("the mean absolute error", np.abs(a - y).mean(axis=1)),
    }
    if loss.name == "binary_cross_entropy":
        words = "only the half of the binary cross-entropy that has y in it"
        values["cross_entropy"] = words, entropy
    for name, (words, terms) in values.items():
        if name != loss.name:
            found.append((("another_loss",), words, float(terms.mean())))
    for base in (2.0, 10.0):
        words = f"{1.0 / np.log(base):.6g}"
        found.append((("constant_factor",), words, float(own.mean() / np.log(base))))
    if y.shape[1] > 1:
        for shift in (1, -1):
            moved = np.roll(y, shift, axis=1).T.copy()
            shifted = loss.losses(z.T.copy(), a.T.copy(), moved)
            found.append((("one_hot_off_by_one",), "", float(shifted.mean())))
    if f.name == "softmax" and count > 1:
        turned = np.clip(value_of(f, z.T).T, 1e-15, 1.0)
        wrong = -(y * np.log(turned)).sum(axis=1)
        found.append((("softmax_wrong_axis",), "", float(wrong.mean())))
    return found
