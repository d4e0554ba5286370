"""One contender's iteration, as a cursor over all contenders finds it."""

from collections.abc import Callable
from dataclasses import dataclass

from nnviz.core.program import Program
from nnviz.core.trace import Trace
from nnviz.explain.route import Route, route_of
from nnviz.explain.structure import Structure, structure_of
from nnviz.session.trainer import Trainer


@dataclass(frozen=True, slots=True, eq=False)
class Side:
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


Way = Callable[[Trainer, Program], Route]
"""Returns the way through an iteration of a program of a trainer's."""


def way_of(trainer: Trainer, program: Program) -> Route:
    """Return the way through an iteration of one of a trainer's programs."""
    return route_of(program.operations, structure_of(trainer), program.batch_size)


def side_of(
    name: str, trainer: Trainer, *, stopped: bool = False, way: Way = way_of
) -> Side | None:
    """Look at the iteration a trainer has done last; None if it has done none.

    What is returned is a copy: the trainer may go on. ``way`` may know the way from
    an earlier look.
    """
    program = trainer.last_program
    if program is None:
        return None
    route = way(trainer, program)
    return Side(name, trainer.trace(), route, trainer.order.per_epoch, stopped)
