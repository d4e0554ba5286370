"""A comparison that a cursor walks: who owns it answers wishes for iterations."""

from typing import Any

from PySide6.QtCore import QObject, Slot

from nnviz.explain.linked.contender_trace import ContenderTrace, side_of
from nnviz.session.comparison.linked_past import LinkedPast
from nnviz.ui.stepping.stepper import Stepper
from tests.explain.linked.contenders import comparison


class Owner(QObject):
    """Trains contenders on, or brings their past back, as the stepper wishes."""

    def __init__(
        self,
        setting: str,
        values: tuple[Any, ...],
        *,
        stays: bool = True,
        **settings: Any,
    ) -> None:
        super().__init__()
        self.comparison = comparison(setting, values, **settings)
        self.past = LinkedPast(self.comparison.trainers, spacing=7)
        self.stepper = Stepper(stays=stays)
        self.stepper.set_grain("neuron")
        self.stepper.iteration_wanted.connect(self.show_iteration)

    def train(self, iterations: int) -> None:
        self.comparison.run(iterations)
        self.past.note()
        self.show_iteration(self.comparison.iteration)

    @Slot(int)
    def show_iteration(self, iteration: int) -> None:
        while self.comparison.iteration < iteration:
            self.comparison.step()
            self.past.note()
        self.stepper.show_iteration(iteration, self.sides(iteration))

    def sides(self, iteration: int) -> tuple[ContenderTrace, ...]:
        trainers = self.past.visit(iteration)
        pairs = zip(self.comparison.contenders, trainers, strict=True)
        found = [side_of(c.name, t, stopped=t.iteration < iteration) for c, t in pairs]
        return tuple(side for side in found if side is not None)
