"""The results of the contenders of a comparison so far, for its verdict."""

import math
from collections.abc import Iterator, Sequence

import numpy as np

from nnviz.core.types import Floats
from nnviz.live.snapshot import Block, Lane, RunStart
from nnviz.session.comparison.collapse import agreement, collapse
from nnviz.session.comparison.frozen_layers import learning_of
from nnviz.session.comparison.seeds.cost_curve import CostCurve
from nnviz.session.comparison.seeds.outcome import Outcome
from nnviz.session.comparison.seeds.target import Target
from nnviz.session.history import Evaluation
from nnviz.session.scores import Score
from nnviz.views.comparison.verdict_words import Matrix, Note

_NO_CURVE = CostCurve(1, (), (), ())
_SAMPLES = 2048
"""The most samples on which one matrix is compared with all layers."""


class Outcomes:
    """Follows the evaluations, and sums up the current state of every contender.

    Attributes
    ----------
    target
        What an evaluation has to reach for the iterations to be counted.
    """

    def __init__(self, start: RunStart) -> None:
        self._start = start
        self.target = Target.of(start.wish.base, start.dataset.task)
        self._networks = tuple(lane.network.copy() for lane in start.lanes)
        self._initial = tuple(n.parameters.copy() for n in self._networks)
        self._reached: list[int | None] = [None] * len(start.contenders)

    def follow(self, block: Block) -> None:
        """Look whether anybody has reached the target."""
        for place, found in enumerate(block.evaluations):
            if self._reached[place] is None:
                met = (e.iteration for e in found if self.target.met(e))
                self._reached[place] = next(met, None)

    def outcomes(self, lanes: Sequence[Lane]) -> tuple[Outcome, ...]:
        """Sum up every contender that has been evaluated."""
        return tuple(
            self._outcome(place, one, one.evaluation)
            for place, one in enumerate(lanes)
            if one.evaluation is not None
        )

    def notes(self, lanes: Sequence[Lane]) -> tuple[Note, ...]:
        """Say what does not learn, and which network is one matrix."""
        return tuple(
            note
            for place, one in enumerate(lanes)
            for note in self._notes_on(place, one)
        )

    def _outcome(self, place: int, one: Lane, found: Evaluation) -> Outcome:
        contender, scored = self._start.contenders[place], found.judged
        reached = self._reached[place]
        return Outcome(
            contender=contender.name,
            seed=contender.config.seed,
            iterations=one.iteration,
            cost=_finite(found.train.cost),
            test_cost=_cost_on(found.test),
            accuracy=scored.accuracy,
            r2=_finite(scored.r2),
            validation_cost=_cost_on(found.validation),
            measured_on=found.judged_on,
            iterations_to_target=reached if (reached or 0) <= one.iteration else None,
            dead_share=0.0 if one.health is None else one.health.dead_share,
            saturated_share=0.0 if one.health is None else one.health.saturated_share,
            stop="" if one.stop is None else one.stop.reason,
            message="" if one.stop is None else one.stop.message,
            curve=_NO_CURVE,
        )

    @np.errstate(all="ignore")
    def _notes_on(self, place: int, one: Lane) -> Iterator[Note]:
        network, name = self._networks[place], self._start.contenders[place].name
        network.parameters[...] = one.parameters
        if one.health is not None:
            learning = learning_of(one.health, network, self._initial[place])
            if (words := learning.words()) is not None:
                yield Note(name, words)
        inputs = self._start.lanes[place].data.train.inputs[:_SAMPLES]
        matrix, found = collapse(network), agreement(network, inputs)
        if matrix is not None and found is not None and len(network.sizes) > 2:
            yield Note(
                name,
                f"all layers are linear, so together they are one matrix; "
                f"{found.words()}",
                self._matrix(place, matrix.weights, matrix.biases),
            )

    def _matrix(self, place: int, weights: Floats, biases: Floats) -> Matrix | None:
        """Return a matrix to be read, unless it is too large for that."""
        dataset = self._start.lanes[place].data.dataset
        if dataset.image_shape is not None:
            return None
        return Matrix(weights, biases, dataset.input_names, dataset.output_names)


def _cost_on(score: Score | None) -> float | None:
    return None if score is None else _finite(score.cost)


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
