"""Finds the layers in arrays of any names: their order, orientation and biases.

What the names and shapes do not settle is asked, never guessed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError
from nnviz.models.plain import PlainLayer

Arrays = Mapping[str, NDArray[Any]]

ORIENTATIONS = ("rows", "columns")
"""A neuron's weights are a row of its matrix (``W @ x``), or a column (``x @ W``)."""

_WEIGHTS = frozenset(
    ("weight", "weights", "kernel", "w", "coef", "coefs", "matrix", "theta")
)
_BIASES = frozenset(("bias", "biases", "b", "intercept", "intercepts"))

_LOOPS = re.compile(r"(weight|bias)_(hh|ih)_l\d|recurrent|\b(lstm|gru|rnn)\b", re.I)
_NORMS = re.compile(r"running_(mean|var)|moving_|num_batches_tracked|\bgamma\b", re.I)

_MOST_TRIED = 20_000
"""How many beginnings of an order are tried, where names do not tell it."""


@dataclass(frozen=True, slots=True)
class ModelChoices:
    """What the user says of a file that does not say it itself.

    Attributes
    ----------
    activations
        One for each layer, the output layer included; () if not said.
    orientation
        One of `ORIENTATIONS`, or "".
    order
        The names of the matrices, in the order of the layers; () if not said.
    """

    activations: tuple[str, ...] = ()
    orientation: str = ""
    order: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LayerArrays:
    """The names of a layer's arrays, and how its matrix lies."""

    weights: str
    biases: str | None
    across: bool


@dataclass(frozen=True, slots=True)
class ModelProposal:
    """The layers that a file seems to have, and what must be asked of them.

    ``asked`` has names of fields of `ModelChoices`; of those the proposal is but one
    possibility.
    """

    layers: tuple[LayerArrays, ...]
    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    asked: tuple[str, ...]


class ModelQuestionError(InputError):
    """Something about a file must be said by the user before it can be opened."""

    def __init__(self, message: str, proposal: ModelProposal) -> None:
        super().__init__(message)
        self.proposal = proposal


def layers_of(
    arrays: Arrays, choices: ModelChoices, orientation: str = ""
) -> list[PlainLayer]:
    """Return the layers that are in arrays.

    Parameters
    ----------
    arrays
        By their names, in the order of the file.
    choices
        What the user says.
    orientation
        That of the file's format, if it has one.

    Raises
    ------
    ModelQuestionError
        If something is not known.
    InputError
        If they are not the layers of a network that can be opened.
    """
    known = replace(choices, orientation=choices.orientation or orientation)
    proposal = propose(arrays, known)
    if proposal.asked:
        raise ModelQuestionError(_question(proposal), proposal)
    layers = []
    for names, activation in zip(proposal.layers, proposal.activations, strict=True):
        weights = arrays[names.weights]
        count = weights.shape[1 if names.across else 0]
        biases = (
            np.zeros(count, weights.dtype)
            if names.biases is None
            else arrays[names.biases].reshape(-1)
        )
        layers.append(PlainLayer(weights, biases, activation, names.across))
    return layers


def propose(arrays: Arrays, choices: ModelChoices) -> ModelProposal:
    """Work out which layers arrays seem to be; see `layers_of`.

    Raises
    ------
    InputError
        If they cannot be the layers of a network.
    """
    matrices = _matrices(arrays, choices.order)
    paired = _paired(arrays, matrices, strict=not choices.order)
    across = [way == "columns" for way in ORIENTATIONS]
    if choices.orientation:
        across = [choices.orientation == "columns"]
    found = _chains(arrays, paired, across, known_order=bool(choices.order))
    if not found:
        raise InputError(_no_chain(arrays, paired))
    first = found[0]
    asked = []
    if any([one.weights for one in other] != _names(first) for other in found):
        asked.append("order")
    if any(other[0].across != first[0].across for other in found):
        asked.append("orientation")
    sizes = _sizes(arrays, first)
    activations = choices.activations
    if activations and len(activations) != len(first):
        raise InputError(
            f"{len(activations)} activations for {len(first)} layers "
            f"({'-'.join(map(str, sizes))}): give one for each layer, that of the "
            "outputs last"
        )
    if not activations:
        asked.append("activations")
        last = "softmax" if sizes[-1] > 1 else "linear"
        activations = ("relu",) * (len(first) - 1) + (last,)
    return ModelProposal(first, sizes, activations, tuple(asked))


def _names(layers: Sequence[LayerArrays]) -> list[str]:
    return [one.weights for one in layers]


def _question(proposal: ModelProposal) -> str:
    """Ask for what is not known, with what it could be."""
    sizes = "-".join(map(str, proposal.sizes))
    asked = {
        "activations": (
            f"which activations do the layers {sizes} have? Say --activations "
            f"{','.join(proposal.activations)}, for example"
        ),
        "orientation": (
            "are the weights of a neuron a row (W @ x) or a column (x @ W) of its "
            "matrix? Both fit: say --orientation rows or --orientation columns"
        ),
        "order": (
            "which matrix comes first? Several orders fit: say --order "
            f"{','.join(_names(proposal.layers))}, for example"
        ),
    }
    return "; ".join(asked[name] for name in proposal.asked)


def _matrices(arrays: Arrays, order: Sequence[str]) -> list[str]:
    """Return the names of the matrices; raise InputError for what is no dense layer."""
    for name in order:
        if name not in arrays or arrays[name].ndim != 2:
            raise InputError(f"--order: there is no matrix '{name}' in the file")
    if order:
        return list(order)
    for name, values in arrays.items():
        _check_dense(name, values)
    found = [
        name
        for name, values in arrays.items()
        if values.ndim == 2 and not _is_bias(name, values)
    ]
    if not found:
        raise InputError("it has no matrix of weights: a dense layer has one")
    return found


def _check_dense(name: str, values: NDArray[Any]) -> None:
    if values.ndim > 2:
        raise InputError(
            f"'{name}' has the shape {values.shape}, as convolutions and attention "
            "have: only dense layers can be opened"
        )
    if _LOOPS.search(name):
        raise InputError(f"'{name}' is part of a loop: only dense layers can be opened")
    if _NORMS.search(name):
        raise InputError(
            f"'{name}' is part of a normalisation: only dense layers can be opened"
        )


def _parts(name: str) -> list[str]:
    return re.findall(r"[a-z]+|\d+", re.sub(r":\d+$", "", name).lower())


def _is_bias(name: str, values: NDArray[Any]) -> bool:
    words = set(_parts(name))
    named = bool(words & _BIASES) and not words & _WEIGHTS
    return values.ndim == 1 or (values.ndim == 2 and 1 in values.shape and named)


def _stem(name: str) -> tuple[str | int, ...]:
    """Return a name without the word for weights or biases: ``fc1.`` as (fc, 1)."""
    kept = [word for word in _parts(name) if word not in _WEIGHTS | _BIASES]
    return tuple(int(word) if word.isdigit() else word for word in kept)


def _natural(name: str) -> tuple[tuple[bool, int, str], ...]:
    """Sort ``dense`` before ``dense_1``, and 2 before 10."""
    return tuple(
        (isinstance(part, str), part if isinstance(part, int) else 0, str(part))
        for part in _stem(name)
    )


def _paired(
    arrays: Arrays, matrices: Sequence[str], *, strict: bool
) -> dict[str, str | None]:
    """Return the biases of each matrix, or None.

    If ``strict``, a vector that belongs to no matrix is refused.
    """
    vectors = [name for name, one in arrays.items() if _is_bias(name, one)]
    by_stem = {_stem(name): name for name in vectors}
    paired = {name: by_stem.get(_stem(name)) for name in matrices}
    left = [name for name in vectors if name not in paired.values()]
    if not strict or not left:
        return paired
    named_weights = [name for name in left if set(_parts(name)) & _WEIGHTS]
    if len(vectors) == len(matrices) and not named_weights:
        ordered = sorted(matrices, key=_natural), sorted(vectors, key=_natural)
        return dict(zip(*ordered, strict=True))
    name = (named_weights or left)[0]
    raise InputError(
        f"'{name}' belongs to no matrix of weights: only dense layers can be opened "
        "(to use some arrays alone, name their matrices with --order)"
    )


def _chains(
    arrays: Arrays,
    paired: Mapping[str, str | None],
    across: Sequence[bool],
    *,
    known_order: bool,
) -> list[tuple[LayerArrays, ...]]:
    """Return the ways in which matrices follow each other, those of one order first."""
    names = list(paired) if known_order else sorted(paired, key=_natural)
    options = [
        [LayerArrays(name, paired[name], way) for name in names] for way in across
    ]
    options = [
        layers for layers in options if all(_suits(arrays, one) for one in layers)
    ]
    straight = [tuple(layers) for layers in options if _is_chain(arrays, layers)]
    if known_order or (straight and _are_numbered(names)):
        return straight
    found = []
    for layers in options:
        found += list(_orders(arrays, layers))
    return found


def _are_numbered(names: Sequence[str]) -> bool:
    """Tell whether names differ in numbers alone, which then are their order."""
    words = {
        tuple(part for part in _stem(name) if isinstance(part, str)) for name in names
    }
    return len(words) == 1 and len({_stem(name) for name in names}) == len(names)


def _shape(arrays: Arrays, layer: LayerArrays) -> tuple[int, int]:
    """Return the inputs and outputs of a layer."""
    rows, columns = arrays[layer.weights].shape
    return (rows, columns) if layer.across else (columns, rows)


def _suits(arrays: Arrays, layer: LayerArrays) -> bool:
    """Tell whether the biases of a layer are as many as its neurons."""
    if layer.biases is None:
        return True
    return arrays[layer.biases].size == _shape(arrays, layer)[1]


def _is_chain(arrays: Arrays, layers: Sequence[LayerArrays]) -> bool:
    shapes = [_shape(arrays, layer) for layer in layers]
    return all(first[1] == second[0] for first, second in pairwise(shapes))


def _orders(
    arrays: Arrays, layers: Sequence[LayerArrays]
) -> Iterator[tuple[LayerArrays, ...]]:
    """Yield at most two orders in which each layer fits the one before."""
    stack: list[tuple[int, ...]] = [(k,) for k in reversed(range(len(layers)))]
    shapes = [_shape(arrays, layer) for layer in layers]
    found = 0
    for _ in range(_MOST_TRIED):
        if not stack or found == 2:
            return
        order = stack.pop()
        if len(order) == len(layers):
            found += 1
            yield tuple(layers[k] for k in order)
            continue
        stack += [
            (*order, k)
            for k in reversed(range(len(layers)))
            if k not in order and shapes[k][0] == shapes[order[-1]][1]
        ]


def _sizes(arrays: Arrays, layers: Sequence[LayerArrays]) -> tuple[int, ...]:
    shapes = [_shape(arrays, layer) for layer in layers]
    return (shapes[0][0], *(outputs for _, outputs in shapes))


def _no_chain(arrays: Arrays, paired: Mapping[str, str | None]) -> str:
    listed = ", ".join(f"'{name}' {arrays[name].shape}" for name in list(paired)[:6])
    return (
        f"its matrices do not follow each other: {listed}: each layer needs as many "
        "inputs as the one before has neurons, and as many biases as neurons"
    )
