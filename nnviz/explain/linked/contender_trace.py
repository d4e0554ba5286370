"""One contender's iteration, as a cursor over all contenders finds it."""

from dataclasses import dataclass

from nnviz.core.trace import Trace
from nnviz.explain.route import Route
from nnviz.explain.routes import Routes
from nnviz.explain.structure import Structure
from nnviz.session.trainer import Trainer


@dataclass(frozen=True, slots=True, eq=False)
class ContenderTrace:
    """A contender's name, the trace of one iteration, and the way through it.

    ``per_epoch`` is how many iterations make an epoch. ``stopped`` tells that it goes
    no further: while the others go on this stays its last iteration.
    """

    name: str
    trace: Trace
    route: Route
    per_epoch: int = 1
    stopped: bool = False

    @property
    def structure(self) -> Structure:
        """The contender's network and how it is trained."""
        return self.route.structure


def side_of(
    name: str, trainer: Trainer, *, stopped: bool = False, routes: Routes | None = None
) -> ContenderTrace | None:
    """Look at the iteration a trainer has done last; None if it has done none.

    What is returned is a copy: the trainer may go on. ``routes`` keeps the way through
    it for the next look.
    """
    route = (routes or Routes()).of(trainer)
    if route is None:
        return None
    return ContenderTrace(
        name, trainer.trace(), route, trainer.order.per_epoch, stopped
    )
