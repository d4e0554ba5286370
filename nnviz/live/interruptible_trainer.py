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
        """Score the network as it is now on the training and the test part."""
        train, test = self.data.train, self.data.test
        if max(train.samples, test.samples) <= _SLICE or not self._classifies:
            return super().evaluate()
        test_score = self._score_in_slices(test) if test.samples else None
        return Evaluation(
            self.iteration, self.epoch, self._score_in_slices(train), test_score
        )

    @property
    def _classifies(self) -> bool:
        """R2 is no average over samples, so only classification goes by slices."""
        return self.data.dataset.task == "classification"

    def _score_in_slices(self, part: Part) -> Score:
        cost = accuracy = penalty = 0.0
        first: tuple[int, ...] = ()
        for start in range(0, part.samples, _SLICE):
            rows = slice(start, start + _SLICE)
            one = score(
                self.network,
                self.loss,
                self.config.penalty,
                (part.inputs[rows], part.targets[rows]),
                classification=True,
            )
            first, penalty = first or one.first, one.penalty
            cost += one.cost * one.samples
            accuracy += round((one.accuracy or 0.0) * one.samples)
            self._check_interrupt()
        samples = part.samples
        accuracy /= samples
        return Score(samples, cost / samples, accuracy, first=first, penalty=penalty)
