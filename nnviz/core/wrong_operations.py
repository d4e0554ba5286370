"""The wrong operations: which ones each mistake replaces, and with which NumPy calls.

For each mistake there is a function that finds the operations, by a quantity that each
computes, and one that builds the wrong formula and calls. Where other mistakes may be
made in the same operation, the wrong calls follow those there are.
"""

from collections.abc import Iterator
from functools import cache, partial
from itertools import islice

import numpy as np

from nnviz.core.functions.activation import Activation
from nnviz.core.functions.loss import JointForm, Loss
from nnviz.core.mistake import Site, Wrong
from nnviz.core.network import Shape
from nnviz.core.operation import Call


def layers_of_several(network: Shape, _loss: Loss) -> tuple[str, ...]:
    """Find the bias gradients of all layers with two neurons or more."""
    return tuple(f"db{i}" for i, size in enumerate(network.sizes) if i and size > 1)


def last_of_several(network: Shape, loss: Loss) -> tuple[str, ...]:
    """Find the bias gradient of the last layer with two neurons or more."""
    return layers_of_several(network, loss)[-1:]


def sum_over_everything(site: Site) -> Wrong:
    """Give every bias of a layer the sum of all its neurons' gradients."""
    layer = site.right.layer
    _weights, biases = site.right.outputs.values()
    total = site.memory.constant(0.0)
    return _besides(
        site,
        rf"\frac{{\partial C}}{{\partial b^{{({layer})}}_k}} = "
        rf"\frac{{1}}{{N}} \sum_n {site.loss.weight_tex}"
        rf"\sum_j \delta^{{({layer})}}_{{nj}}",
        partial(np.add.reduce, site.memory.shares.layer(layer), None, None, total),
        partial(np.copyto, biases, total),
    )


def _besides(site: Site, formula: str, *calls: Call) -> Wrong:
    """Return an operation whose calls are followed by wrong ones."""
    return Wrong(f"{site.right.formula}, \\; {formula}", (*site.right.calls, *calls))


def every_update(_network: Shape, _loss: Loss) -> tuple[str, ...]:
    """Find the operation that changes the parameters."""
    return ("W1",)


def forget_update(site: Site) -> Wrong:
    """Add the update to the parameters, but into an array that nobody reads."""
    state = site.state
    forgotten = np.empty_like(state.parameters)
    return Wrong(
        r"\theta' = \theta + \Delta\theta, \; \theta \leftarrow \theta",
        (partial(np.add, state.parameters, state.update, forgotten),),
    )


def every_share(_network: Shape, _loss: Loss) -> tuple[str, ...]:
    """Find the operation that divides by the number of samples."""
    return ("share1",)


def forget_average(site: Site) -> Wrong:
    """Sum the samples' gradients without dividing by their number."""
    m, weighted = site.memory, site.loss.class_weights
    call = partial(np.copyto, m.shares.all, m.deltas.all)
    if weighted:
        call = partial(np.multiply, m.deltas.all, m.class_weights, m.shares.all)
    return Wrong(
        rf"\frac{{\partial C}}{{\partial z}} = {site.loss.weight_tex}\delta", (call,)
    )


def last_softmax(network: Shape, _loss: Loss) -> tuple[str, ...]:
    """Find the shifted pre-activations of the last softmax layer."""
    names = [f.name for f in network.activations]
    layers = [i for i, name in enumerate(names, start=1) if name == "softmax"]
    return tuple(f"shifted{layer}" for layer in layers[-1:])


def forget_maximum(site: Site) -> Wrong:
    """Take the exponentials of z itself, without subtracting the maximum."""
    layer, (shifted,) = site.right.layer, site.right.outputs.values()
    z = site.memory.z.layer(layer)
    return Wrong(r"s_k = z_k", (partial(np.copyto, shifted, z.T),))


def first_slope(network: Shape, loss: Loss) -> tuple[str, ...]:
    """Find the first layer whose slope at a differs from its slope at z."""
    layers = (i for i, f in _multiplied(network, loss) if not _same_at_a(f))
    return tuple(f"slope{layer}" for layer in islice(layers, 1))


def slopes_that_matter(network: Shape, loss: Loss) -> tuple[str, ...]:
    """Find the deltas of all layers for which dL/da is multiplied by a slope."""
    layers = (i for i, f in _multiplied(network, loss) if not _is_one(f))
    return tuple(f"delta{layer}" for layer in layers)


def leave_slope_out(site: Site) -> Wrong:
    """Take dL/da for dL/dz."""
    layer, (delta,) = site.right.layer, site.right.outputs.values()
    da = site.memory.da.layer(layer)
    return Wrong(
        r"\delta = \frac{\partial L}{\partial a}", (partial(np.copyto, delta, da.T),)
    )


def _multiplied(network: Shape, loss: Loss) -> Iterator[tuple[int, Activation]]:
    """Yield the layers whose dL/da is multiplied by f'(z), with their f."""
    last = len(network.activations)
    for layer, f in enumerate(network.activations, start=1):
        joint = layer == last and isinstance(loss.form, JointForm)
        if f.elementwise and not joint:
            yield layer, f


_GRID = np.linspace(-4.0, 4.0, 161)
"""The z at which two functions are told apart."""


@cache
def _is_one(f: Activation) -> bool:
    """Tell whether f' is 1 everywhere."""
    a, slope = np.empty_like(_GRID), np.empty_like(_GRID)
    f.evaluate(_GRID, a)
    f.slope(_GRID, a, slope)
    return bool((slope == 1.0).all())


@cache
def _same_at_a(f: Activation) -> bool:
    """Tell whether f' is the same at a as at z, or is a surrogate, never judged."""
    if f.surrogate or f.name == "relu":
        # f'(relu(z)) is f'(z), so relu's mistake is a >= 0 instead; see below.
        return f.surrogate
    a, again, right, wrong = (np.empty_like(_GRID) for _ in range(4))
    f.evaluate(_GRID, a)
    f.slope(_GRID, a, right)
    f.evaluate(a, again)
    f.slope(a, again, wrong)
    return np.array_equal(right, wrong)


def slope_at_activation(site: Site) -> Wrong:
    """Take the slope at the neuron's output instead of at its input."""
    layers = [int(name.removeprefix("slope")) for name in site.right.outputs]
    span, m = (min(layers), max(layers)), site.memory
    f: Activation = m.network.activations[layers[0] - 1]
    a, slopes = m.a.span(*span), m.slopes.span(*span)
    if f.name == "relu":
        zero = np.zeros_like(a)
        formula = r"f'(a) = 1 \; \mathrm{if} \; a \geq 0, \; 0 \; \mathrm{otherwise}"
        return Wrong(formula, (partial(np.greater_equal, a, zero, slopes),))
    again = np.empty_like(a)
    return Wrong(
        f.slope_formula.replace("(z)", "(a)"),
        (partial(f.evaluate, a, again), partial(f.slope, a, again, slopes)),
    )


def square_layer(network: Shape, _loss: Loss) -> tuple[str, ...]:
    """Find dL/da of the last hidden layer whose weights to the next are square."""
    sizes = network.sizes
    layers = [i for i in range(1, len(sizes) - 1) if sizes[i] == sizes[i + 1] > 1]
    return tuple(f"da{layer}" for layer in layers[-1:])


def forget_transpose(site: Site) -> Wrong:
    """Multiply the deltas by the weights without transposing them."""
    m, layer = site.memory, site.right.layer
    weights = m.network.weights[layer]
    return Wrong(
        rf"\frac{{\partial L}}{{\partial a^{{({layer})}}}} = "
        rf"W^{{({layer + 1})}} \delta^{{({layer + 1})}}",
        (partial(weights.dot, m.deltas.layer(layer + 1), m.da.layer(layer)),),
    )


def as_large_as_its_inputs(network: Shape, _loss: Loss) -> tuple[str, ...]:
    """Find the weight gradient of the last layer as large as the one before it."""
    sizes = network.sizes
    layers = [i for i in range(1, len(sizes)) if sizes[i] == sizes[i - 1]]
    return tuple(f"dW{layer}" for layer in layers[-1:])


def multiply_by_outputs(site: Site) -> Wrong:
    """Multiply the deltas by the layer's own outputs instead of its inputs."""
    layer = site.right.layer
    weights, _biases = site.right.outputs.values()
    shares, a = site.memory.shares.layer(layer), site.memory.a.layer(layer)
    product = np.empty(weights.shape, weights.dtype)
    return _besides(
        site,
        rf"\frac{{\partial C}}{{\partial W^{{({layer})}}}} = "
        rf"\frac{{1}}{{N}} {site.loss.weight_tex}\delta^{{({layer})}} a^{{({layer})T}}",
        partial(shares.dot, a.T, product),
        partial(np.copyto, weights, product),
    )


def first_product(_network: Shape, _loss: Loss) -> tuple[str, ...]:
    """Find the operation that first reads the training data."""
    return ("z1",)


def overwrite_inputs(site: Site) -> Wrong:
    """Predict one sample, and leave its inputs in place of all the others."""
    inputs = site.memory.batch.inputs
    return Wrong(
        r"X \leftarrow x_1, \; z^{(1)} = W^{(1)} X + b^{(1)}",
        (partial(np.copyto, inputs[1:], inputs[:1]), *site.right.calls),
    )
