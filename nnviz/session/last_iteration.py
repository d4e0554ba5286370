"""The iteration last done, while the workspace still holds it."""

from dataclasses import dataclass

from nnviz.core.network import Network
from nnviz.core.program import Program
from nnviz.core.trace import Trace, frozen_copies, quantities_of
from nnviz.session.batches import BatchOrder
from nnviz.session.checkpoint import Checkpoint


@dataclass(frozen=True, slots=True, eq=False)
class LastIteration:
    """What a picture of an iteration needs besides the workspace.

    ``before`` is the run as it was before, ``rate`` the learning rate and ``program``
    the one that ran.
    """

    before: Checkpoint
    rate: float
    program: Program

    def picture(self, network: Network, order: BatchOrder) -> Trace:
        """Copy everything that is known of it."""
        before, layout = self.before, network.layout
        return Trace(
            iteration=before.iteration + 1,
            epoch=before.iteration // order.per_epoch,
            rows=order.rows(before.iteration),
            learning_rate=self.rate,
            quantities=quantities_of(self.program.workspace, layout, before.parameters),
            after=frozen_copies(layout.named(network.parameters)),
            state_before=frozen_copies(before.state),
        )
