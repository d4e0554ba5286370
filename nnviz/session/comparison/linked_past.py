"""The past of a comparison: any iteration of all its contenders, brought back."""

from collections.abc import Sequence

from nnviz.session.interruption import CheckInterrupt, no_interrupt
from nnviz.session.timeline.spacing import GAP_SECONDS
from nnviz.session.timeline.store import DEFAULT_BUDGET
from nnviz.session.timeline.timeline import Timeline
from nnviz.session.trainer import Trainer


class LinkedPast:
    """A timeline of each contender, all visited together.

    Whoever trains the contenders calls ``note`` whenever they rest between two blocks
    of iterations. An iteration that is brought back is done by the contender's own
    program; one that ``visit`` has returned before comes back to the last bit.

    Parameters
    ----------
    trainers
        The contenders' runs. What lies before their present cannot be brought back.
    budget
        Bytes for the parameters and optimiser states of all contenders together.
    spacing
        Iterations between two checkpoints; by the time they take if None.
    """

    def __init__(
        self,
        trainers: Sequence[Trainer],
        budget: int = DEFAULT_BUDGET,
        spacing: int | None = None,
    ) -> None:
        count = len(trainers)
        self._timelines = tuple(
            Timeline(trainer, budget // count, spacing, gap_seconds=GAP_SECONDS / count)
            for trainer in trainers
        )

    @property
    def nbytes(self) -> int:
        """The memory that checkpoints take."""
        return sum(timeline.nbytes for timeline in self._timelines)

    def note(self) -> None:
        """Leave a checkpoint of each contender that one is due of."""
        for timeline in self._timelines:
            timeline.note()

    def visit(
        self, iteration: int, check_interrupt: CheckInterrupt = no_interrupt
    ) -> tuple[Trainer, ...]:
        """Return every contender as it was with that iteration just done.

        Those are the contenders themselves where they rest there, or clones, only to
        look at until the next visit. One that had stopped before is at its last
        iteration. After iteration 0 there is no trace.

        Parameters
        ----------
        iteration
            Counted in iterations done; the nearest that can be brought back is taken.
        check_interrupt
            Called every few milliseconds; what it raises ends the visit.
        """
        return tuple(
            _at(timeline, iteration, check_interrupt) for timeline in self._timelines
        )


def _at(
    timeline: Timeline[Trainer], iteration: int, check_interrupt: CheckInterrupt
) -> Trainer:
    position = timeline.branches.nearest(iteration)
    if position == timeline.now:
        looked_into = timeline.keep_present()
        if looked_into or position.iteration == timeline.branches.first:
            return timeline.trainer
    return timeline.visit(position, check_interrupt)
