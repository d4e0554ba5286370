"""One iteration of several networks together: one product where each had its own.

All arrays lie as for a single network whose batch is as long as all batches together;
each network has columns of its own. Products are stacked, functions serve all
neighbours that share them, and nothing passes from one network to another.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

import numpy as np

from nnviz.core.backward_pass import delta_from_da, output_delta, shares, slopes
from nnviz.core.forward_pass import SoftmaxMemories, activate
from nnviz.core.loss import Loss
from nnviz.core.loss_pass import sample_losses
from nnviz.core.memory import Batch, IterationMemory
from nnviz.core.operation import Call, Operation
from nnviz.core.penalty import Penalty
from nnviz.core.stack import NetworkStack
from nnviz.core.types import Floats, Indices
from nnviz.core.update_pass import update_pass


class StackedProgram:
    """One iteration of all networks of a stack, each on a batch of its own.

    It does what ``compile_program`` compiles for each of them alone; their numbers
    agree to rounding.

    Parameters
    ----------
    stack
        Its parameters are changed in place by every iteration.
    loss, penalty
        Those of every member.
    batch_size
        The samples that each member sees in an iteration.
    """

    def __init__(
        self, stack: NetworkStack, loss: Loss, penalty: Penalty, batch_size: int
    ) -> None:
        self._stack = stack
        shape, count = stack.shape, len(stack.members)
        batch = Batch.empty(count * batch_size, shape.layout, shape.precision)
        self._memory = IterationMemory(shape, batch, count)
        self._costs: Floats = np.zeros(count, shape.precision)
        memories: SoftmaxMemories = {}
        self._calls: tuple[Call, ...] = (
            *self._forward(memories),
            *_calls(sample_losses(self._memory, loss, memories)),
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
        """Do one iteration per batch.

        Parameters
        ----------
        samples
            Where the rows are taken from.
        batches
            The rows of all members' batches, one after the other, (K * N,).
        rates
            Each member's learning rate, (K, 1).
        costs
            Receives each member's cost, (K,).
        """
        batch, calls, found = self._memory.batch, self._calls, self._costs
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

    def _apart(self, rows: Floats) -> Floats:
        """View (R, K * N) as a matrix for each member, (K, R, N)."""
        size = self._memory.batch_size
        return rows.reshape(len(rows), -1, size).transpose(1, 0, 2)

    def _alike(self, layer: int | None = None) -> Iterator[IterationMemory]:
        """Return what neighbours with the same functions have of the memory."""
        size = self._memory.batch_size
        for network, part in self._stack.alike(layer):
            columns = slice(part.start * size, part.stop * size)
            yield self._memory.of(network, columns)

    def _forward(self, memories: SoftmaxMemories) -> Iterator[Call]:
        m, stack = self._memory, self._stack
        blocks = stack.shape.layout.blocks(stack.parameters)
        for layer, block in zip(m.layers, blocks, strict=True):
            inputs, z = self._apart(m.inputs_of(layer)), self._apart(m.z.layer(layer))
            yield partial(np.matmul, block, inputs, z)
            for part in self._alike(layer):
                yield from _calls(activate(part, layer, memories))

    def _cost(self, penalty: Penalty) -> Iterator[Call]:
        m, stack = self._memory, self._stack
        losses = m.losses.reshape(-1, m.batch_size)
        average = np.full(m.batch_size, 1.0 / m.batch_size, losses.dtype)
        yield partial(np.vecdot, losses, average, self._costs)
        if penalty:
            values = np.zeros_like(self._costs)
            for place, parameters in enumerate(stack.parameters):
                out = values[place, ...]
                yield from penalty.value_calls(parameters, stack.shape.layout, out)
            yield partial(np.add, self._costs, values, self._costs)

    def _backward(self, loss: Loss) -> Iterator[Call]:
        m, stack = self._memory, self._stack
        for part in self._alike():
            yield from _calls(slopes(part, loss))
        yield from _calls(output_delta(m, loss))
        blocks = stack.shape.layout.blocks(stack.parameters)
        for layer in reversed(m.layers[:-1]):
            turned = blocks[layer].transpose(0, 2, 1)
            delta, da = m.deltas.layer(layer + 1), m.da.with_extra(layer)
            yield partial(np.matmul, turned, self._apart(delta), self._apart(da))
            yield from _calls(self._hidden_deltas(layer))
        yield from shares(m).calls

    def _hidden_deltas(self, layer: int) -> list[Operation]:
        """Lead dL/da through the functions: through slopes all in one call."""
        parts = list(self._alike(layer))
        if all(part.network.activations[layer - 1].elementwise for part in parts):
            parts = [self._memory]
        return [delta_from_da(part, layer) for part in parts]

    def _gradient(self, penalty: Penalty) -> Iterator[Call]:
        m, stack = self._memory, self._stack
        layout, gradient = stack.shape.layout, stack.gradient
        data = np.zeros_like(gradient) if penalty else gradient
        blocks = layout.blocks(data)
        for layer in reversed(m.layers):
            share = self._apart(m.shares.layer(layer))
            inputs = self._apart(m.inputs_of(layer)).transpose(0, 2, 1)
            yield partial(np.matmul, share, inputs, blocks[layer - 1])
        if penalty:
            slope = np.zeros_like(gradient)
            yield from penalty.slope_calls(stack.parameters, layout, slope)
            yield partial(np.add, data, slope, gradient)

    def _update(self) -> Iterator[Call]:
        for _, state in self._stack.states:
            yield from _calls(update_pass(self._memory, state))


def _calls(operations: Sequence[Operation]) -> Iterator[Call]:
    for operation in operations:
        yield from operation.calls
