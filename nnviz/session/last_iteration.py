"""The last iteration, while the workspace still holds its quantities."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from nnviz.core.network import Network
from nnviz.core.program import Program
from nnviz.core.trace import Trace, frozen_copies, quantities_of
from nnviz.core.types import Floats
from nnviz.session.batches import BatchOrder
from nnviz.session.checkpoint import PLATEAU, Checkpoint


@dataclass(frozen=True, slots=True, eq=False)
class LastIteration:
    """What a trace of an iteration needs besides the workspace.

    ``before`` is the state before it, ``rate`` the learning rate and ``program`` the
    one that ran. ``after`` are the parameters (P,) after its update, if the network's
    have been edited since.
    """

    before: Checkpoint
    rate: float
    program: Program
    after: Floats | None = None

    def with_after(self, parameters: Floats) -> "LastIteration":
        """Return it with a copy of the parameters (P,), before they are edited."""
        return (
            self if self.after is not None else replace(self, after=parameters.copy())
        )

    def picture(self, network: Network, order: BatchOrder) -> Trace:
        """Return a trace: a copy of everything that is known of it."""
        before, layout = self.before, network.layout
        after = network.parameters if self.after is None else self.after
        return Trace(
            iteration=before.iteration + 1,
            epoch=before.iteration // order.per_epoch,
            rows=order.rows(before.iteration),
            learning_rate=self.rate,
            quantities=quantities_of(self.program.workspace, layout, before.parameters),
            after=frozen_copies(layout.named(after)),
            state_before=frozen_copies(_of_optimizer(before.state)),
            settings=before.settings,
        )


def _of_optimizer(memory: Mapping[str, Floats]) -> Mapping[str, Floats]:
    """Return what the optimiser remembers, without what the schedule does."""
    return {name: memory[name] for name in memory if name != PLATEAU}
