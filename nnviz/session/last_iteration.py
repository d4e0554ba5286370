"""The iteration last done, while the workspace still holds it."""

from dataclasses import dataclass, replace

from nnviz.core.network import Network
from nnviz.core.program import Program
from nnviz.core.trace import Trace, frozen_copies, quantities_of
from nnviz.core.types import Floats
from nnviz.session.batches import BatchOrder
from nnviz.session.checkpoint import Checkpoint


@dataclass(frozen=True, slots=True, eq=False)
class LastIteration:
    """What a picture of an iteration needs besides the workspace.

    ``before`` is the run as it was before, ``rate`` the learning rate and ``program``
    the one that ran. ``after`` are the parameters it led to, if they have been edited
    since.
    """

    before: Checkpoint
    rate: float
    program: Program
    after: Floats | None = None

    def with_after(self, parameters: Floats) -> "LastIteration":
        """Return it safe from an edit of the parameters that comes next."""
        return (
            self if self.after is not None else replace(self, after=parameters.copy())
        )

    def picture(self, network: Network, order: BatchOrder) -> Trace:
        """Copy everything that is known of it."""
        before, layout = self.before, network.layout
        after = network.parameters if self.after is None else self.after
        return Trace(
            iteration=before.iteration + 1,
            epoch=before.iteration // order.per_epoch,
            rows=order.rows(before.iteration),
            learning_rate=self.rate,
            quantities=quantities_of(self.program.workspace, layout, before.parameters),
            after=frozen_copies(layout.named(after)),
            state_before=frozen_copies(before.state),
            settings=before.settings,
        )
