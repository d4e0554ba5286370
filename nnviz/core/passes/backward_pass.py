"""The backward pass: from the slope of the loss to every layer's delta.

Backpropagation as in Rumelhart, Hinton & Williams (1986), Nature 323, with
delta = dL/dz of one sample's loss.
"""

from collections.abc import Sequence
from functools import partial
from itertools import groupby

import numpy as np

from nnviz.core.functions.loss import JointForm, Loss
from nnviz.core.operation import Operation
from nnviz.core.optimizer import OptimizerState
from nnviz.core.passes.gradient_pass import gradient_operations
from nnviz.core.passes.memory import IterationMemory
from nnviz.core.penalty import Penalty


def backward_pass(
    m: IterationMemory, loss: Loss, penalty: Penalty, state: OptimizerState
) -> list[Operation]:
    """Return the operations that lead from the loss to every weight's gradient."""
    # All slopes come first, so that neighbouring layers can share one call.
    operations = slopes(m, [layer for layer in m.layers if needs_slope(m, loss, layer)])
    operations += output_delta(m, loss)
    for layer in reversed(m.layers[:-1]):
        operations += _hidden_delta(m, layer)
    return [*operations, _shares(m, loss), *gradient_operations(m, penalty, state)]


def _shares(m: IterationMemory, loss: Loss) -> Operation:
    """Divide every sample's dL/dz by the batch size: its share of the cost's slope.

    With class weights it is that times the weight of the sample's class.
    """
    # Averaging here, once, lets the gradients below be plain products.
    part = m.parts if loss.class_weights else m.constant(1.0 / m.batch_size)
    share = partial(np.multiply, m.deltas.all, part, m.shares.all)
    outputs = {f"share{layer}": m.shares.layer(layer).T for layer in m.layers}
    formula = r"\frac{\partial C}{\partial z} = "
    formula += r"\frac{w_n}{N} \delta" if loss.class_weights else r"\frac{1}{N} \delta"
    return Operation("backward", 0, outputs, formula, (share,))


def needs_slope(m: IterationMemory, loss: Loss, layer: int) -> bool:
    """Tell whether the backward pass uses f'(z) of a layer."""
    joint = layer == m.layers[-1] and isinstance(loss.form, JointForm)
    return m.network.activations[layer - 1].elementwise and not joint


def slopes(m: IterationMemory, layers: Sequence[int]) -> list[Operation]:
    """Return operations for f'(z) of these layers; neighbours of one f share a call."""
    # Layer minus index is constant along a run of consecutive layers: it keeps apart
    # layers of the same activation that are not neighbours in memory.
    runs = groupby(
        enumerate(layers),
        key=lambda place: (m.network.activations[place[1] - 1], place[1] - place[0]),
    )
    operations = []
    for (activation, _), group in runs:
        run = [layer for _, layer in group]
        span = run[0], run[-1]
        call = partial(
            activation.slope, m.z.span(*span), m.a.span(*span), m.slopes.span(*span)
        )
        outputs = {f"slope{layer}": m.slopes.layer(layer).T for layer in run}
        operations.append(
            Operation("backward", run[-1], outputs, activation.slope_formula, (call,))
        )
    return operations


def output_delta(m: IterationMemory, loss: Loss) -> list[Operation]:
    """Return the operations for dL/dz of the output layer.

    For a loss joined with its activation it is a - y (Bishop 2006, Pattern Recognition
    and Machine Learning, section 5.2), straight from a; else it is dL/da times f'(z).
    """
    last, form = m.layers[-1], loss.form
    if isinstance(form, JointForm):
        delta = m.deltas.layer(last)
        call = partial(np.subtract, m.a.layer(last), m.batch.targets, delta)
        outputs = {f"delta{last}": delta.T}
        return [Operation("backward", last, outputs, form.formula, (call,))]
    da = {f"da{last}": m.da.layer(last).T}
    slope = partial(form.slope, m.error, m.da.layer(last))
    return [
        Operation("backward", last, da, loss.slope_formula, (slope,)),
        delta_from_da(m, last),
    ]


def _hidden_delta(m: IterationMemory, layer: int) -> list[Operation]:
    # Multiplying by the whole block, biases included, is twice as fast because it is
    # contiguous; the product with the biases lands in the extra row, which is no
    # neuron and is never read.
    block = m.network.layout.blocks(m.network.parameters)[layer]
    back = partial(block.T.dot, m.deltas.layer(layer + 1), m.da.with_extra(layer))
    da = {f"da{layer}": m.da.layer(layer).T}
    formula = (
        rf"\frac{{\partial L}}{{\partial a^{{({layer})}}}} = "
        rf"W^{{({layer + 1})T}} \delta^{{({layer + 1})}}"
    )
    return [
        Operation("backward", layer, da, formula, (back,)),
        delta_from_da(m, layer),
    ]


def delta_from_da(m: IterationMemory, layer: int) -> Operation:
    """Return the operation that makes dL/dz from dL/da of a layer."""
    activation = m.network.activations[layer - 1]
    da, delta = m.da.layer(layer), m.deltas.layer(layer)
    if activation.jacobian_product is None:
        call = partial(np.multiply, da, m.slopes.layer(layer), delta)
        formula = r"\delta = \frac{\partial L}{\partial a} \, f'(z)"
    else:
        call = partial(activation.jacobian_product, m.a.layer(layer), da, delta)
        formula = (
            r"\delta_k = a_k (\frac{\partial L}{\partial a_k} "
            r"- \sum_j a_j \frac{\partial L}{\partial a_j})"
        )
    return Operation("backward", layer, {f"delta{layer}": delta.T}, formula, (call,))
