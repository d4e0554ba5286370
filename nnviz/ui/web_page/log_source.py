"""What another program has recorded as a page: its weights, and nnviz's numbers."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nnviz.core.types import Floats
from nnviz.core.writing.number_text import significant
from nnviz.files.recorded_session import set_parameters
from nnviz.files.run_page.recording import (
    evenly_with,
    most_moments,
    rows_to_look_at,
)
from nnviz.files.run_page.story import Mark
from nnviz.live.recorded_moment import RecordedMoment, flat, flat_of
from nnviz.live.recorded_source import RecordedSource
from nnviz.session.claims.checkup import Checkup, Report
from nnviz.session.claims.claim_words import headline
from nnviz.session.comparison.seeds.cost_curve import MOST_POINTS, CostBand
from nnviz.session.trainer import Trainer
from nnviz.ui.web_page.drawn_lane import PageRun
from nnviz.ui.web_page.page_text import PageSource

_MOST_MARKS = 5
"""Iterations of those that are wrong that are each a place to jump to."""


def source_of_log(path: Path, samples: Sequence[int] = ()) -> PageSource:
    """Return what the page of a log, or of an iteration in an NPZ file, is made of.

    The weights are those that were recorded, each with which its iteration was
    computed; what the network makes of a sample is worked out with them.

    Raises
    ------
    InputError
        If it cannot be read, or there is nothing in it that can be shown.
    """
    source = RecordedSource(path)
    recording, numbers = source.recording, source.numbers
    report = Checkup(recording.numbers, recording.read, recording.said).run()
    shown = _Shown(source)
    rows = rows_to_look_at(shown.trainer, samples)
    marks = _marks(report)
    sizes = shown.trainer.network.sizes
    most = most_moments([sizes], len(rows))
    moments = evenly_with(numbers, most, [mark.iteration for mark in marks])
    named = "-".join(map(str, sizes))
    return PageSource(
        f"{path.name}: a {named} network",
        _story(shown.costs, numbers, report),
        (shown.run(),),
        tuple(moments),
        rows,
        len(numbers),
        marks,
        note="They were recorded by another program.",
    )


class _Shown:
    """Goes to recorded iterations."""

    def __init__(self, source: RecordedSource) -> None:
        self._source = source
        self.trainer = self._at(Trainer(source.config, source.dataset), len(source) - 1)
        self._clone = Trainer(source.config, source.dataset)
        self.costs = source.claimed_costs(0)

    def run(self) -> PageRun:
        numbers = np.array(self._source.numbers)
        costs = np.full(numbers[-1] + 1, np.nan)
        costs[numbers] = self.costs
        band = _band(numbers, self.costs)
        return PageRun(self.trainer, self._visit, "", costs, band, self._update)

    def _at(self, trainer: Trainer, place: int) -> Trainer:
        moment = self._source.moment(place)
        set_parameters(trainer.network, moment.weights, moment.biases)
        trainer.iteration = moment.number
        return trainer

    def _visit(self, number: int) -> Trainer:
        return self._at(self._clone, self._source.nearest(number))

    def _update(self, here: Trainer) -> Floats:
        """Return how an iteration changed the parameters, NaN where nobody knows."""
        source = self._source
        place = source.nearest(here.iteration)
        moment = source.moment(place)
        with np.errstate(all="ignore"):
            after = _after(moment)
            if after is None and source.numbers[place + 1 : place + 2] == [
                moment.number + 1
            ]:
                after = flat(source.moment(place + 1))
            before = flat(moment)
            unknown = np.full(before.shape, np.nan)
            return unknown if after is None else np.asarray(after - before, np.float64)


def _after(moment: RecordedMoment) -> Floats | None:
    """Return the parameters after an iteration, if it was recorded with them."""
    claims, blocks = moment.claims, []
    for layer, weights in enumerate(moment.weights, 1):
        found = (
            []
            if claims is None
            else [claims.values.get(f"{kind}{layer}_after") for kind in ("W", "b")]
        )
        if len(found) < 2 or found[0] is None or found[1] is None:
            return None
        if found[0].shape != weights.shape or len(found[1]) != len(weights):
            return None
        blocks.append((found[0], found[1]))
    return flat_of(blocks)


def _band(numbers: NDArray[np.int64], costs: Floats) -> CostBand:
    """Return the recorded costs as a curve of some hundred points."""
    known = np.isfinite(costs)
    x, y = numbers[known].astype(np.float64), costs[known]
    every = max(1, -(-len(x) // MOST_POINTS))
    starts = np.arange(0, len(x), every)
    if not len(starts):
        return CostBand((), (), (), ())
    counts = np.diff(np.append(starts, len(x)))
    mean, at = (np.add.reduceat(each, starts) / counts for each in (y, x))
    low, high = (f.reduceat(y, starts) for f in (np.minimum, np.maximum))
    return CostBand(*(tuple(each.tolist()) for each in (at, mean, low, high)))


def _marks(report: Report) -> tuple[Mark, ...]:
    """Return where something is wrong: of many iterations, the first and last."""
    verdict = report.verdict
    first = verdict.claims.number
    others = [number for number in report.wrong if number != first]
    said = headline(verdict)
    if len(others) <= _MOST_MARKS:
        marks = [Mark(number, "finding", "something is wrong") for number in others]
    else:
        said += f" Something is wrong in {len(others):,} other iterations, too."
        ends = {others[0]: "the first", others[-1]: "the last"}
        marks = [
            Mark(
                number, "finding", f"{which} of the others in which something is wrong"
            )
            for number, which in ends.items()
        ]
    if report.wrong:
        marks.append(Mark(first, "finding", said))
    if report.not_finite is not None:
        number, what = report.not_finite
        marks.append(Mark(number, "finding", f"the first that is not finite: {what}"))
    return tuple(sorted(marks, key=lambda mark: mark.iteration))


def _story(costs: Floats, numbers: Sequence[int], report: Report) -> str:
    """Say in a line what was recorded, and whether it is right."""
    known = costs[np.isfinite(costs)]
    many = f"{len(numbers):,} iterations of another program were recorded"
    if len(numbers) == 1:
        many = "An iteration of another program was recorded"
    went = ""
    if len(known) > 1:
        went = f"; its cost went from {significant(float(known[0]))} to "
        went += significant(float(known[-1]))
    number = report.verdict.claims.number
    return f"{many}{went}. Iteration {number:,}: {headline(report.verdict)}"
