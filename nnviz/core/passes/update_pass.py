"""The update pass: the optimiser's operations, then the change of the parameters."""

from functools import partial

import numpy as np

from nnviz.core.operation import Operation
from nnviz.core.optimizer import OptimizerState
from nnviz.core.passes.memory import IterationMemory


def update_pass(m: IterationMemory, state: OptimizerState) -> list[Operation]:
    """Return the operations that turn the gradient into an update and apply it."""
    layout = m.network.layout
    apply = partial(np.add, state.parameters, state.update, state.parameters)
    return [
        *state.operations,
        # Computes nothing: it shows the flat update as W1, b1, ...
        Operation(
            "update",
            0,
            layout.named(state.update, "update_"),
            r"\Delta W, \Delta b: \; \Delta\theta \; \mathrm{by\ layer}",
            (),
        ),
        Operation(
            "update",
            0,
            layout.named(state.parameters),
            r"\theta \leftarrow \theta + \Delta\theta",
            (apply,),
        ),
    ]
