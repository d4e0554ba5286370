"""One iteration of several networks together: one stacked product instead of many.

Operations that all networks share are one call; activations that differ are called for
each network. No number passes from one network to another.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

import numpy as np

from nnviz.core.functions.loss import Loss
from nnviz.core.operation import Call, Operation
from nnviz.core.passes.backward_pass import (
    delta_from_da,
    needs_slope,
    output_delta,
    slopes,
)
from nnviz.core.passes.forward_pass import SoftmaxMemories, activate
from nnviz.core.passes.loss_pass import class_weights, sample_losses
from nnviz.core.passes.memory import Batch
from nnviz.core.passes.update_pass import update_pass
from nnviz.core.penalty import Penalty
from nnviz.core.stacked.stack import NetworkStack
from nnviz.core.stacked.stack_memory import StackMemory
from nnviz.core.types import Floats, Indices


class StackedProgram:
    """One iteration of all networks of a stack, each on a batch of its own.

    It computes what ``compile_program`` compiles for each network alone; the numbers
    agree to rounding.

    Parameters
    ----------
    stack
        The networks; every iteration changes their parameters in place.
    loss, penalty
        The loss and penalty that all members share.
    batch_size
        The number of samples that each member sees in an iteration.
    """

    def __init__(
        self, stack: NetworkStack, loss: Loss, penalty: Penalty, batch_size: int
    ) -> None:
        self._stack = stack
        self._memory = StackMemory(stack, batch_size)
        count, precision = len(stack.members), stack.shape.precision
        self._costs: Floats = np.zeros(count, precision)
        memories: SoftmaxMemories = {}
        self._calls: tuple[Call, ...] = (
            *self._forward(memories),
            *_calls(sample_losses(self._memory.joint, loss, memories)),
            *_calls(class_weights(self._memory.joint, loss)),
            *self._cost(penalty),
            *self._backward(loss),
            *self._gradient(penalty),
            *self._update(),
        )

    def train(
        self,
        samples: Batch,
        batches: Iterable[Indices],
        rates: Iterable[Floats],
        costs: Iterable[Floats],
    ) -> None:
        """Run one iteration per batch.

        Parameters
        ----------
        samples
            The training set, from which rows are taken.
        batches
            For each iteration, the rows of all members' batches, one after the other,
            (K * N,).
        rates
            For each iteration, the members' learning rates, (K, 1).
        costs
            For each iteration, receives the members' costs, (K,).
        """
        batch, calls, found = self._memory.joint.batch, self._calls, self._costs
        take_inputs, take_targets = samples.inputs.take, samples.targets.take
        inputs, targets = batch.inputs, batch.targets
        minus_rates = [(state.minus_rate, part) for part, state in self._stack.states]
        for rows, rate, out in zip(batches, rates, costs, strict=True):
            take_inputs(rows, 0, inputs, "clip")
            take_targets(rows, 1, targets, "clip")
            for minus_rate, part in minus_rates:
                np.negative(rate[part], minus_rate)
            for call in calls:
                call()
            out[...] = found

    def _forward(self, memories: SoftmaxMemories) -> Iterator[Call]:
        memory, stack = self._memory, self._stack
        blocks = stack.shape.layout.blocks(stack.parameters)
        for layer, block in enumerate(blocks, start=1):
            inputs, z = memory.inputs_of(layer), memory.apart("z", layer)
            yield partial(np.matmul, block, inputs, z)
            hidden = layer in memory.hidden
            for part in memory.parts if hidden else (memory.joint,):
                yield from _calls(activate(part, layer, memories))

    def _cost(self, penalty: Penalty) -> Iterator[Call]:
        m, stack = self._memory.joint, self._stack
        # The losses (1, K * N) become (K, N): one average for each network.
        losses = m.losses.reshape(-1, m.batch_size)
        parts = m.parts.reshape(losses.shape)
        yield partial(np.vecdot, losses, parts, self._costs)
        if penalty:
            values = np.zeros_like(self._costs)
            for place, parameters in enumerate(stack.parameters):
                out = values[place, ...]
                yield from penalty.value_calls(parameters, stack.shape.layout, out)
            yield partial(np.add, self._costs, values, self._costs)

    def _backward(self, loss: Loss) -> Iterator[Call]:
        memory, joint, stack = self._memory, self._memory.joint, self._stack
        last = joint.layers[-1]
        for part in memory.parts:
            layers = [
                layer for layer in memory.hidden if needs_slope(part, loss, layer)
            ]
            yield from _calls(slopes(part, layers))
        if needs_slope(joint, loss, last):
            yield from _calls(slopes(joint, [last]))
        yield from _calls(output_delta(joint, loss))
        blocks = stack.shape.layout.blocks(stack.parameters)
        for layer in reversed(memory.hidden):
            turned, delta = (
                blocks[layer].transpose(0, 2, 1),
                memory.apart("deltas", layer + 1),
            )
            # As for one network, the biases' products land in the unused extra row.
            yield partial(np.matmul, turned, delta, memory.apart("da", layer, extra=1))
            yield from self._hidden_delta(layer)
        share = joint.constant(1.0 / joint.batch_size)
        kinds = memory.everything("deltas"), memory.everything("shares")
        for deltas, shares in zip(*kinds, strict=True):
            if loss.class_weights:
                # The samples' parts, beside each other or a row for each network.
                apart = joint.parts.reshape(len(stack.members), 1, -1)
                share = joint.parts if deltas.ndim == 2 else apart
            yield partial(np.multiply, deltas, share, shares)

    def _hidden_delta(self, layer: int) -> Iterator[Call]:
        """Yield the calls from dL/da to dL/dz: one for all where slopes suffice."""
        memory = self._memory
        functions = [part.network.activations[layer - 1] for part in memory.parts]
        if all(function.elementwise for function in functions):
            rows = (memory.together(kind, layer) for kind in ("da", "slopes", "deltas"))
            yield partial(np.multiply, *rows)
        else:
            yield from _calls([delta_from_da(part, layer) for part in memory.parts])

    def _gradient(self, penalty: Penalty) -> Iterator[Call]:
        memory, stack = self._memory, self._stack
        layout, gradient = stack.shape.layout, stack.gradient
        data = np.zeros_like(gradient) if penalty else gradient
        blocks = layout.blocks(data)
        for layer in reversed(memory.joint.layers):
            share = memory.apart("shares", layer)
            inputs = memory.inputs_of(layer).transpose(0, 2, 1)
            yield partial(np.matmul, share, inputs, blocks[layer - 1])
        if penalty:
            slope = np.zeros_like(gradient)
            yield from penalty.slope_calls(stack.parameters, layout, slope)
            yield partial(np.add, data, slope, gradient)

    def _update(self) -> Iterator[Call]:
        for _, state in self._stack.states:
            yield from _calls(update_pass(self._memory.joint, state))


def _calls(operations: Sequence[Operation]) -> Iterator[Call]:
    for operation in operations:
        yield from operation.calls
