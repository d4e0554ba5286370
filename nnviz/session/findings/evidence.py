"""What is measured of a run before anything is said about it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nnviz.core.types import Floats
from nnviz.session.engine import Engine
from nnviz.session.findings.dating import beginning_of, since
from nnviz.session.health.layer_health import LayerHealth, NetworkHealth
from nnviz.session.health.measure import health_of, norm
from nnviz.session.history import Evaluation
from nnviz.session.interruption import CheckInterrupt, no_interrupt
from nnviz.session.scores import Score, class_scores_of, classes_of, score
from nnviz.session.settings.defaults import default_epochs
from nnviz.session.trainer import Trainer

SAMPLES = 1024
"""The most samples on which layers are measured."""
_GLANCE = 256
"""The most samples on which they are measured at a moment of the past."""
_MOST_SECONDS = 20.0
"""A run that took longer is not trained again to date what was found."""
_USUAL_ITERATIONS = 1000
"""So many iterations at least are waited for, where a run has not ended."""
_TRIED = 100
"""The iterations for which another batch size is tried."""
_TRIED_SAMPLES = 100_000
"""The most samples for which it is tried."""
_LEARNED = 0.2
"""The share of the way from the baseline to perfect that counts as having learned."""


@dataclass(frozen=True)
class Evidence:
    """A run at its present moment, and its beginning."""

    trainer: Trainer
    dated: bool = True
    """Whether to find out since when something is so."""
    trains_on: bool = False
    """Whether the run goes on meanwhile, so that nothing may take long."""
    check_interrupt: CheckInterrupt = no_interrupt

    @cached_property
    def first(self) -> Engine:
        """The run before its first iteration."""
        return beginning_of(self.trainer)

    @cached_property
    def health(self) -> NetworkHealth:
        """All layers now."""
        return health_of(self.trainer, SAMPLES)

    @cached_property
    def health_at_first(self) -> NetworkHealth:
        """All layers with the initial weights."""
        return health_of(self.first, SAMPLES)

    @cached_property
    def gradient_left(self) -> float:
        """The length of the gradient now, as a share of that of the initial weights."""
        now, first = (
            np.linalg.norm([layer.gradient_norm for layer in health.layers])
            for health in (self.health, self.health_at_first)
        )
        return float(now / first) if first else 1.0

    @cached_property
    def evaluation(self) -> Evaluation:
        """The scores now; of a run that trains on, the latest, which cost nothing."""
        found = self.trainer.history.evaluations
        is_new = bool(found) and found[-1].iteration == self.trainer.iteration
        if found and (is_new or self.trains_on):
            return found[-1]
        return self.trainer.evaluate()

    @property
    def train(self) -> Score:
        """The score of the training set now."""
        return self.evaluation.train

    @cached_property
    def commonest(self) -> tuple[str, float] | None:
        """The commonest class of the training set and its share, if it has classes."""
        data = self.trainer.data
        if data.dataset.task != "classification":
            return None
        names = data.dataset.class_names
        counts = np.bincount(classes_of(data.train.targets, data.middle))
        place = int(counts.argmax())
        return names[place], float(counts[place] / counts.sum())

    @cached_property
    def always(self) -> str | None:
        """The class that the network gives to every training sample, if it is one."""
        data, names = self.trainer.data, self.trainer.data.dataset.class_names
        if data.dataset.task != "classification":
            return None
        found = class_scores_of(self.trainer.network, data, data.train)
        given = np.flatnonzero(found.counts.sum(axis=0))
        return names[given[0]] if len(given) == 1 and given[0] < len(names) else None

    @cached_property
    def learned(self) -> float:
        """How far the training score is from what one reaches without the inputs.

        0 is as good as always giving the commonest class, or the mean; 1 is perfect.
        """
        return self.learned_by(self.train)

    def learned_by(self, score: Score) -> float:
        """Return the same of another score."""
        if score.accuracy is None:
            return 1.0 if score.r2 is None else score.r2
        if self.commonest is None:
            ones = self.trainer.data.train.targets.mean(axis=0)
            base = float(np.maximum(ones, 1.0 - ones).mean())
        else:
            base = self.commonest[1]
        return (score.accuracy - base) / max(1.0 - base, 1e-9)

    @property
    def has_learned(self) -> bool:
        """Whether there is nothing to be explained."""
        return self.learned >= _LEARNED

    @cached_property
    def is_ripe(self) -> bool:
        """Whether the run has ended, or been trained as long as its data usually take.

        Before that, it is too early to say that it does not learn.
        """
        trainer = self.trainer
        epochs = default_epochs(trainer.config.dataset)
        usual = max(_USUAL_ITERATIONS, round(epochs * trainer.order.per_epoch))
        return trainer.stopped is not None or trainer.iteration >= usual

    @property
    def has_failed(self) -> bool:
        """Whether it should have learned by now, and has not."""
        return self.is_ripe and not self.has_learned

    @cached_property
    def start_cost(self) -> float:
        """The training cost of the initial weights."""
        return self._cost(self.first)

    def _cost(self, engine: Engine) -> float:
        data = self.trainer.data
        return score(
            engine.network,
            engine.loss,
            engine.config.penalty,
            (data.train.inputs, data.train.targets),
            task=data.dataset.task,
            middle=data.middle,
        ).cost

    @cached_property
    def step(self) -> float:
        """The length of the last update as a share of that of all parameters."""
        before = self.trainer.before_last
        if before is None:
            return 0.0
        after = self.trainer.network.parameters
        size = norm(before.parameters)
        return norm(after - before.parameters) / size if size else 0.0

    @cached_property
    def costs_by_batch(self) -> tuple[float, float] | None:
        """The training cost after some more iterations: and with larger batches.

        The first is the median of several moments, as small batches make it jump. None
        if batches are no small part of the training set.
        """
        trainer = self.trainer
        size, samples = trainer.order.batch_size, trainer.data.train.samples
        larger = min(samples, 32 * size)
        if 8 * size > samples or self.trains_on:
            return None
        count = max(5, min(_TRIED, _TRIED_SAMPLES // larger))
        other = Engine(
            trainer.config.changed(derived=(), batch_size=larger),
            trainer.data.dataset,
            trainer.data,
        )
        other.restore_state(trainer.checkpoint())
        other.replay(count)
        self.check_interrupt()
        same, costs = trainer.clone(), []
        for _ in range(5):
            same.replay(count // 5)
            costs.append(self._cost(same))
            self.check_interrupt()
        return float(np.median(costs)), self._cost(other)

    def since_evaluation(self, holds: Callable[[Evaluation], bool]) -> int | None:
        """Return the first evaluation from which on something is true of all."""
        first = None
        for found in reversed(self.trainer.history.evaluations):
            if not holds(found):
                break
            first = found.iteration
        return first

    @property
    def lowest(self) -> int | None:
        """The iteration since which the training cost has not been lower."""
        known = self.trainer.history.evaluations
        return min(known, key=lambda e: e.train.cost).iteration if known else None

    def since(self, layer: int, holds: Callable[[LayerHealth], bool]) -> int | None:
        """Return since when something is true of a layer, from 1, for good."""
        if not self.dated or self.trainer.seconds > _MOST_SECONDS:
            return None

        def of_layer(engine: Engine) -> bool:
            self.check_interrupt()
            return holds(health_of(engine, _GLANCE).layers[layer - 1])

        return since(self.trainer, of_layer, self.check_interrupt)

    def recent_costs(self, share: float = 0.1) -> Floats:
        """Return the costs of the last share of all iterations, ten at least, (n,)."""
        costs = self.trainer.history.costs
        return costs[-max(10, int(len(costs) * share)) :]
