"""A comparison: contenders trained in lock-step, from the same weights and batches."""

from collections.abc import Sequence
from typing import Protocol

from nnviz.core.errors import InputError
from nnviz.data.dataset import Dataset
from nnviz.data.prepared import PreparedData
from nnviz.session.comparison.contender import Contender, shares_data
from nnviz.session.comparison.health_record import HealthRecord
from nnviz.session.comparison.stacked_runs import StackedRuns, groups
from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer


class BuildsTrainer(Protocol):
    """Builds a run from its settings, as ``Trainer`` itself does."""

    def __call__(
        self,
        config: RunConfig,
        dataset: Dataset | None = None,
        prepared: PreparedData | None = None,
    ) -> Trainer:
        """Build the run."""


class Comparison:
    """The runs of all contenders, always at the same iteration.

    A contender that has stopped, because it diverged or reached its goal, stays where
    it is while the others continue. Small networks of equal shape are trained as one
    stack: their numbers agree with those of separate runs to rounding.

    Parameters
    ----------
    contenders
        The contenders.
    dataset
        The data, without derived inputs, if all share them; loaded otherwise.
    stacked
        Whether runs may be stacked. If not, each has its own program, bit for bit as if
        it were trained alone.
    health
        Measures all contenders now, at every evaluation and when they stop; None to
        spend no time on it.
    trainer
        Builds the runs. If one raises while it evaluates, ``run`` ends there and
        nothing is lost: see ``finish_evaluations``.

    Attributes
    ----------
    contenders, trainers
        The contenders, and their runs in the same order.
    iteration
        The number of iterations done.
    health
        The ``health`` given.

    Raises
    ------
    InputError
        If there are no contenders, or their settings or data cannot be used.
    """

    def __init__(
        self,
        contenders: Sequence[Contender],
        dataset: Dataset | None = None,
        *,
        stacked: bool = True,
        health: HealthRecord | None = None,
        trainer: BuildsTrainer = Trainer,
    ) -> None:
        if not contenders:
            raise InputError("a comparison needs contenders: give at least one")
        self.contenders = tuple(contenders)
        self.trainers = tuple(_trainers(self.contenders, dataset, trainer))
        self.iteration = 0
        self.health = health
        self._stacked = stacked
        self._runs: dict[tuple[Trainer, ...], StackedRuns] = {}
        self._unevaluated: list[Trainer] = []
        self._measure_health()

    @property
    def running(self) -> tuple[Trainer, ...]:
        """The runs that have not stopped."""
        return tuple(t for t in self.trainers if t.stopped is None)

    def step(self) -> None:
        """Do one iteration of every contender that has not stopped."""
        self.run(1)

    def run(self, iterations: int) -> None:
        """Do this many iterations of every contender that has not stopped."""
        end = self.iteration + iterations
        self.finish_evaluations()
        while self.iteration < end and (running := self.running):
            # Nobody may pass another's evaluation, limit or block of costs.
            halt = min(trainer.next_halt for trainer in running)
            self._advance(running, max(1, min(end, halt) - self.iteration))
            self.iteration = max(trainer.iteration for trainer in self.trainers)
            # Listed before they are done, so that an interrupt does not lose them.
            self._unevaluated = list(running)
            self.finish_evaluations()

    def finish_evaluations(self) -> None:
        """Do the evaluations of this iteration that were interrupted, if any."""
        if self._unevaluated:
            while self._unevaluated:
                self._unevaluated[0].evaluate_if_due()
                del self._unevaluated[0]
            self._measure_health()

    def _measure_health(self) -> None:
        if self.health is not None:
            self.health.measure(self.trainers)

    def _advance(self, running: tuple[Trainer, ...], count: int) -> None:
        together = groups(running) if self._stacked else [(t,) for t in running]
        for group in together:
            if len(group) == 1:
                group[0].advance(count)
            else:
                self._stack_of(group).run(count)

    def _stack_of(self, group: tuple[Trainer, ...]) -> StackedRuns:
        # A contender that stops leaves its group: the stacks it was in are of no use.
        if group not in self._runs:
            self._runs = {
                k: v for k, v in self._runs.items() if not set(k) & set(group)
            }
            self._runs[group] = StackedRuns(group)
        return self._runs[group]


def _trainers(
    contenders: Sequence[Contender], dataset: Dataset | None, build: BuildsTrainer
) -> list[Trainer]:
    """Build the runs; those with the same data share it."""
    if not shares_data(contenders):
        return [build(contender.config) for contender in contenders]
    first = build(contenders[0].config, dataset)
    found = [first]
    for contender in contenders[1:]:
        same = contender.config.precision == first.config.precision
        data = first.data if same else None
        found.append(build(contender.config, dataset, data))
    return found
