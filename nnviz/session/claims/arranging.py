"""Brings the arrays of another program into the one form that nnviz has them in.

Weights are (O, I) and samples are rows; how the other program has them is recognised
from the shapes.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError
from nnviz.core.types import Floats
from nnviz.session.claims.given import Given
from nnviz.session.claims.optimizer_rules import OptimizerPast

Product = Literal["x @ W", "W @ x"]
Samples = Literal["rows", "columns"]


@dataclass(frozen=True, slots=True)
class Writing:
    """How a program writes its arrays.

    Attributes
    ----------
    product
        ``x @ W`` for weights (I, O), ``W @ x`` for weights (O, I).
    samples
        Whether samples are the rows or the columns of inputs and layers.
    targets
        Whether they are the rows or columns of the targets.
    """

    product: Product
    samples: Samples
    targets: Samples

    @property
    def says(self) -> str:
        """The manner in words."""
        shape = "(inputs, neurons)" if self.product == "x @ W" else "(neurons, inputs)"
        return f"weights are {shape} and samples are {self.samples}"


@dataclass(slots=True, eq=False)
class Claims:
    """An iteration of another program in nnviz's form.

    Attributes
    ----------
    number
        The iteration, from 1.
    manner
        How the program writes it.
    sizes
        Neurons per layer, the inputs first.
    weights, biases
        (O, I) and (O,) for each layer.
    inputs, targets
        (N, I), as recorded; and (N, O), or None if not recorded.
    cost, learning_rate
        None where not recorded.
    values
        What the program says, by nnviz's names: ``z1`` and ``a1`` and ``delta1``
        (N, O), ``dW1`` (O, I), ``db1`` (O,), and ``W1_after``, ``b1_after``.
    odd
        Names of values whose shape is not that of the right ones; they are as recorded.
    single
        Whether it computes in float32, or coarser.
    state
        What its optimiser had kept, as it was recorded: ``velocity/W1`` (O, I), ...
    past
        What is known of its optimiser, or None if nobody asks.
    """

    number: int
    manner: Writing
    sizes: tuple[int, ...]
    weights: list[Floats]
    biases: list[Floats]
    inputs: NDArray[Any]
    targets: Floats | None
    cost: float | None
    learning_rate: float | None
    values: dict[str, NDArray[Any]] = field(default_factory=dict)
    odd: set[str] = field(default_factory=set)
    single: bool = False
    state: dict[str, NDArray[Any]] = field(default_factory=dict)
    past: OptimizerPast | None = None

    @property
    def parameters(self) -> dict[str, Floats]:
        """Weights (O, I) and biases (O,) before the update: W1, b1, W2, ..."""
        found = {}
        for layer in self.layers:
            found[f"W{layer}"] = self.weights[layer - 1]
            found[f"b{layer}"] = self.biases[layer - 1]
        return found

    @property
    def not_finite(self) -> str:
        """The first quantity that has a NaN or an infinity; "" if none has."""
        cost = np.array(0.0 if self.cost is None else self.cost)
        named = {**self.parameters, **self.values, "cost": cost}
        return next((k for k, one in named.items() if not np.isfinite(one).all()), "")

    @property
    def samples(self) -> int:
        """How many samples the batch has."""
        return len(self.inputs)

    @property
    def layers(self) -> range:
        """The numbers of all layers after the inputs, from 1."""
        return range(1, len(self.sizes))


def manners(given: Given) -> list[tuple[Writing, tuple[int, ...]]]:
    """Return the manners in which the shapes chain, with the sizes of the layers.

    Raises
    ------
    InputError
        If there is none; the message names the array that does not fit.
    """
    _check_layers(given)
    found, broken = [], []
    # Weights of single neurons are vectors, or numbers: they have one way to be read.
    flat = all(one.ndim < 2 or one.size == 1 for one in given.weights.values())
    products: tuple[Product, ...] = ("x @ W",) if flat else ("W @ x", "x @ W")
    for product in products:
        try:
            sizes = _sizes(given, product)
        except InputError as error:
            broken.append(error)
            continue
        samples, why = _samples(given.inputs, sizes[0], "inputs")
        if not samples:
            broken.append(InputError(why))
        for way in samples:
            assert given.inputs is not None
            count = _count(given.inputs, way)
            targets, why = _target_ways(given.targets, count, sizes[-1], way)
            if not targets:
                broken.append(InputError(why))
            found += [(Writing(product, way, one), sizes) for one in targets]
    if not found:
        raise broken[-1]
    return found


def arrange(given: Given, manner: Writing, sizes: tuple[int, ...]) -> Claims:
    """Return an iteration in nnviz's form.

    Raises
    ------
    InputError
        If labels are out of range, or an array is not of any possible shape.
    """
    assert given.inputs is not None
    weights, biases = parameters_of(given, manner, sizes)
    inputs = given.inputs if given.inputs.ndim > 1 else given.inputs[:, None]
    inputs = inputs.T if manner.samples == "columns" else inputs
    claims = Claims(
        number=given.number,
        manner=manner,
        sizes=sizes,
        weights=weights,
        biases=biases,
        inputs=inputs,
        targets=_targets(given.targets, manner, len(inputs), sizes[-1]),
        cost=given.cost,
        learning_rate=given.learning_rate,
        single=_is_single(given),
    )
    _take_layers(claims, given)
    _take_parameters(claims, given)
    return claims


def parameters_of(
    given: Given, manner: Writing, sizes: tuple[int, ...]
) -> tuple[list[Floats], list[Floats]]:
    """Return the weights (O, I) and the biases (O,) of each layer, in float64."""
    turned, layers = manner.product == "x @ W", range(1, len(sizes))
    weights = [_matrix(given.weights[layer], turned) for layer in layers]
    biases: list[Floats] = [
        np.asarray(given.biases[layer], np.float64).reshape(-1)
        if layer in given.biases
        else np.zeros(sizes[layer])
        for layer in layers
    ]
    return weights, biases


def is_such(given: Given, manner: Writing, sizes: tuple[int, ...]) -> bool:
    """Tell whether an iteration is of a network with these layers, written so."""
    if set(given.weights) != set(range(1, len(sizes))):
        return False
    try:
        return _sizes(given, manner.product) == sizes
    except InputError:
        return False


def has_batch(given: Given, manner: Writing, sizes: tuple[int, ...]) -> bool:
    """Tell whether an iteration has a batch that lies as the program writes it."""
    if given.inputs is None or given.inputs.ndim not in (1, 2) or not given.inputs.size:
        return False
    ways, _ = _samples(given.inputs, sizes[0], "inputs")
    if manner.samples not in ways:
        return False
    count = _count(given.inputs, manner.samples)
    targets, _ = _target_ways(given.targets, count, sizes[-1], manner.samples)
    return bool(targets)


def _check_layers(given: Given) -> None:
    layers = range(1, len(given.weights) + 1)
    missing = [layer for layer in layers if layer not in given.weights]
    if missing:
        listed = ", ".join(f"W{layer}" for layer in sorted(given.weights))
        raise InputError(f"W{missing[0]} is missing: there are {listed}")
    if given.inputs is None:
        raise InputError("the inputs are missing: record them as inputs, or as X")
    for name, one in [(f"W{i}", given.weights[i]) for i in layers] + [
        ("inputs", given.inputs)
    ]:
        if one.ndim not in (1, 2) or not one.size:
            raise InputError(f"{name} has shape {one.shape}: it should be a matrix")


def _matrix(values: NDArray[Any], turned: bool) -> Floats:
    """Return weights as (O, I) float64; those of a single neuron may be (I,)."""
    matrix = np.asarray(values, np.float64)
    if matrix.ndim == 1:
        return matrix[None, :]
    return matrix.T if turned else matrix


def _sizes(given: Given, product: str) -> tuple[int, ...]:
    """Return the layers' sizes if weights are read so; raise if they do not chain."""
    sizes: list[int] = []
    for layer in range(1, len(given.weights) + 1):
        values = given.weights[layer]
        outputs, inputs = _matrix(values, product == "x @ W").shape
        if sizes and inputs != sizes[-1]:
            raise InputError(
                f"W{layer} has shape {values.shape}, which does not follow "
                f"W{layer - 1} of shape {given.weights[layer - 1].shape}: one of its "
                f"lengths should be the {sizes[-1]} neurons of layer {layer - 1}"
            )
        bias = given.biases.get(layer)
        if bias is not None and bias.size != outputs:
            raise InputError(
                f"b{layer} has shape {bias.shape}, but W{layer} of shape "
                f"{values.shape} makes {outputs} neurons"
            )
        sizes = [*(sizes or [inputs]), outputs]
    return tuple(sizes)


def _count(values: NDArray[Any], way: str) -> int:
    return int(values.shape[-1] if way == "columns" else values.shape[0])


def _samples(
    values: NDArray[Any] | None, width: int, name: str
) -> tuple[list[Samples], str]:
    """Return the ways in which samples of this width may lie, and why none does."""
    assert values is not None
    shape = values.shape if values.ndim > 1 else (len(values), 1)
    ways: list[Samples] = []
    if shape[1] == width:
        ways.append("rows")
    if shape[0] == width:
        ways.append("columns")
    why = (
        f"{name} have shape {values.shape}, but W1 takes {width} numbers: one of the "
        "two lengths should be that"
    )
    return ways, why


def _target_ways(
    targets: NDArray[Any] | None, count: int, outputs: int, samples: Samples
) -> tuple[list[Samples], str]:
    if targets is None or targets.ndim < 2 or targets.size == count:
        fits = targets is None or targets.size == count or targets.size == outputs
        size = 0 if targets is None else targets.size
        return ([samples] if fits else []), (
            f"targets have {size:,} numbers, but inputs have {count:,} samples"
        )
    ways: list[Samples] = []
    if targets.shape == (count, outputs):
        ways.append("rows")
    if targets.shape == (outputs, count):
        ways.append("columns")
    # Those of a square batch lie as its inputs do.
    if len(ways) == 2:
        ways = [samples]
    return ways, (
        f"targets have shape {targets.shape}, but there are {count:,} samples and "
        f"{outputs} outputs"
    )


def _targets(
    targets: NDArray[Any] | None, manner: Writing, count: int, outputs: int
) -> Floats | None:
    """Return targets as (N, O) float64, labels as one-hot rows."""
    if targets is None:
        return None
    if targets.ndim == 2 and targets.size == count * outputs:
        turned = manner.targets == "columns" and targets.shape[0] == outputs
        rows = targets.T if turned else targets
        return np.asarray(rows, np.float64).reshape(count, outputs)
    flat = targets.ravel()
    if (flat.size == count * outputs and outputs == 1) or count == 1 != outputs == (
        flat.size
    ):
        return np.asarray(flat, np.float64).reshape(count, outputs)
    labels = flat.astype(np.int64)
    if (labels != flat).any() or labels.min() < 0 or labels.max() >= outputs:
        raise InputError(
            f"targets are labels from {flat.min():g} to {flat.max():g}, but {outputs} "
            f"outputs stand for the classes 0 to {outputs - 1}"
        )
    one_hot: Floats = np.zeros((count, outputs))
    one_hot[np.arange(count), labels] = 1.0
    return one_hot


def _take_layers(claims: Claims, given: Given) -> None:
    for group, name in (("sums", "z"), ("activations", "a"), ("deltas", "delta")):
        for layer, values in getattr(given, group).items():
            if layer not in claims.layers:
                continue
            shape = (claims.samples, claims.sizes[layer])
            rows = values.T if claims.manner.samples == "columns" else values
            if values.ndim < 2 and values.size == shape[0] * shape[1]:
                rows = values.reshape(shape)
            elif rows.shape != shape and rows.T.shape == shape:
                rows = rows.T
            _keep(claims, f"{name}{layer}", rows, shape)


def _take_parameters(claims: Claims, given: Given) -> None:
    named = {
        **given.gradients,
        **{f"{name}_after": one for name, one in given.after.items()},
    }
    for name, values in named.items():
        rows, shape = _oriented(claims, name.removeprefix("d"), values)
        if shape:
            _keep(claims, name, rows, shape)
    for name, values in given.state.items():
        rows, shape = _oriented(claims, name.rpartition("/")[2], values)
        if name == "steps" or (shape and rows.shape == shape):
            claims.state[name] = np.asarray(rows, np.float64)


def _oriented(
    claims: Claims, name: str, values: NDArray[Any]
) -> tuple[NDArray[Any], tuple[int, ...]]:
    """Return what belongs to a parameter such as ``W1`` in its form, and its shape.

    The shape is () if there is no such layer.
    """
    layer = int("".join(c for c in name if c.isdigit()) or 0)
    if layer not in claims.layers:
        return values, ()
    outputs, inputs = claims.sizes[layer], claims.sizes[layer - 1]
    if name[0] == "b":
        if values.size == 1:
            # A single number is subtracted from every bias.
            values = np.full(outputs, values.ravel()[0])
        fits = values.size == outputs
        rows = values.reshape(outputs) if fits else values
        if not fits and values.ndim == 2 and claims.manner.samples == "columns":
            rows = values.T
        return rows, (outputs,)
    rows = values.T if claims.manner.product == "x @ W" else values
    if values.ndim < 2 and values.size == outputs * inputs:
        rows = values.reshape(outputs, inputs)
    return rows, (outputs, inputs)


def _keep(
    claims: Claims, name: str, values: NDArray[Any], shape: tuple[int, ...]
) -> None:
    claims.values[name] = np.asarray(values, np.float64)
    if values.shape != shape:
        claims.odd.add(name)


def _is_single(given: Given) -> bool:
    """Tell whether a program computes in float32; its numbers may come as float64."""
    for layer, values in given.weights.items():
        if values.dtype.itemsize < 8 and values.dtype.kind == "f":
            return True
        after = given.after.get(f"W{layer}")
        for one in (values, after, given.gradients.get(f"dW{layer}")):
            if one is not None and _looks_single(one):
                return True
    arrays = (*given.gradients.values(), *given.activations.values())
    return any(one.dtype.kind == "f" and one.dtype.itemsize < 8 for one in arrays)


def _looks_single(values: NDArray[Any]) -> bool:
    """Tell whether numbers with many digits are all exact in float32."""
    if values.dtype.kind != "f" or values.dtype.itemsize < 8:
        return values.dtype.kind == "f"
    with np.errstate(all="ignore"):
        finite = values[np.isfinite(values)]
        fractions = finite[finite * 256.0 != np.floor(finite * 256.0)][:64]
        single = fractions.astype(np.float32).astype(np.float64)
        return fractions.size > 0 and bool((single == fractions).all())


def hints(given: Given, manner: Writing) -> int:
    """Count what speaks for a manner: the shapes of biases, and what is usual."""
    count = 0
    for bias in given.biases.values():
        if bias.ndim == 2 and bias.size > 1:
            count += (bias.shape[1] == 1) == (manner.samples == "columns")
    return count
