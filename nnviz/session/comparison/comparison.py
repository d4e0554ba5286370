"""Contenders trained in lock-step, from identical weights on identical batches."""

from collections.abc import Sequence

from nnviz.core.errors import InputError
from nnviz.data.dataset import Dataset
from nnviz.session.comparison.contender import Contender, shares_data
from nnviz.session.comparison.stacked_runs import StackedRuns, groups
from nnviz.session.trainer import Trainer


class Comparison:
    """The runs of all contenders, always at the same iteration.

    A contender that has stopped, because it diverged or reached its goal, stays where
    it is; the others go on. Small networks of equal shape are trained as one stack:
    each one's numbers agree with those of a run of its own to rounding.

    Parameters
    ----------
    contenders
        Who takes part.
    dataset
        The data, without derived inputs, where all share it; loaded otherwise.
    stacked
        Whether runs may be stacked; if not, each is a program of its own, bit for bit
        as if it were trained alone.

    Attributes
    ----------
    contenders, trainers
        Who takes part, and their runs in the same order.
    iteration
        How many iterations are done.
    """

    def __init__(
        self,
        contenders: Sequence[Contender],
        dataset: Dataset | None = None,
        *,
        stacked: bool = True,
    ) -> None:
        if not contenders:
            raise InputError("a comparison needs contenders: give at least one")
        self.contenders = tuple(contenders)
        self.trainers = tuple(_trainers(self.contenders, dataset))
        self.iteration = 0
        self._stacked = stacked
        self._runs: dict[tuple[Trainer, ...], StackedRuns] = {}

    @property
    def running(self) -> tuple[Trainer, ...]:
        """The runs that have not stopped."""
        return tuple(t for t in self.trainers if t.stopped is None)

    def step(self) -> None:
        """Do one iteration of every contender that has not stopped."""
        self.run(1)

    def run(self, iterations: int) -> None:
        """Do so many iterations of every contender that has not stopped."""
        end = self.iteration + iterations
        while self.iteration < end and (running := self.running):
            halt = min(trainer.next_halt for trainer in running)
            self._advance(running, max(1, min(end, halt) - self.iteration))
            self.iteration = max(trainer.iteration for trainer in self.trainers)

    def _advance(self, running: tuple[Trainer, ...], count: int) -> None:
        together = groups(running) if self._stacked else [(t,) for t in running]
        for group in together:
            if len(group) == 1:
                group[0].run(count)
            else:
                self._stack_of(group).run(count)

    def _stack_of(self, group: tuple[Trainer, ...]) -> StackedRuns:
        if group not in self._runs:
            self._runs = {
                k: v for k, v in self._runs.items() if not set(k) & set(group)
            }
            self._runs[group] = StackedRuns(group)
        return self._runs[group]


def _trainers(
    contenders: Sequence[Contender], dataset: Dataset | None
) -> list[Trainer]:
    """Build the runs; those with the same data share it."""
    if not shares_data(contenders):
        return [Trainer(contender.config) for contender in contenders]
    first = Trainer(contenders[0].config, dataset)
    found = [first]
    for contender in contenders[1:]:
        same = contender.config.precision == first.config.precision
        data = first.data if same else None
        found.append(Trainer(contender.config, dataset, data))
    return found
