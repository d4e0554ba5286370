"""Proves a remedy: trains the run again with it, for as many iterations."""

from collections.abc import Callable

import numpy as np

from nnviz.core.errors import InputError
from nnviz.session.findings.dating import a_few
from nnviz.session.findings.finding import Proof, Remedy
from nnviz.session.history import Evaluation
from nnviz.session.interruption import CheckInterrupt, no_interrupt
from nnviz.session.scores import Score, class_scores_of
from nnviz.session.settings.data_settings import LOADED
from nnviz.session.stop import UNLIMITED, iteration_limit
from nnviz.session.trainer import Trainer

_ENOUGH = 1000
"""The iterations, if the run was to do as many, after which a divergence is judged."""
_BETTER = 0.05
"""A score that rises by this share of one has been helped."""
_MUCH_LOWER = 0.7
"""So has one that does not fall, with a mean loss of at most this share."""


@np.errstate(all="ignore")
def prove(
    trainer: Trainer,
    remedy: Remedy,
    check_interrupt: CheckInterrupt = no_interrupt,
    tell: Callable[[int], object] = lambda done: None,
) -> Proof | None:
    """Train with other settings from the start, and compare; None if they do not fit.

    The scores are those of the test set if there is one. ``check_interrupt`` is called
    between blocks of iterations; if it raises, the proof ends. ``tell`` is called there
    with the number of iterations done.
    """
    # The data at hand have the derived inputs already.
    others = bool(LOADED & remedy.settings.keys())
    derived = trainer.config.derived if others else ()
    settings = {**UNLIMITED, "derived": derived, **remedy.settings}
    config = trainer.config.changed(**settings)
    try:
        other = Trainer(config, None if others else trainer.data.dataset)
    except InputError:
        return None
    beginning = trainer.beginning
    if beginning is not None and beginning.suits(other.config.changed(derived=derived)):
        other.begin_with(beginning.state)
    end = _end(trainer)
    while other.iteration < end and other.stopped is None:
        other.run(min(a_few(other), end - other.iteration))
        tell(other.iteration)
        check_interrupt()
    now, then = trainer.evaluate(), other.evaluate()
    before, after = now.judged, then.judged
    helped, measure = _helped(before, after), "accuracy"
    scores = before.measure, after.measure
    if before.accuracy is None:
        measure = "R2"
    elif "class_weights" in remedy.settings:
        # Accuracy is what always calling the commonest class is good at.
        measure = "mean recall"
        was, _ = _mean_recall(trainer, now)
        reached, error = _mean_recall(other, then)
        scores = was, reached
        # Few samples of a class are told right by chance, too.
        helped = reached >= was + max(_BETTER, 2.0 * error)
    return Proof(
        iterations=other.iteration,
        cost=_finite(now.train.cost),
        cost_with=_finite(then.train.cost),
        measure=measure,
        score=_finite(scores[0]),
        score_with=_finite(scores[1]),
        helped=helped and other.stopped is None,
    )


def _mean_recall(trainer: Trainer, evaluation: Evaluation) -> tuple[float, float]:
    """Return the recall on the judged part, averaged over classes, and its error.

    The standard error is at most that: the spread of K shares of few samples each,
    sqrt(sum(1 / (4 n_k))) / K.
    """
    part = {name: part for name, _, part in trainer.data.parts}[evaluation.judged_on]
    found = class_scores_of(trainer.network, trainer.data, part)
    samples = found.samples[found.samples > 0]
    error = float(np.sqrt((0.25 / samples).sum())) / len(samples)
    return found.macro[1], error


def _end(trainer: Trainer) -> int:
    """Return for how many iterations a remedy is tried: as many as were done.

    A run that diverged at once would be compared too early.
    """
    stop = trainer.stopped
    if stop is None:
        return trainer.iteration
    if stop.reason != "diverged":
        # It may have gone back to its best moment.
        return max(trainer.iteration, stop.iteration)
    limit = iteration_limit(trainer.config, trainer.order.per_epoch)
    planned = _ENOUGH if limit is None else min(limit[0], _ENOUGH)
    return max(stop.iteration, planned)


def _helped(before: Score, after: Score) -> bool:
    """Tell whether a score is better, or the mean loss much lower at the same score."""
    was, now = before.measure, after.measure
    if now is None or not np.isfinite(now):
        return False
    if was is None or not np.isfinite(was) or now >= was + _BETTER:
        return True
    loss, loss_with = before.cost - before.penalty, after.cost - after.penalty
    return now >= was and loss_with <= _MUCH_LOWER * loss


def _finite(value: float | None) -> float | None:
    return value if value is not None and np.isfinite(value) else None
