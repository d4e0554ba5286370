"""What known mistakes would give, to be compared with what a program has."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.functions.activation import Activation
from nnviz.core.functions.loss import JointForm, Loss
from nnviz.core.types import Floats
from nnviz.session.claims.arranging import Claims
from nnviz.session.claims.guessing.false_slopes import false_slopes
from nnviz.session.claims.guessing.false_targets import false_targets
from nnviz.session.claims.right import slope_of, value_of


@dataclass(frozen=True, slots=True, eq=False)
class Guess:
    """What a quantity would be with certain mistakes; with none, what is right.

    Attributes
    ----------
    value
        The quantity, or its left factor (N, O) if it is a product.
    names, details
        The mistakes, and for each what its sentence names.
    right_factor
        The right factor (N, I) of a product value^T right_factor; None for none.
    at
        The quantity in which the mistake is made, if not in the one compared.
    """

    value: NDArray[Any]
    names: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    right_factor: NDArray[Any] | None = None
    at: str = ""

    @property
    def weight(self) -> float:
        """How much there is to be assumed: the fewer mistakes, the likelier."""
        return float(len(self.names))


@dataclass(slots=True, eq=False)
class ForeignPass:
    """An iteration as its program went on with it.

    Attributes
    ----------
    claims, activations, loss
        The iteration, and what the program is said to use.
    factor
        How many times nnviz's cost the program's is: halves and sums are conventions.
    z, a
        The program's own sums and activations by layer, (N, O); a[0] are the inputs.
    previous
        The right gradients of the iteration before by name, ``dW1`` (O, I) and ``db1``
        (O,), if it was recorded, and the program's own: ``own dW1``.
    is_changed
        Whether z and a are not those that the program gave, but a guess.
    """

    claims: Claims
    activations: tuple[Activation, ...]
    loss: Loss
    factor: float
    z: dict[int, Floats]
    a: dict[int, NDArray[Any]]
    previous: Mapping[str, Floats] = field(default_factory=dict)
    is_changed: bool = False

    @property
    def last(self) -> int:
        """The number of the output layer."""
        return self.claims.layers[-1]

    def weights(self, layer: int) -> Floats:
        """Return the weights of a layer, (O, I)."""
        return self.claims.weights[layer - 1]

    def after(self, layer: int) -> Floats | None:
        """Return the weights (O, I) of a layer after the update, if they are known."""
        after = self.claims.values.get(f"W{layer}_after")
        if after is not None and f"W{layer}_after" not in self.claims.odd:
            return after
        rate, gradient = self.claims.learning_rate, self.claims.values.get(f"dW{layer}")
        if rate is None or gradient is None or f"dW{layer}" in self.claims.odd:
            return None
        return self.weights(layer) - rate * gradient


def sum_guesses(view: ForeignPass, layer: int) -> Iterator[Guess]:
    """Yield what z of a layer would be, the right one first."""
    weights, biases = view.weights(layer), view.claims.biases[layer - 1]
    before = view.a[layer - 1]
    yield Guess(before @ weights.T + biases)
    yield Guess(before @ weights.T, ("bias_left_out",), ("",))
    if layer > 1:
        sums = view.z[layer - 1]
        detail = f"z{layer} is computed from z{layer - 1} in place of a{layer - 1}"
        yield Guess(sums @ weights.T + biases, ("activation_left_out",), (detail,))
    if weights.shape[0] == weights.shape[1] > 1:
        yield Guess(before @ weights + biases, ("transposed",), ("",))
    after = view.after(layer)
    if after is not None:
        yield Guess(before @ after.T + biases, ("weights_already_updated",), ("",))


def activation_guesses(view: ForeignPass, layer: int) -> Iterator[Guess]:
    """Yield what a of a layer would be, the right one first."""
    z, own = view.z[layer], view.activations[layer - 1]
    yield Guess(value_of(own, z))
    if own.name == "softmax":
        yield Guess(value_of(own, z.T).T, ("softmax_wrong_axis",), ("",))
        powers = np.exp(z)
        if view.claims.single:
            powers = np.exp(z.astype(np.float32)).astype(np.float64)
        total = powers.sum(axis=1, keepdims=True)
        yield Guess(powers / total, ("softmax_without_max",), ("",))
        yield Guess(powers, ("softmax_not_divided",), ("",))
        twice = value_of(own, value_of(own, z))
        yield Guess(twice, ("softmax_twice",), ("",))
    if own.name != "linear":
        detail = f"a{layer} is z{layer} itself"
        yield Guess(z, ("activation_left_out",), (detail,))
    for f in _others(own, z.shape[1]):
        yield Guess(value_of(f, z), ("another_activation",), (f.label,))


def output_deltas(view: ForeignPass) -> list[Guess]:
    """Return what dL/dz of the output layer would be, the right one first."""
    y, a = view.claims.targets, view.a[view.last]
    assert y is not None
    f = view.activations[-1]
    found = list(_output_slopes(view, a, y, f))
    varied: list[tuple[Guess, Floats, Floats]] = []
    for name, targets in false_targets(a, y, _own_targets(view)):
        varied.append((Guess(a, (name,), ("",)), a, targets))
    for guess in activation_guesses(view, view.last):
        if guess.names and guess.names[0] != "softmax_without_max":
            varied.append((guess, guess.value, y))
    for guess, other_a, other_y in varied:
        for slope in _output_slopes(view, other_a, other_y, f):
            if slope.names and slope.names[0] == "slope_of_another_activation":
                continue
            names = (*guess.names, *slope.names)
            details = (*guess.details, *slope.details)
            found.append(Guess(slope.value, names, details))
    found.append(Guess(a * view.factor, ("targets_left_out",), ("",)))
    at = f"delta{view.last}"
    return sorted(
        (Guess(one.value, one.names, one.details, at=at) for one in found),
        key=lambda guess: guess.weight,
    )


def _own_targets(view: ForeignPass) -> Floats | None:
    """Return the targets that the program's own deltas a - y have, if there are any."""
    name = f"delta{view.last}"
    own = view.claims.values.get(name)
    joint = isinstance(view.loss.form, JointForm)
    if own is None or name in view.claims.odd or not joint:
        return None
    return view.a[view.last] - own / view.factor


def _output_slopes(
    view: ForeignPass, a: Floats, y: Floats, f: Activation
) -> Iterator[Guess]:
    """Yield dL/dz for outputs a and targets y, with f' used and misused."""
    form, last = view.loss.form, str(view.last)
    error = (a - y) * view.factor
    if isinstance(form, JointForm):
        yield Guess(error)
        name = "mse_gradient_with_cross_entropy"
        yield Guess(_back(f, view.z[view.last], a, error), (name,), ("",))
        if f.name == "softmax":
            yield Guess(error * a * (1.0 - a), (name,), ("",))
            yield Guess(-y * (1.0 - a), ("softmax_slope_diagonal",), ("",))
            yield Guess(-y / a, ("slope_left_out",), (last,))
        else:
            yield Guess(error / (a * (1.0 - a)), ("slope_left_out",), (last,))
        return
    columns = np.ascontiguousarray((a - y).T)
    da = np.empty_like(columns)
    form.slope(columns, da)
    slope = da.T * view.factor
    yield Guess(_back(f, view.z[view.last], a, slope))
    yield from _misused(view, view.last, slope)
    if f.name in ("sigmoid", "softmax"):
        yield Guess(a - y, ("cross_entropy_gradient_with_mse",), ("",))
    for loss, words, value in (
        ("mae", "the mean absolute error", np.sign(a - y) / a.shape[1]),
        ("mse", "the mean squared error", 2.0 * (a - y) / a.shape[1]),
    ):
        if loss != view.loss.name:
            value = _back(f, view.z[view.last], a, value)
            yield Guess(value, ("gradient_of_another_loss",), (words,))
    if f.name == "softmax":
        yield Guess(slope * a * (1.0 - a), ("softmax_slope_diagonal",), ("",))


def hidden_deltas(view: ForeignPass, layer: int, above: Floats) -> list[Guess]:
    """Return what dL/dz of a hidden layer would be, given that of the next, (N, O)."""
    f, z, a = view.activations[layer - 1], view.z[layer], view.a[layer]
    found = []
    for back in _led_back(view, layer, above):
        right = Guess(_back(f, z, a, back.value), back.names, back.details)
        misused = [
            Guess(one.value, (*back.names, *one.names), (*back.details, *one.details))
            for one in _misused(view, layer, back.value)
        ]
        found += [right, *misused]
    at = f"delta{layer}"
    return sorted(
        (Guess(one.value, one.names, one.details, at=at) for one in found),
        key=lambda guess: guess.weight,
    )


def _led_back(view: ForeignPass, layer: int, above: Floats) -> Iterator[Guess]:
    """Yield dL/da of a hidden layer, (N, O)."""
    weights = view.weights(layer + 1)
    yield Guess(above @ weights)
    for turned in _not_transposed(weights):
        yield Guess(above @ turned, ("weights_not_transposed",), ("",))
    after = view.after(layer + 1)
    if after is not None:
        yield Guess(above @ after, ("weights_already_updated",), ("",))
    for other in view.claims.layers:
        for turned in (view.weights(other), view.weights(other).T):
            if other != layer + 1 and turned.shape == weights.shape:
                yield Guess(above @ turned, ("wrong_weights",), (f"W{other}",))
                break
    yield from _weights_left_out(weights, above)


def _weights_left_out(weights: Floats, above: Floats) -> Iterator[Guess]:
    """Yield dL/da with some or all of the next layer's weights left out."""
    if above.shape[1] in (1, weights.shape[1]):
        whole = np.broadcast_to(above, (len(above), weights.shape[1]))
        yield Guess(whole, ("wrong_weights",), ("no weights at all",))
    if above.shape[1] > 1:
        for k, which in ((-1, "last"), (0, "first")):
            value = np.outer(above[:, k], weights[k])
            yield Guess(value, ("one_neuron_only",), (which,))


def _not_transposed(weights: Floats) -> list[Floats]:
    """Return square weights as they are, others reshaped in place of transposed."""
    if 1 in weights.shape:
        return []
    if weights.shape[0] == weights.shape[1]:
        return [weights.T]
    return [weights.T.reshape(weights.shape), weights.reshape(weights.T.shape).T]


def _misused(view: ForeignPass, layer: int, da: Floats) -> Iterator[Guess]:
    """Yield dL/dz with f' misused: left out, taken at a, twice, that of another f."""
    f, z, a = view.activations[layer - 1], view.z[layer], view.a[layer]
    place = str(layer)
    if f.name != "linear":
        yield Guess(da, ("slope_left_out",), (place,))
    if f.elementwise and f.name not in ("linear", "relu"):
        yield Guess(da * slope_of(f, a), ("slope_of_activation",), (place,))
    if f.elementwise and f.name not in ("linear", "relu", "step"):
        slope = slope_of(f, z)
        yield Guess(da * slope * slope, ("slope_twice",), (place,))
    if f.name != "linear":
        yield Guess(da * a, ("activation_as_slope",), (place,))
    for other in _others(f, 1):
        if other.name not in ("linear", "step", "step_straight_through"):
            value = da * slope_of(other, z)
            yield Guess(value, ("slope_of_another_activation",), (other.label,))
    for formula, slope in false_slopes(f.name, z, a):
        yield Guess(da * slope, ("slope_formula",), (f"{formula} in layer {place}",))


def _others(own: Activation, width: int) -> Iterator[Activation]:
    for f in ACTIVATIONS.values():
        if f.name == own.name or (f.name == "softmax" and width == 1):
            continue
        if f.name not in ("linear", "step_straight_through"):
            yield f


def _back(f: Activation, z: Floats, a: Floats, da: Floats) -> Floats:
    """Return dL/dz from dL/da, (N, O)."""
    if f.jacobian_product is None:
        return da * slope_of(f, z)
    out = np.empty(a.T.shape)
    f.jacobian_product(np.ascontiguousarray(a.T), np.ascontiguousarray(da.T), out)
    return out.T


def weight_gradients(
    view: ForeignPass,
    layer: int,
    delta: Guess,
    deltas: Mapping[int, Floats],
    others: Iterable[tuple[str, str, NDArray[Any]]],
) -> Iterator[Guess]:
    """Yield what dW of a layer would be with a delta; products, the right one first.

    ``deltas`` are those of the layers, (N, O) each; ``others`` are the `other_inputs`
    of the layer, (N, I) each.
    """
    count, before = view.claims.samples, view.a[layer - 1]
    share = delta.value / count
    names, details, at = delta.names, delta.details, delta.at if delta.names else ""
    yield Guess(share, names, details, before, at)
    for name, detail, values in others:
        yield Guess(share, (*names, name), (*details, detail), values, at)
    for k, end in ((-1, "last"), (0, "first")):
        if count > 1:
            value = np.outer(delta.value[k], before[k])
            for one in (value, value / count):
                yield Guess(one, (*names, "last_sample_only"), (*details, end), at=at)
    for other, value in deltas.items():
        if other != layer and value.shape == share.shape:
            detail = f"delta{other} in place of delta{layer}"
            yield Guess(
                value / count, (*names, "wrong_delta"), (*details, detail), before, at
            )


def other_inputs(
    view: ForeignPass, layer: int
) -> Iterator[tuple[str, str, NDArray[Any]]]:
    """Yield what may be taken for a layer's inputs: the mistake, its detail, (N, I)."""
    width = view.claims.sizes[layer - 1]
    if view.claims.sizes[layer] == width:
        yield "own_output_as_input", f"a{layer}", view.a[layer]
    known = [(f"a{k}" if k else "the inputs", view.a[k]) for k in view.a]
    known += [(f"z{k}", view.z[k]) for k in view.z]
    right = f"a{layer - 1}" if layer > 1 else "the inputs"
    for name, values in known:
        if name not in (right, f"a{layer}") and values.shape[1] == width:
            yield "wrong_input", f"{name} in place of {right}", values


def bias_gradients(view: ForeignPass, layer: int, delta: Guess) -> Iterator[Guess]:
    """Yield what db of a layer would be with a delta, the right one first."""
    count = view.claims.samples
    share = delta.value / count
    names, details, at = delta.names, delta.details, delta.at if delta.names else ""
    yield Guess(share.sum(axis=0), names, details, at=at)
    if share.shape[1] > 1:
        total = np.full(share.shape[1], share.sum())
        yield Guess(total, (*names, "bias_gradient_summed"), (*details, ""), at=at)
    if count > 1:
        whole = delta.value
        yield Guess(whole, (*names, "bias_gradient_not_summed"), (*details, ""), at=at)
        over = whole.sum(axis=1)
        yield Guess(over, (*names, "bias_gradient_wrong_axis"), (*details, ""), at=at)
        for k, end in ((-1, "last"), (0, "first")):
            alone = (*names, "last_sample_only")
            for value in (whole[k], share[k]):
                yield Guess(value, alone, (*details, end), at=at)
        own = share.sum(axis=0) * view.claims.biases[layer - 1]
        yield Guess(own, (*names, "bias_as_input"), (*details, ""), at=at)
