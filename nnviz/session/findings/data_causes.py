"""Causes in the data: targets, inputs, unequal classes, and too few samples."""

import numpy as np

from nnviz.core.writing.number_text import compact, percent
from nnviz.session.findings.evidence import Evidence
from nnviz.session.findings.finding import Finding, Remedy
from nnviz.session.findings.remedies import BALANCED, more_samples
from nnviz.session.history import Evaluation
from nnviz.session.scores import Score

_LARGE = 20.0
"""Inputs beyond this make every first gradient large."""
_OUT_OF_REACH = 0.02
"""From this share of targets beyond the output's range on it is said."""
_IMBALANCED = 0.8
"""From this share of the commonest class on always giving it looks good."""
_FEW, _FEW_EACH = 50, 5
"""Fewer training samples, or fewer for each input, are few."""
_LEARNED_WELL, _LEARNED_AT_ALL = 0.7, 0.2
"""The shares of the way to perfect from which a set was learned well, or at all."""
_TURNED = 1.5
"""A test cost this many times its lowest has turned."""


def unreachable(found: Evidence) -> Finding | None:
    """Find targets that the output's activation can never give."""
    trainer = found.trainer
    if trainer.data.dataset.task != "regression":
        return None
    activation, targets = trainer.network.activations[-1], trainer.data.train.targets
    low, high = activation.range
    outside = float(np.mean((targets < low) | (targets > high)))
    if outside < _OUT_OF_REACH:
        return None
    ends = compact(float(targets.min())), compact(float(targets.max()))
    reach = _reach(low, high)
    return Finding(
        "out-of-reach",
        f"targets go from {ends[0]} to {ends[1]}, but outputs of {activation.label} "
        f"{reach}: {percent(outside)} of the targets cannot be reached",
        Remedy("a linear output", {"output_activation": "linear"}),
        0,
        len(trainer.network.activations),
    )


def unscaled(found: Evidence) -> Finding | None:
    """Find inputs that were left large, where nothing was learned from them."""
    trainer = found.trainer
    if not found.has_failed or trainer.config.scaling != "none":
        return None
    inputs = trainer.data.train.inputs
    largest = float(np.abs(inputs).max())
    if largest <= _LARGE:
        return None
    image = trainer.data.dataset.image_shape is not None
    return Finding(
        "unscaled",
        f"inputs reach {compact(largest)}, so every z and every gradient is large",
        Remedy(
            "inputs scaled to 0 to 1" if image else "standardised inputs",
            {"scaling": "minmax" if image else "standard"},
        ),
        0,
    )


def commonest_class(found: Evidence) -> Finding | None:
    """Find a network that always gives the commonest class of unequal ones."""
    if not found.is_ripe or found.commonest is None:
        return None
    if found.always != found.commonest[0]:
        return None
    name, share = found.commonest
    if share < _IMBALANCED:
        return None
    return Finding(
        "always-the-commonest",
        f"every sample is called {name}, the commonest class, which is right for "
        f"{percent(share)} of them without having learned anything",
        None if found.trainer.config.class_weights else BALANCED,
        found.since_evaluation(lambda e: e.train.accuracy == found.train.accuracy),
    )


def too_few_samples(found: Evidence) -> Finding | None:
    """Find a table so small that it is learned by heart."""
    trainer = found.trainer
    samples, inputs = trainer.data.train.samples, trainer.data.dataset.input_count
    if samples >= max(_FEW, _FEW_EACH * inputs) or not _by_heart(found):
        return None
    now = found.evaluation
    return Finding(
        "too-few-samples",
        f"{samples} training samples with {_counted(inputs, 'input')} were learned by "
        f"heart: {_score_words(found.train)} of the training set, but "
        f"{_score_words(now.judged)} of the {now.judged_on} set",
        more_samples(found),
        found.since_evaluation(lambda e: _by_heart(found, e)),
    )


def overfitting(found: Evidence) -> Finding | None:
    """Find a test cost that has turned while the training cost fell on."""
    known = found.trainer.history.evaluations
    if len(known) < 3 or not found.is_ripe or known[-1].judged_on == "training":
        return None
    costs = [e.judged.cost for e in known]
    place = int(np.argmin(costs))
    best, last = known[place], known[-1]
    worse = costs[-1] > _TURNED * costs[place] and last.train.cost < best.train.cost
    if not worse or costs[-1] < 2.0 * last.train.cost or not _scores_fell(best, last):
        return None
    return Finding(
        "overfitting",
        f"the {last.judged_on} cost has turned, from {compact(costs[place])} to "
        f"{compact(costs[-1])}, while the training cost fell on to "
        f"{compact(last.train.cost)}",
        Remedy("an L2 penalty of 0.01", {"l2": 0.01}),
        best.iteration,
    )


def only_by_heart(found: Evidence) -> Finding | None:
    """Find that the training set was learned and the test set never was."""
    if not _by_heart(found):
        return None
    now = found.evaluation
    return Finding(
        "overfitting",
        f"the training set was learned by heart, with {_score_words(found.train)}, but "
        f"the {now.judged_on} set has {_score_words(now.judged)}",
        Remedy("an L2 penalty of 0.01", {"l2": 0.01}),
        found.since_evaluation(lambda e: _by_heart(found, e)),
    )


def _scores_fell(best: Evaluation, last: Evaluation) -> bool:
    before, now = best.judged.measure, last.judged.measure
    return (
        before is None
        or now is None
        or now < before
        or last.judged.cost > 3 * best.judged.cost
    )


def _by_heart(found: Evidence, at: Evaluation | None = None) -> bool:
    """Tell whether the training set was learned, and nothing of other samples."""
    if not found.is_ripe:
        return False
    at = at or found.evaluation
    if at.judged_on == "training" or found.learned_by(at.train) < _LEARNED_WELL:
        return False
    return found.learned_by(at.judged) < _LEARNED_AT_ALL


def _score_words(score: Score) -> str:
    if score.accuracy is not None:
        return f"an accuracy of {percent(score.accuracy)}"
    return f"an R2 of {compact(score.r2 or 0.0)}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" + "s" * (number != 1)


def _reach(low: float, high: float) -> str:
    if np.isinf(high):
        return f"are never below {compact(low)}"
    if np.isinf(low):
        return f"are never above {compact(high)}"
    return f"lie between {compact(low)} and {compact(high)}"
