"""A trainer whose evaluations can be interrupted."""

import numpy as np

from nnviz.data.dataset import Dataset
from nnviz.data.prepared import Part, PreparedData
from nnviz.session.config import RunConfig
from nnviz.session.history import Evaluation
from nnviz.session.interruption import CheckInterrupt
from nnviz.session.scores import Score, score
from nnviz.session.trainer import Trainer

_SLICE = 2048
"""Samples between two checks: one product of the evaluation, about 10 ms."""


class InterruptibleTrainer(Trainer):
    """Trains as any trainer, but looks up in evaluations: a window waits for it.

    Parameters
    ----------
    config, dataset, prepared
        As for any trainer.
    check_interrupt
        Called while the network is at rest in the middle of an evaluation; what it
        raises ends the evaluation and the call of ``run`` it belongs to.
    """

    def __init__(
        self,
        config: RunConfig,
        dataset: Dataset | None,
        check_interrupt: CheckInterrupt,
        prepared: PreparedData | None = None,
    ) -> None:
        super().__init__(config, dataset, prepared)
        self._check_interrupt = check_interrupt

    @np.errstate(all="ignore")
    def evaluate(self) -> Evaluation:
        """Score the network as it is now on each part that has samples."""
        train, held_out = self.data.train, (self.data.test, self.data.validation)
        largest = max(part.samples for part in (train, *held_out))
        if largest <= _SLICE or not self._averages:
            return super().evaluate()
        scores = [
            self._score_in_slices(part) if part.samples else None for part in held_out
        ]
        train_score = self._score_in_slices(train)
        return Evaluation(self.iteration, self.epoch, train_score, *scores)

    @property
    def _averages(self) -> bool:
        """Whether the score is an average over samples, which R2 is not."""
        return self.data.dataset.task != "regression"

    def _score_in_slices(self, part: Part) -> Score:
        dataset, cost, accuracy, penalty = self.data.dataset, 0.0, 0.0, 0.0
        # Each label is right or wrong by itself.
        answers = dataset.output_count if dataset.task == "labels" else 1
        first: tuple[int, ...] = ()
        for start in range(0, part.samples, _SLICE):
            rows = slice(start, start + _SLICE)
            one = score(
                self.network,
                self.loss,
                self.config.penalty,
                (part.inputs[rows], part.targets[rows]),
                task=dataset.task,
                middle=self.data.middle,
            )
            first, penalty = first or one.first, one.penalty
            cost += one.cost * one.samples
            accuracy += round((one.accuracy or 0.0) * one.samples * answers)
            self._check_interrupt()
        samples = part.samples
        accuracy /= samples * answers
        return Score(samples, cost / samples, accuracy, first=first, penalty=penalty)
