"""From the deltas to the gradient of every weight and bias."""

from functools import partial

import numpy as np

from nnviz.core.operation import Operation
from nnviz.core.optimizer import OptimizerState
from nnviz.core.passes.memory import IterationMemory
from nnviz.core.penalty import Penalty
from nnviz.core.types import Floats


def gradient_operations(
    m: IterationMemory, penalty: Penalty, state: OptimizerState
) -> list[Operation]:
    """Return the operations that sum the samples' shares and add the penalty's part."""
    network = m.network
    target = np.zeros_like(state.gradient) if penalty else state.gradient
    blocks = network.layout.blocks(target)
    suffix = "_data" if penalty else ""
    operations = []
    for layer in reversed(m.layers):
        block, inputs = blocks[layer - 1], m.inputs_of(layer).T
        # (O, N) times (N, I + 1): the column of ones sums the biases' gradients.
        call = partial(m.shares.layer(layer).dot, inputs, block)
        outputs = {
            f"dW{layer}{suffix}": block[:, :-1],
            f"db{layer}{suffix}": block[:, -1],
        }
        formula = (
            rf"\frac{{\partial C}}{{\partial W^{{({layer})}}}} = "
            rf"\frac{{1}}{{N}} \delta^{{({layer})}} a^{{({layer - 1})T}}"
        )
        operations.append(Operation("backward", layer, outputs, formula, (call,)))
    if penalty:
        operations += _penalty_gradient(m, penalty, state, target)
    return operations


def _penalty_gradient(
    m: IterationMemory, penalty: Penalty, state: OptimizerState, data: Floats
) -> list[Operation]:
    slope = np.zeros_like(state.gradient)
    layout, parameters = m.network.layout, state.parameters
    return [
        Operation(
            "backward",
            0,
            {"penalty_gradient": slope},
            r"\frac{\partial R}{\partial w} = \lambda_1 \, \mathrm{sign}(w) "
            r"+ \lambda_2 w",
            penalty.slope_calls(parameters, layout, slope),
        ),
        Operation(
            "backward",
            0,
            layout.named(state.gradient, "d"),
            r"g = \frac{\partial C_{data}}{\partial \theta} + "
            r"\frac{\partial R}{\partial \theta}",
            (partial(np.add, data, slope, state.gradient),),
        ),
    ]
