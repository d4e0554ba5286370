"""The expected results of the backward pass, computed in plain NumPy."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from nnviz.core.functions.activation import Activation
from nnviz.core.functions.loss import JointForm
from nnviz.core.types import Floats
from nnviz.session.checking.expectation import Expectation, Quantities
from nnviz.session.checking.forward_rules import class_weights
from nnviz.session.checking.subject import Subject

_MOVE = 1e-3
"""How far z is moved to find an activation's slope, relative to max(1, |z|)."""

_SLOPE_BLUR = 1e-6
"""The possible error of such a slope, for an activation of 1."""


def backward_expectations(subject: Subject, q: Quantities) -> Iterator[Expectation]:
    """Yield what slopes, deltas, each sample's share and the gradient should be."""
    for layer in subject.layers:
        if f"slope{layer}" in q:
            yield _slope(subject.network.activations[layer - 1], q, layer)
    for layer in reversed(subject.layers):
        yield from _delta(subject, q, layer)
    part = class_weights(subject, q)[:, None] / len(q["targets"])
    for layer in subject.layers:
        share = part * q[f"delta{layer}"]
        yield q.expect(f"share{layer}", "backward", layer, share, np.abs(share))
    suffix = "_data" if "dW1_data" in q else ""
    for layer in reversed(subject.layers):
        yield from _gradient(q, layer, suffix)
    if suffix:
        yield from _penalised(subject, q)


def _slope(f: Activation, q: Quantities, layer: int) -> Expectation:
    """Return what f'(z) should be, by central differences: no formula is trusted."""
    z, a = q[f"z{layer}"], q[f"a{layer}"]
    move = _MOVE * np.maximum(1.0, np.abs(z))
    blur = _SLOPE_BLUR * (1.0 + np.abs(a))
    if f.surrogate:
        slope = np.empty_like(z)
        f.slope(z, a, slope)
    else:
        near, far = _difference(f, z, move), _difference(f, z, 2.0 * move)
        # Richardson extrapolation cancels the error of order move^2.
        slope = (4.0 * near - far) / 3.0
        blur = np.where(np.isfinite(slope), blur, np.inf)
    for kink in f.kinks:
        blur = np.where(np.abs(z - kink) <= 2.0 * move, np.inf, blur)
    expected = q.expect(f"slope{layer}", "backward", layer, slope, np.abs(slope))
    return replace(expected, blur=blur)


def _difference(f: Activation, z: Floats, move: Floats) -> Floats:
    above, below = np.empty_like(z), np.empty_like(z)
    f.evaluate(z + move, above)
    f.evaluate(z - move, below)
    # Divided by how far z actually moved, after rounding.
    difference: Floats = (above - below) / ((z + move) - (z - move))
    return difference


def _delta(subject: Subject, q: Quantities, layer: int) -> Iterator[Expectation]:
    last, form, name = subject.layers[-1], subject.loss.form, f"delta{layer}"
    if layer == last and isinstance(form, JointForm):
        a, y = q[f"a{layer}"], q["targets"]
        yield q.expect(name, "backward", layer, a - y, np.abs(a) + np.abs(y))
        return
    if layer == last and not isinstance(form, JointForm):
        # A loss's slope averages over the outputs, which it expects along axis 0.
        da = np.empty_like(q["error"].T)
        form.slope(np.ascontiguousarray(q["error"].T), da)
        yield q.expect(f"da{layer}", "backward", layer, da.T, np.abs(da.T))
    else:
        yield _led_back(q, layer)
    da = q[f"da{layer}"]
    if f"slope{layer}" in q:
        delta = da * q[f"slope{layer}"]
        yield q.expect(name, "backward", layer, delta, np.abs(delta))
    else:
        a = q[f"a{layer}"]
        delta = a * (da - (a * da).sum(axis=1, keepdims=True))
        size = np.abs(a) * (np.abs(da) + np.abs(a * da).sum(axis=1, keepdims=True))
        yield q.expect(name, "backward", layer, delta, size)


def _led_back(q: Quantities, layer: int) -> Expectation:
    deltas, weights = q[f"delta{layer + 1}"], q[f"W{layer + 1}"]
    size = np.abs(deltas) @ np.abs(weights)
    da = q.expect(f"da{layer}", "backward", layer, deltas @ weights, size)
    return replace(da, terms=len(weights))


def _gradient(q: Quantities, layer: int, suffix: str) -> Iterator[Expectation]:
    shares, inputs = q[f"share{layer}"], q.inputs_of(layer)
    sizes = np.abs(shares)
    for name, want, size in (
        (f"dW{layer}{suffix}", shares.T @ inputs, sizes.T @ np.abs(inputs)),
        (f"db{layer}{suffix}", shares.sum(axis=0), sizes.sum(axis=0)),
    ):
        expected = q.expect(name, "backward", layer, want, size)
        yield replace(expected, terms=len(shares))


def _penalised(subject: Subject, q: Quantities) -> Iterator[Expectation]:
    penalty = subject.penalty
    slope = np.zeros(subject.layout.count)
    for layer, weights in enumerate(subject.layout.weights(slope), start=1):
        own = q[f"W{layer}"]
        weights[...] = penalty.l1 * np.sign(own) + penalty.l2 * own
    yield q.expect("penalty_gradient", "backward", 0, slope, np.abs(slope))
    parts = subject.layout.named(q["penalty_gradient"], "d")
    for name, part in parts.items():
        data = q[f"{name}_data"]
        size = np.abs(data) + np.abs(part)
        yield q.expect(name, "backward", int(name[2:]), data + part, size)
