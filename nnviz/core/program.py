"""The program: the list of operations that *is* one training iteration."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from nnviz.core.errors import InputError, unknown_name
from nnviz.core.functions.loss import Loss
from nnviz.core.losses import LOSSES
from nnviz.core.mistakes import find_mistakes
from nnviz.core.network import Network
from nnviz.core.operation import Operation
from nnviz.core.optimizer import OptimizerState
from nnviz.core.optimizers import OPTIMIZERS
from nnviz.core.passes.backward_pass import backward_pass
from nnviz.core.passes.forward_pass import forward_pass
from nnviz.core.passes.loss_pass import loss_pass
from nnviz.core.passes.memory import Batch, IterationMemory
from nnviz.core.passes.update_pass import update_pass
from nnviz.core.penalty import Penalty
from nnviz.core.types import Floats, Indices


class Program:
    """One iteration of training, compiled for a network, loss, optimiser and batch.

    Training runs the operations' calls in their order and nothing else.

    Attributes
    ----------
    operations
        The operations of an iteration, in order; each knows its phase, layer and
        formula.
    workspace
        Every quantity of the iteration by name, as live views that the next iteration
        overwrites: ``inputs`` (N, I), ``targets`` (N, O), then the outputs of the
        operations.
    """

    def __init__(
        self,
        operations: Sequence[Operation],
        memory: IterationMemory,
        state: OptimizerState,
    ) -> None:
        self.operations = tuple(operations)
        self.state = state
        self._memory = memory
        self._calls = tuple(call for step in self.operations for call in step.calls)
        self.workspace: Mapping[str, Floats] = MappingProxyType(self._named())

    @property
    def batch_size(self) -> int:
        """The number of samples in a batch."""
        return self._memory.batch_size

    @property
    def cost(self) -> float:
        """The cost of the iteration last done, before its update."""
        return float(self._memory.cost)

    def load(self, samples: Batch, rows: Indices) -> None:
        """Copy these rows (N,) of the samples into the batch."""
        batch = self._memory.batch
        # With mode "clip" NumPy writes straight into ``out``, without a buffer.
        samples.inputs.take(rows, 0, batch.inputs, "clip")
        samples.targets.take(rows, 1, batch.targets, "clip")

    def _named(self) -> dict[str, Floats]:
        batch = self._memory.batch
        named = {"inputs": batch.inputs[:, :-1], "targets": batch.targets.T}
        for operation in self.operations:
            named.update(operation.outputs)
        return named

    def run(self) -> None:
        """Do one iteration on the batch that is loaded.

        ``state.learning_rate`` is 0 in a fresh program: set it first.
        """
        for call in self._calls:
            call()

    def train(
        self,
        samples: Batch,
        batches: Iterable[Indices],
        rates: Iterable[float],
        costs: Floats,
    ) -> None:
        """Run one iteration per batch, each with its learning rate.

        Parameters
        ----------
        samples
            The training set. Nothing is copied if the program was compiled on it
            (full batch).
        batches, rates
            The rows of each batch, (N,), and its learning rate.
        costs
            Receives the cost of each iteration, (number of batches,).
        """
        calls, cost, minus_rate = self._calls, self._memory.cost, self.state.minus_rate
        batch = self._memory.batch
        resident = batch is samples
        take_inputs, take_targets = samples.inputs.take, samples.targets.take
        inputs, targets = batch.inputs, batch.targets
        # What ``load`` and ``run`` do, with everything looked up once before the loop.
        for i, (rows, rate) in enumerate(zip(batches, rates, strict=True)):
            if not resident:
                take_inputs(rows, 0, inputs, "clip")
                take_targets(rows, 1, targets, "clip")
            minus_rate[...] = -rate
            for call in calls:
                call()
            costs[i] = cost


def compile_program(
    network: Network,
    loss: str | Loss,
    optimizer: str | OptimizerState = "sgd",
    *,
    batch: int | Batch = 32,
    penalty: Penalty | None = None,
    mistakes: Iterable[str] = (),
) -> Program:
    """Compile one iteration of training.

    Parameters
    ----------
    network
        The network to train; every iteration changes its parameters in place.
    loss
        A loss or its name in ``LOSSES``.
    optimizer
        A name in ``OPTIMIZERS``, or the state of one, so that programs for different
        batch sizes can share it.
    batch
        The number of samples, or a batch that is used in place.
    penalty
        L1 and L2 regularisation; none by default.
    mistakes
        Names in ``MISTAKES``: operations are done as published code gets them wrong.

    Raises
    ------
    InputError
        For unknown names, a loss that does not suit the output activation, or a mistake
        that does not suit the network.
    ValueError
        If the optimiser's state belongs to another network.
    """
    loss = find_loss(loss)
    loss.check(network.activations[-1], network.sizes[-1])
    state = _state(network, optimizer)
    if not isinstance(batch, Batch):
        if batch < 1:
            raise InputError(f"batch size {batch}: give at least 1 sample")
        batch = Batch.empty(batch, network.layout, network.precision)
    wrong = find_mistakes(mistakes)
    if not all(mistake.keeps_batch for mistake in wrong):
        # A full batch shares its memory with the data set, which must not be changed.
        batch = Batch(batch.inputs.copy(), batch.targets.copy())
    penalty = penalty or Penalty()
    memory = IterationMemory(network, batch)
    forward, softmax_memories = forward_pass(memory)
    operations = [
        *forward,
        *loss_pass(memory, loss, penalty, softmax_memories),
        *backward_pass(memory, loss, penalty, state),
        *update_pass(memory, state),
    ]
    for mistake in wrong:
        operations = mistake.put_into(operations, loss, memory, state)
    return Program(operations, memory, state)


def find_loss(loss: str | Loss) -> Loss:
    """Return the loss of that name; a loss is returned unchanged.

    Raises
    ------
    InputError
        For an unknown name.
    """
    if isinstance(loss, Loss):
        return loss
    if loss not in LOSSES:
        raise unknown_name("loss", loss, LOSSES)
    return LOSSES[loss]


def _state(network: Network, optimizer: str | OptimizerState) -> OptimizerState:
    if isinstance(optimizer, OptimizerState):
        if optimizer.parameters is not network.parameters:
            raise ValueError("this optimiser state belongs to another network")
        return optimizer
    if optimizer not in OPTIMIZERS:
        raise unknown_name("optimizer", optimizer, OPTIMIZERS)
    return OPTIMIZERS[optimizer].start(network.parameters)
