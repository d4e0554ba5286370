"""The program: the list of operations that *is* one training iteration."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from nnviz.core.backward_pass import backward_pass
from nnviz.core.errors import InputError, unknown_name
from nnviz.core.forward_pass import forward_pass
from nnviz.core.loss import Loss
from nnviz.core.loss_pass import loss_pass
from nnviz.core.losses import LOSSES
from nnviz.core.memory import Batch, IterationMemory
from nnviz.core.mistake import Mistake
from nnviz.core.mistakes import MISTAKES
from nnviz.core.network import Network
from nnviz.core.operation import Operation
from nnviz.core.optimizer import OptimizerState
from nnviz.core.optimizers import OPTIMIZERS
from nnviz.core.penalty import Penalty
from nnviz.core.types import Floats, Indices
from nnviz.core.update_pass import update_pass


class Program:
    """One iteration of training, compiled for a network, loss, optimiser and batch.

    Training runs the operations' calls in their order and nothing else.

    Attributes
    ----------
    operations
        What an iteration does, in order; each knows its phase, layer and formula.
    workspace
        Every quantity of the iteration by name, as live views that the next iteration
        overwrites: the batch's inputs and targets, then what the operations make.
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
        """How many samples one iteration sees."""
        return self._memory.batch_size

    @property
    def cost(self) -> float:
        """The cost of the iteration last done, before its update."""
        return float(self._memory.cost)

    def load(self, samples: Batch, rows: Indices) -> None:
        """Copy these rows of the samples into the batch."""
        batch = self._memory.batch
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
        """Do one iteration per batch, each with its learning rate.

        ``costs`` (one per batch) receives the cost of each iteration. What is loaded
        is ``samples`` itself where the program was compiled on it (full batch).
        """
        calls, cost, minus_rate = self._calls, self._memory.cost, self.state.minus_rate
        batch = self._memory.batch
        resident = batch is samples
        take_inputs, take_targets = samples.inputs.take, samples.targets.take
        inputs, targets = batch.inputs, batch.targets
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
    mistake: str | None = None,
) -> Program:
    """Compile one iteration of training.

    Parameters
    ----------
    network
        Its parameters are changed in place by every iteration.
    loss
        A name in ``LOSSES`` or a loss.
    optimizer
        A name in ``OPTIMIZERS``, or the state of one, so that programs for different
        batch sizes can share it.
    batch
        The number of samples, or a batch that is used where it lies.
    penalty
        L1 and L2 regularisation; none by default.
    mistake
        A name in ``MISTAKES``: one operation is done as published code gets it wrong.

    Raises
    ------
    InputError
        For unknown names, and where the loss does not suit the output activation or
        the mistake does not suit the network.
    """
    loss = find_loss(loss)
    loss.check(network.activations[-1], network.sizes[-1])
    state = _state(network, optimizer)
    if not isinstance(batch, Batch):
        if batch < 1:
            raise InputError(f"batch size {batch}: give at least 1 sample")
        batch = Batch.empty(batch, network.layout, network.precision)
    if mistake is not None and not find_mistake(mistake).keeps_batch:
        # The samples of a full batch are the data themselves.
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
    if mistake is not None:
        operations = find_mistake(mistake).put_into(operations, loss, memory, state)
    return Program(operations, memory, state)


def find_loss(loss: str | Loss) -> Loss:
    """Return the loss of that name; a loss is returned as it is."""
    if isinstance(loss, Loss):
        return loss
    if loss not in LOSSES:
        raise unknown_name("loss", loss, LOSSES)
    return LOSSES[loss]


def find_mistake(name: str) -> Mistake:
    """Return the mistake of that name."""
    if name not in MISTAKES:
        raise unknown_name("mistake", name, MISTAKES)
    return MISTAKES[name]


def _state(network: Network, optimizer: str | OptimizerState) -> OptimizerState:
    if isinstance(optimizer, OptimizerState):
        if optimizer.parameters is not network.parameters:
            raise ValueError("this optimizer state belongs to another network")
        return optimizer
    if optimizer not in OPTIMIZERS:
        raise unknown_name("optimizer", optimizer, OPTIMIZERS)
    return OPTIMIZERS[optimizer].start(network.parameters)
