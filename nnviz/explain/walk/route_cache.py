"""A cache of routes, because the same programs are run again and again."""

from weakref import WeakKeyDictionary

from nnviz.core.program import Program
from nnviz.explain.structure import structure_of
from nnviz.explain.walk.route import Route, route_of
from nnviz.session.trainer import Trainer


class RouteCache:
    """Computes the route through each program once, and drops it with the program."""

    def __init__(self) -> None:
        self._kept: WeakKeyDictionary[Program, Route] = WeakKeyDictionary()

    def of(self, trainer: Trainer) -> Route | None:
        """Return the route through a trainer's last iteration; None if it has none."""
        program = trainer.last_program
        return None if program is None else self.through(program, trainer)

    def through(self, program: Program, trainer: Trainer) -> Route:
        """Return the route through a program compiled for a trainer's network."""
        if program not in self._kept:
            structure, size = structure_of(trainer), program.batch_size
            self._kept[program] = route_of(program.operations, structure, size)
        return self._kept[program]
