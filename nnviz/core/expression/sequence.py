"""Turns a tree into a sequence of NumPy calls that computes nothing twice."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnviz.core.expression.functions import OPERATIONS
from nnviz.core.expression.node import Node
from nnviz.core.types import Floats

_POWERS = {2.0: "square", 3.0: "cube", 0.5: "sqrt", -1.0: "reciprocal"}

Step = tuple[Callable[..., Any], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Sequence:
    """Calls in order; each takes values by their indices and appends its result.

    The first values are the ``inputs`` arrays of an evaluation, the variable first,
    then ``numbers``; ``result`` is the index of the value of the whole tree.
    """

    inputs: int
    numbers: tuple[float, ...]
    steps: tuple[Step, ...]
    result: int

    def run(self, out: Floats, *arrays: Floats) -> None:
        """Evaluate arrays of one shape into ``out`` of that shape, in any precision."""
        values: list[Any] = [*arrays, *self.numbers]
        with np.errstate(all="ignore"):
            for call, places in self.steps:
                values.append(call(*[values[place] for place in places]))
            np.copyto(out, values[self.result], casting="same_kind")


def sequence_of(tree: Node, known: Node | None = None) -> Sequence:
    """Turn a tree into a sequence.

    Parameters
    ----------
    tree
        A tree that ``stable`` or ``derivative`` returned.
    known
        A tree whose value is already known: the sequence takes it as a second array.
    """
    return _Writer(known).write(tree)


class _Writer:
    """Gives every value an index; equal subtrees share one."""

    def __init__(self, known: Node | None) -> None:
        self._known = known
        self._inputs = 1 if known is None else 2
        self._places: dict[tuple[Any, ...], int] = {}
        self._numbers: list[float] = []
        self._steps: list[tuple[str, tuple[int, ...]]] = []

    def write(self, tree: Node) -> Sequence:
        result = self._place(tree)
        # Results of steps come after the numbers, whose count was not known before:
        # steps were numbered -1, -2, ... and get their final indices here.
        first = self._inputs + len(self._numbers)
        steps = tuple(
            (_call(kind), tuple(_final(place, first) for place in places))
            for kind, places in self._steps
        )
        return Sequence(
            self._inputs, tuple(self._numbers), steps, _final(result, first)
        )

    def _place(self, node: Node) -> int:
        if node.kind == "x":
            return 0
        if node == self._known:
            return 1
        if node.is_number:
            key: tuple[Any, ...] = ("number", node.value)
            if key not in self._places:
                self._places[key] = self._inputs + len(self._numbers)
                self._numbers.append(node.value)
            return self._places[key]
        kind, args = _cheaper(node)
        key = (kind, tuple(self._place(arg) for arg in args))
        if key not in self._places:
            self._steps.append(key)
            self._places[key] = -len(self._steps)
        return self._places[key]


def _cheaper(node: Node) -> tuple[str, tuple[Node, ...]]:
    """Return the cheapest equivalent call: a square is faster than a power."""
    if node.kind == "^" and node.args[1].is_number:
        kind = _POWERS.get(node.args[1].value)
        if kind is not None:
            return kind, node.args[:1]
    return node.kind, node.args


def _final(place: int, first: int) -> int:
    return place if place >= 0 else first - place - 1


def _call(kind: str) -> Callable[..., Any]:
    return OPERATIONS[kind]
