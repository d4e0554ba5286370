"""A chain of steps, as other programs write it, and the layers that it makes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError
from nnviz.core.types import Floats
from nnviz.data.scaling import Scaling
from nnviz.files.session import Scalings
from nnviz.models.known_function import function_named, line_of
from nnviz.models.model_building import unscaled
from nnviz.models.model_card import ModelCard
from nnviz.models.plain import PlainLayer

Offsets = tuple[tuple[Floats, Floats] | None, tuple[Floats, Floats] | None]
"""Offset and factor of inputs, (I,), and of outputs, (O,), where they are scaled."""


@dataclass(frozen=True, slots=True, eq=False)
class ChainStep:
    """A step: ``dense``, ``softmax``, ``function`` of x, or ``scaling`` of columns.

    ``arrays`` are weights (O, I) and biases (O,), or the numbers of a scaling; ``text``
    is the function, or what a scaling does: Add, Sub, Mul or Div.
    """

    kind: str
    arrays: tuple[NDArray[Any], ...] = ()
    text: str = ""


def scalings_of(
    layers: Sequence[PlainLayer], offsets: Offsets, card: ModelCard | None
) -> Scalings:
    """Return how inputs and targets are scaled, in the words of the card.

    Raises
    ------
    InputError
        If numbers of a scaling are not finite, or a factor is 0.
    """
    sizes = layers[0].matrix.shape[1], layers[-1].matrix.shape[0]
    kinds = (card.inputs.kind, card.targets.kind) if card else ("", "")
    inputs, targets = map(_scaling, offsets, sizes, kinds)
    return Scalings(inputs, targets)


def _scaling(pair: tuple[Floats, Floats] | None, columns: int, kind: str) -> Scaling:
    if pair is None:
        return unscaled(columns)
    if not all(len(one) in (1, columns) for one in pair):
        raise InputError(f"its scaling does not have {columns} columns")
    offset, factor = (np.broadcast_to(one, (columns,)).copy() for one in pair)
    sound = np.isfinite(offset).all() and np.isfinite(factor).all() and factor.all()
    if not sound:
        raise InputError("its scaling is by numbers that are not finite, or by 0")
    known = kind if kind not in ("", "none") else "standard"
    return Scaling(known, offset, factor)


def assembled(
    steps: Sequence[ChainStep],
) -> tuple[list[PlainLayer], Offsets]:
    """Make layers of steps; what is before the first and after the last is scaling."""
    dense = [place for place, step in enumerate(steps) if step.kind == "dense"]
    if not dense:
        raise InputError("has no dense layer, a Gemm or MatMul: it cannot be opened")
    layers: list[PlainLayer] = []
    outputs: list[ChainStep] = []
    for place, end in zip(dense, [*dense[1:], len(steps)], strict=True):
        after = list(steps[place + 1 : end])
        last = end == len(steps)
        activation = "linear"
        line = last and after and line_of(after[0].text) is not None
        if after and after[0].kind in ("function", "softmax") and not line:
            step = after.pop(0)
            precision = str(steps[place].arrays[0].dtype)
            name = "softmax" if step.kind == "softmax" else step.text
            activation = function_named(name, precision)
        if after and not last:
            raise InputError(
                f"layer {len(layers) + 1} is followed by a scaling or a second "
                "activation: only one activation for each layer can be opened"
            )
        weights, biases = steps[place].arrays
        layers.append(PlainLayer(weights, biases, activation))
        if last:
            outputs = after
    return layers, (_inward(steps[: dense[0]]), _outward(outputs))


def _inward(steps: Sequence[ChainStep]) -> tuple[Floats, Floats] | None:
    """Return the offset and factor of ``(x - offset) * factor``."""
    if not steps:
        return None
    offset, factor = np.zeros(1), np.ones(1)
    for operator, values in _scalings_in(steps):
        if operator in ("Mul", "Div"):
            factor = factor * values if operator == "Mul" else factor / values
        else:
            offset = offset + (values if operator == "Sub" else -values) / factor
    return offset, factor


def _outward(steps: Sequence[ChainStep]) -> tuple[Floats, Floats] | None:
    """Return the offset and factor of ``a / factor + offset``."""
    if not steps:
        return None
    offset, factor = np.zeros(1), np.ones(1)
    for operator, values in _scalings_in(steps):
        if operator == "Mul":
            offset, factor = offset * values, factor / values
        elif operator == "Div":
            offset, factor = offset / values, factor * values
        else:
            offset = offset + (values if operator == "Add" else -values)
    return offset, factor


@np.errstate(all="ignore")
def _scalings_in(steps: Sequence[ChainStep]) -> Iterator[tuple[str, Floats]]:
    for step in steps:
        if step.kind == "scaling":
            yield step.text, np.asarray(step.arrays[0], np.float64)
            continue
        line = line_of(step.text)
        if line is None:
            raise InputError(
                "has an activation before its first layer, or two after its last"
            )
        yield "Mul", np.array([line[1]])
        yield "Add", np.array([line[0]])
