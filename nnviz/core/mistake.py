"""A mistake: operations of the program, wrong in the way published code is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from nnviz.core.errors import InputError
from nnviz.core.functions.loss import Loss
from nnviz.core.network import Network, Shape
from nnviz.core.operation import Call, Operation
from nnviz.core.optimizer import OptimizerState
from nnviz.core.passes.memory import IterationMemory


class RuledOutError(InputError):
    """A mistake was chosen where it makes no difference or no sense.

    Attributes
    ----------
    mistake
        Its name.
    """

    def __init__(self, mistake: str, why: str) -> None:
        super().__init__(f"mistake '{mistake}' cannot be chosen here: {why}")
        self.mistake = mistake


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """The surroundings of a wrong operation: all arrays that its calls may use."""

    memory: IterationMemory
    state: OptimizerState
    right: Operation
    loss: Loss


@dataclass(frozen=True, slots=True)
class Wrong:
    """The formula and the calls of a wrong operation."""

    formula: str
    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A published mistake, as changed operations of the program.

    Attributes
    ----------
    name, title
        Its name in configurations, and in the window.
    found
        The kind of code in which it occurs.
    why
        Why it is wrong.
    fix
        The correct code.
    watch
        What to look for while it is on.
    unless
        Why it cannot be chosen where ``find`` finds nothing.
    find
        Returns a quantity of each operation that it changes, none where the mistake
        makes no difference or no sense.
    build
        Returns the wrong formula and calls of one of these operations; memory and
        outputs stay the same.
    least_batch
        The smallest batch on which it makes a difference.
    keeps_batch
        Whether it leaves the batch as it was loaded. If not, the program must work on a
        copy of the data.
    part_of
        The name of a mistake that contains this one, "" if none does.
    """

    name: str
    title: str
    found: str
    why: str
    fix: str
    watch: str
    unless: str
    find: Callable[[Shape, Loss], tuple[str, ...]]
    build: Callable[[Site], Wrong]
    least_batch: int = 1
    keeps_batch: bool = True
    part_of: str = ""

    def obstacle(self, network: Network, loss: Loss, batch_size: int) -> str | None:
        """Return why it cannot be chosen here, or None if it can."""
        if not self.find(network, loss):
            return self.unless
        if batch_size < self.least_batch:
            return (
                f"a batch of {batch_size} sample is its own average: choose a batch of "
                f"{self.least_batch} or more"
            )
        return None

    def check(self, network: Network, loss: Loss, batch_size: int) -> None:
        """Check that the mistake can be chosen here.

        Raises
        ------
        RuledOutError
            If it cannot; the message says why.
        """
        why = self.obstacle(network, loss, batch_size)
        if why is not None:
            raise RuledOutError(self.name, why)

    def put_into(
        self,
        operations: Sequence[Operation],
        loss: Loss,
        memory: IterationMemory,
        state: OptimizerState,
    ) -> list[Operation]:
        """Return the operations with those replaced that the mistake concerns.

        They may contain other mistakes already.

        Raises
        ------
        RuledOutError
            If the mistake makes no difference in any operation.
        """
        self.check(memory.network, loss, self.least_batch)
        changed = list(operations)
        for quantity in self.find(memory.network, loss):
            # With a penalty, the data's part of a gradient is a separate quantity,
            # computed before the sum that has the plain name: the mistake belongs
            # there.
            names = {quantity, f"{quantity}_data"}
            place = next(
                i for i, step in enumerate(operations) if names & set(step.produces)
            )
            right = changed[place]
            wrong = self.build(Site(memory, state, right, loss))
            changed[place] = replace(right, formula=wrong.formula, calls=wrong.calls)
        return changed
