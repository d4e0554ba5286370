"""What nnviz's own program computes for an iteration, and how far rounding may lead."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.functions.activation import Activation
from nnviz.core.functions.loss import JointForm, Loss
from nnviz.core.network import Network
from nnviz.core.passes.memory import Batch
from nnviz.core.program import Program, compile_program
from nnviz.core.types import Floats
from nnviz.session.claims.arranging import Claims

UNITS = {False: 1e-12, True: 2.4e-7}
"""The rounding allowed an operation in float64, where code may be sloppy, and float32.

It is relative to the size of the terms that are summed up.
"""

_EPSILON = 1e-7
"""The most that is usually added to a denominator."""

_ROWS = 4096
"""The program runs on so many rows at a time: a large batch need not be copied."""

_LARGE = 20_000_000
"""Products of so many terms are bounded by norms rather than term by term."""


@dataclass(slots=True, eq=False)
class Right:
    """What is right for an iteration, by nnviz's names, and what may be off.

    Attributes
    ----------
    values
        ``z1``, ``a1``, ``delta1`` (N, O), ``dW1`` (O, I), ``db1`` (O,), ``cost``.
    room
        How far a program of this precision may be from each, in the same shapes.
    """

    values: dict[str, Floats]
    room: dict[str, Floats]


def work_out(claims: Claims, activations: tuple[Activation, ...], loss: Loss) -> Right:
    """Run nnviz's program on the weights and the batch of an iteration.

    Without targets there are only z and a.

    Raises
    ------
    InputError
        If the loss does not suit the activations.
    """
    values: dict[str, Floats] = {}
    programs: dict[int, Program] = {}
    network = network_of(claims, activations)
    with np.errstate(all="ignore"):
        for start in range(0, claims.samples, _ROWS):
            rows = slice(start, min(start + _ROWS, claims.samples))
            _run(programs, network, loss, claims, rows)
            _collect(values, programs[rows.stop - start].workspace, claims, rows)
    right = Right(values, {})
    with np.errstate(all="ignore"):
        _Rooms(claims, activations, loss, right).fill()
    return right


def gradients_of(
    claims: Claims, activations: tuple[Activation, ...], loss: Loss
) -> dict[str, Floats]:
    """Return the gradients of an iteration: its program's own, or else the right ones.

    They are called ``dW1`` (O, I), ``db1`` (O,), ...; without targets there are those
    recorded.
    """
    names = [f"d{name}" for name in claims.parameters]
    known = claims.values.keys() - claims.odd
    own = {name: claims.values[name] for name in names if name in known}
    if len(own) == len(names) or claims.targets is None:
        return own
    right = work_out(claims, activations, loss).values
    return {name: own.get(name, right[name]) for name in names}


def _run(
    programs: dict[int, Program],
    network: Network,
    loss: Loss,
    claims: Claims,
    rows: slice,
) -> None:
    """Run an iteration on some rows of the batch; the update does nothing."""
    count = rows.stop - rows.start
    if count not in programs:
        programs[count] = compile_program(network, loss, batch=count)
    inputs = claims.inputs[rows]
    targets = np.zeros((count, claims.sizes[-1]))
    if claims.targets is not None:
        targets = claims.targets[rows]
    program = programs[count]
    samples = np.ones((count, claims.sizes[0] + 1))
    samples[:, :-1] = inputs
    program.load(Batch(samples, np.ascontiguousarray(targets.T)), np.arange(count))
    program.run()


def _collect(
    values: dict[str, Floats],
    workspace: Mapping[str, Floats],
    claims: Claims,
    rows: slice,
) -> None:
    """Put the quantities of some rows of the batch to those of all."""
    part = (rows.stop - rows.start) / claims.samples
    kinds = "za" if claims.targets is None else ("z", "a", "delta")
    for layer in claims.layers:
        for kind in kinds:
            name = f"{kind}{layer}"
            shape = claims.samples, claims.sizes[layer]
            values.setdefault(name, np.empty(shape))[rows] = workspace[name]
    if claims.targets is None:
        return
    gradients = [f"d{kind}{layer}" for layer in claims.layers for kind in "Wb"]
    for name in (*gradients, "cost"):
        share = part * workspace[name]
        values[name] = values[name] + share if name in values else np.array(share)


def network_of(claims: Claims, activations: tuple[Activation, ...]) -> Network:
    """Return a network with the weights and biases of an iteration."""
    network = Network(claims.sizes, activations, initializer="zeros")
    for mine, theirs in zip(network.weights, claims.weights, strict=True):
        mine[...] = theirs
    for mine, theirs in zip(network.biases, claims.biases, strict=True):
        mine[...] = theirs
    return network


class _Rooms:
    """Carries what rounding may do from the inputs to the gradients."""

    def __init__(
        self,
        claims: Claims,
        activations: tuple[Activation, ...],
        loss: Loss,
        right: Right,
    ) -> None:
        self._claims, self._activations, self._loss = claims, activations, loss
        self._values, self._room = right.values, right.room
        self._unit = UNITS[claims.single]

    def fill(self) -> None:
        for layer in self._claims.layers:
            self._sum(layer)
            self._activation(layer)
        if "cost" not in self._values:
            return
        self._output_delta()
        for layer in reversed(self._claims.layers[:-1]):
            self._hidden_delta(layer)
        for layer in self._claims.layers:
            self._gradient(layer)

    def _sum(self, layer: int) -> None:
        weights, unit = self._claims.weights[layer - 1], self._unit
        before = self._before(layer)
        sizes = np.outer(_norms(before, 1), _norms(weights, 1))
        sizes += np.abs(self._claims.biases[layer - 1])
        room = unit * _growth(weights.shape[1]) * sizes
        if layer > 1:
            room += self._room[f"a{layer - 1}"] @ np.abs(weights.T)
        self._room[f"z{layer}"] = room

    def _before(self, layer: int) -> NDArray[Any]:
        return self._claims.inputs if layer == 1 else self._values[f"a{layer - 1}"]

    def _activation(self, layer: int) -> None:
        f = self._activations[layer - 1]
        z, a, room = (
            self._values[f"z{layer}"],
            self._values[f"a{layer}"],
            self._room[f"z{layer}"],
        )
        if f.name == "softmax":
            # A change of all z by r changes each share by a factor of e^2r at most.
            relative = np.expm1(2.0 * room.max(axis=1, keepdims=True))
            self._room[f"a{layer}"] = a * relative + 16.0 * self._unit * (a + 1e-30)
            return
        moved = np.maximum(
            np.abs(value_of(f, z + room) - a), np.abs(value_of(f, z - room) - a)
        )
        self._room[f"a{layer}"] = moved + 8.0 * self._unit * np.abs(a)

    def slope(self, layer: int) -> tuple[Floats, Floats]:
        """Return f'(z) of a layer and how far it may be off, near a corner far."""
        f = self._activations[layer - 1]
        z, room = self._values[f"z{layer}"], self._room[f"z{layer}"]
        right = slope_of(f, z)
        # At the corner itself, either side is right.
        move = room + 1e-300 + self._unit * np.abs(z)
        off = np.maximum(
            np.abs(slope_of(f, z + move) - right), np.abs(slope_of(f, z - move) - right)
        )
        return right, off + 8.0 * self._unit * (1.0 + np.abs(right))

    def _output_delta(self) -> None:
        last = self._claims.layers[-1]
        a, y = self._values[f"a{last}"], self._claims.targets
        assert y is not None
        off = self._room[f"a{last}"] + 16.0 * self._unit * (np.abs(a) + np.abs(y))
        form = self._loss.form
        if isinstance(form, JointForm):
            # By the chain rule dL/da has a in its denominator, where a tiny number is
            # often added, or a is clipped.
            lost = y * _EPSILON / (a + _EPSILON)
            if a.shape[1] == 1 or self._loss.name == "binary_cross_entropy":
                lost = lost + (1.0 - y) * _EPSILON / (1.0 - a + _EPSILON)
            off = off + np.abs(lost).sum(axis=1, keepdims=True)
            self._room[f"delta{last}"] = off
            return
        error = (a - y).T
        da, high, low = (np.empty_like(error) for _ in range(3))
        form.slope(np.ascontiguousarray(error), da)
        form.slope(np.ascontiguousarray(error + off.T), high)
        form.slope(np.ascontiguousarray(error - off.T), low)
        moved = np.maximum(np.abs(high - da), np.abs(low - da)).T
        self._through_slope(last, da.T, moved + 8.0 * self._unit * np.abs(da.T))

    def _through_slope(self, layer: int, da: Floats, off: Floats) -> None:
        f = self._activations[layer - 1]
        if f.elementwise:
            slope, blur = self.slope(layer)
            room = off * np.abs(slope) + np.abs(da) * blur + off * blur
        else:
            a, room_a = self._values[f"a{layer}"], self._room[f"a{layer}"]
            whole = np.abs(da) + np.abs(a * da).sum(axis=1, keepdims=True)
            room = a * (off + (a * off).sum(axis=1, keepdims=True)) + room_a * whole
            room += a * (room_a * np.abs(da)).sum(axis=1, keepdims=True)
            room += 16.0 * self._unit * a * whole
        self._room[f"delta{layer}"] = room

    def _hidden_delta(self, layer: int) -> None:
        weights = self._claims.weights[layer]
        above, room = (
            self._values[f"delta{layer + 1}"],
            self._room[f"delta{layer + 1}"],
        )
        off = room @ np.abs(weights)
        off += self._unit * _growth(len(weights)) * (np.abs(above) @ np.abs(weights))
        self._through_slope(layer, above @ weights, off)

    def _gradient(self, layer: int) -> None:
        count, unit = self._claims.samples, self._unit
        share = np.abs(self._values[f"delta{layer}"]) / count
        room = self._room[f"delta{layer}"] / count
        before = self._before(layer)
        grown = unit * _growth(count)
        off = room + grown * share
        if before.size * share.shape[1] > _LARGE:
            found = np.outer(_norms(off, 0), _norms(before, 0))
        else:
            found = off.T @ np.abs(before)
        if layer > 1:
            found += share.T @ self._room[f"a{layer - 1}"]
        self._room[f"dW{layer}"] = found
        self._room[f"db{layer}"] = off.sum(axis=0)


def _growth(terms: int) -> float:
    """Return how many roundings a sum of so many terms may come to."""
    # Sums are added up in blocks or pairs, or by a loop whose errors mostly cancel.
    return 8.0 + 4.0 * float(np.sqrt(terms))


def _norms(values: NDArray[Any], axis: int) -> Floats:
    """Return the lengths of the rows (axis 1) or the columns (axis 0)."""
    letters = "ij,ij->i" if axis == 1 else "ij,ij->j"
    squares = np.einsum(letters, values, values, dtype=np.float64)
    norms: Floats = np.sqrt(squares)
    return norms


def value_of(f: Activation, z: Floats) -> Floats:
    """Return f(z) of samples' sums, (N, O)."""
    a = np.empty(z.T.shape)
    f.evaluate(np.ascontiguousarray(z.T), a)
    return a.T


def slope_of(f: Activation, z: Floats) -> Floats:
    """Return f'(z) of samples' sums, (N, O)."""
    columns = np.ascontiguousarray(z.T)
    a, slope = np.empty_like(columns), np.empty_like(columns)
    f.evaluate(columns, a)
    f.slope(columns, a, slope)
    return slope.T
