"""One contender's iteration, as the linked cursor walks over it."""

from dataclasses import dataclass

from nnviz.core.trace import Trace
from nnviz.explain.structure import Structure
from nnviz.explain.walk.route import Route
from nnviz.explain.walk.route_cache import RouteCache
from nnviz.session.trainer import Trainer


@dataclass(frozen=True, slots=True, eq=False)
class ContenderTrace:
    """A contender's name, the trace of an iteration, and the route through it.

    ``per_epoch`` is the number of iterations in an epoch. ``stopped`` tells that the
    contender has stopped: this remains its last iteration while the others continue.
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
    name: str,
    trainer: Trainer,
    *,
    stopped: bool = False,
    routes: RouteCache | None = None,
) -> ContenderTrace | None:
    """Return the last iteration of a trainer; None if it has done none.

    It is a copy, so the trainer may continue. ``routes`` caches the route through it.
    """
    route = (routes or RouteCache()).of(trainer)
    if route is None:
        return None
    return ContenderTrace(
        name, trainer.trace(), route, trainer.order.per_epoch, stopped
    )
