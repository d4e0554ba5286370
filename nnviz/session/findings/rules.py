"""The rules by which causes are found, the surest and earliest cause first."""

from collections.abc import Callable, Sequence

import numpy as np

from nnviz.core.writing.layer_names import layer_name
from nnviz.core.writing.number_text import compact, percent
from nnviz.data.catalog import CATALOG
from nnviz.session.findings.evidence import Evidence
from nnviz.session.findings.finding import Finding, Remedy
from nnviz.session.health.units import largest_slope
from nnviz.session.history import Evaluation
from nnviz.session.scores import Score
from nnviz.session.settings.defaults import resolve, usual_rate

Rule = Callable[[Evidence], Finding | None]

_LARGE = 20.0
"""Inputs beyond this make every first gradient large."""
_OUT_OF_REACH = 0.02
"""From this share of targets beyond the output's range on it is said."""
_MOSTLY = 0.8
"""The share of flat z from which a layer counts as saturated."""
_HALF = 0.5
_VANISHED = 1e-3
"""A first layer whose gradient is this share of the last one's hardly moves."""
_IMBALANCED = 0.8
"""From this share of the commonest class on always giving it looks good."""
_HUGE_STEP, _TINY_STEP = 0.02, 1e-3
"""An update's share of the parameters that is too much, or too little."""
_STILL_FALLS = 0.2
"""A cost still falls if this share of the first gradient is left."""
_HARDLY_FALLEN = 0.9
"""A cost that is at least this share of the first one has hardly fallen."""
_LOWER = 0.8
"""A cost by larger batches that is at most this share shows that noise matters."""
_GROWN = 100.0
"""Values that grow by this factor from the first to the last layer explode."""
_FEW, _FEW_EACH = 50, 5
"""Fewer training samples, or fewer for each input, are few."""
_LEARNED_WELL, _LEARNED_AT_ALL = 0.7, 0.2
"""The shares of the way to perfect from which a set was learned well, or at all."""
_NEAR = 0.02
"""A cost that differs by this share at most is where it is now."""
_TURNED = 1.5
"""A test cost this many times its lowest has turned."""


def diverged(found: Evidence) -> Finding | None:
    """Find a cost that is no longer a number, by what training said of it."""
    stop = found.trainer.stopped
    if stop is None or stop.reason != "diverged":
        return None
    settings = dict(stop.remedy)
    words = ", ".join(
        f"{name.replace('_', ' ')} {_value(v)}" for name, v in settings.items()
    )
    return Finding(
        "diverged",
        stop.message.rpartition(": try")[0] or stop.message,
        Remedy(words, settings) if settings else None,
        stop.iteration,
    )


def exploding(found: Evidence) -> Finding | None:
    """Find values that grow from layer to layer with the initial weights."""
    if not found.has_failed or len(found.trainer.network.sizes) < 4:
        return None
    layers = found.health_at_first.layers
    first, last = layers[0].z.deviation, layers[-1].z.deviation
    own = found.trainer.config.changed(initializer=None)
    usual = resolve(own, found.trainer.data.dataset).initializer
    explodes = not last <= _GROWN * first
    if not explodes or usual == found.trainer.config.initializer:
        return None
    return Finding(
        "exploding",
        f"values explode with the initial weights: z spreads by {compact(first, 2)} in "
        f"the first layer and by {compact(last, 2)} in the last, and gradients alike",
        _other_weights(found),
        0,
        len(layers),
    )


def equal_neurons(found: Evidence) -> Finding | None:
    """Find hidden layers whose neurons are all the same, and so stay the same."""
    network = found.trainer.network
    all_weights = network.layout.weights(network.parameters)
    biases = network.layout.biases(network.parameters)
    for layer in range(1, len(network.sizes) - 1):
        weights, following = (all_weights[layer - 1], all_weights[layer].T)
        parts = weights, biases[layer - 1][:, None], following
        if len(weights) > 1 and all((part == part[0]).all() for part in parts):
            name = layer_name(layer, len(network.sizes) - 1)
            return Finding(
                "equal-neurons",
                f"all {len(weights)} neurons of {name} have the same weights, get the "
                "same gradient and stay the same, so that they are one neuron",
                Remedy("random initial weights", {"initializer": None}),
                0,
                layer,
            )
    return None


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


def dead_layer(found: Evidence) -> Finding | None:
    """Find a hidden layer that says zero to everything."""
    for layer in found.health.hidden:
        # First what is known without scoring all samples.
        if layer.dead_share < 1.0 or found.has_learned:
            continue
        name = layer_name(layer.layer, len(found.health.layers))
        at_first = found.health_at_first.layers[layer.layer - 1].dead_share == 1.0
        return Finding(
            "dead-layer",
            f"all {layer.neurons} neurons of {name} are dead: they are 0 for every "
            "sample, so no gradient passes",
            _other_weights(found) if at_first else _slower(found),
            found.since(layer.layer, lambda now: now.dead_share == 1.0),
            layer.layer,
        )
    return None


def saturated(found: Evidence) -> Finding | None:
    """Find hidden layers so far out that their slope is nearly 0."""
    if not found.has_failed:
        return None
    for layer in found.health.hidden:
        activation = found.trainer.network.activations[layer.layer - 1]
        if layer.saturated_share < _MOSTLY:
            continue
        first = found.health_at_first.layers[layer.layer - 1].saturated_share
        name = layer_name(layer.layer, len(found.health.layers))
        return Finding(
            "saturated",
            f"{name} is saturated: {activation.label} is nearly flat at "
            f"{percent(layer.saturated_share)} of all z, so hardly any gradient passes",
            _other_weights(found) if first >= _MOSTLY else _slower(found),
            found.since(layer.layer, lambda now: now.saturated_share >= _MOSTLY),
            layer.layer,
        )
    return None


def no_slope(found: Evidence) -> Finding | None:
    """Find a hidden activation that is flat everywhere."""
    if not found.has_failed:
        return None
    activations = found.trainer.network.activations
    for layer, activation in enumerate(activations[:-1], start=1):
        if largest_slope(activation) > 0.0:
            continue
        name = layer_name(layer, len(activations))
        return Finding(
            "no-slope",
            f"{activation.label} has a slope of 0 everywhere, so no gradient passes "
            f"{name}: only what comes after it learns",
            Remedy(
                "tanh instead",
                {"activation": "tanh", "activations": None, "initializer": None},
            ),
            0,
            layer,
        )
    return None


def vanishing(found: Evidence) -> Finding | None:
    """Find a gradient that is lost on its way to the first layer."""
    if not found.has_failed or len(found.trainer.network.sizes) < 4:
        return None
    layers = found.health_at_first.layers
    norms = [layer.gradient_norm for layer in layers]
    if not 0.0 <= norms[0] < _VANISHED * norms[-1]:
        return None
    activation = found.trainer.network.activations[0].label
    return Finding(
        "vanishing",
        f"the gradient vanishes: that of the first layer is {compact(norms[0], 2)}, "
        f"that of the last {compact(norms[-1], 2)}; each layer of {activation} makes "
        "it smaller",
        Remedy(
            "relu with the initialiser that suits it",
            {"activation": "relu", "activations": None, "initializer": None},
        ),
        0,
        1,
    )


BALANCED = Remedy("balanced class weights", {"class_weights": "balanced"})


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


def noisy_batches(found: Evidence) -> Finding | None:
    """Find batches so small that their noise undoes what is learned."""
    if not found.has_failed or found.costs_by_batch is None:
        return None
    own, larger = found.costs_by_batch
    now, size = found.train.cost, found.trainer.order.batch_size
    if not larger <= _LOWER * min(own, now):
        return None
    most = min(32 * size, found.trainer.data.train.samples)
    several = "s" if size > 1 else ""
    return Finding(
        "noisy-batches",
        f"batches of {size} sample{several} are too small for their noise: from here "
        f"the training cost goes from {compact(now)} to {compact(own)} with them, and "
        f"to {compact(larger)} with batches of {most}",
        Remedy(f"a batch size of {most}", {"batch_size": most}),
        found.lowest,
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
        _more_samples(found),
        found.since_evaluation(lambda e: _by_heart(found, e)),
    )


def no_hidden_layer(found: Evidence) -> Finding | None:
    """Find a network that has nothing to learn with but straight lines."""
    if not found.has_failed or len(found.trainer.network.sizes) > 2:
        return None
    if found.train.cost > found.start_cost:
        return None
    return Finding(
        "no-hidden-layer",
        "without a hidden layer only straight lines can be learned, and the training "
        "set is answered hardly better than without its inputs",
        Remedy("a hidden layer of 8", {"hidden": (8,), "activations": None}),
        0,
    )


def too_fast(found: Evidence) -> Finding | None:
    """Find steps so long that the cost does not fall."""
    if not found.is_ripe:
        return None
    cost, before = found.train.cost, found.start_cost
    risen = cost > before
    plain = len(found.trainer.network.sizes) == 2
    if not risen and (found.has_learned or plain or found.step < _HUGE_STEP):
        return None
    moved = f"a step changes the parameters by {percent(found.step, 2)} of their size"
    return Finding(
        "too-fast",
        f"the training cost rose from {compact(before)} to {compact(cost)}; {moved}"
        if risen
        else f"{moved}, and the training set is answered hardly better than without "
        "its inputs",
        _slower(found),
        found.since_evaluation(lambda e: e.train.cost > before)
        if risen
        else found.lowest,
    )


def too_slow(found: Evidence) -> Finding | None:
    """Find steps so short that little has happened yet."""
    costs = found.trainer.history.costs
    if not found.is_ripe or found.step > _TINY_STEP or len(costs) < 20:
        return None
    begin, end = found.start_cost, found.train.cost
    # What has come to rest has hardly any gradient left.
    if not end < begin or found.gradient_left < _STILL_FALLS:
        return None
    # Initial weights may be right by chance for more than the commonest class.
    if found.has_learned and end < _HARDLY_FALLEN * begin:
        return None
    usual = usual_rate(str(found.trainer.config.optimizer))
    rate = float(f"{max(10.0 * found.trainer.learning_rate, usual):.6g}")
    return Finding(
        "too-slow",
        f"the cost still falls, but slowly: from {compact(begin)} to {compact(end)} in "
        f"{len(costs):,} iterations; a step changes the parameters by "
        f"{compact(100.0 * found.step, 2)} % of their size",
        Remedy(f"a learning rate of {compact(rate, 6)}", {"learning_rate": rate}),
        0,
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


def dead_share(found: Evidence) -> Finding | None:
    """Find a hidden layer half of which is dead."""
    if not found.has_failed:
        return None
    for layer in found.health.hidden:
        if layer.dead_share >= _HALF:
            name = layer_name(layer.layer, len(found.health.layers))
            return Finding(
                "dead-neurons",
                f"{len(layer.dead)} of the {layer.neurons} neurons of {name} are dead: "
                "they are 0 for every sample",
                _slower(found),
                found.since(layer.layer, lambda now: now.dead_share >= _HALF),
                layer.layer,
            )
    return None


def plateau(found: Evidence) -> Finding | None:
    """Find that nothing was learned, where no cause was found."""
    if not found.has_failed or found.trainer.iteration < 20:
        return None
    recent, cost = found.recent_costs(), found.train.cost
    return Finding(
        "plateau",
        f"the cost stays near {compact(float(recent.mean()))}, and the training set is "
        "answered hardly better than without its inputs",
        None,
        found.since_evaluation(lambda e: abs(e.train.cost - cost) <= _NEAR * cost),
    )


RULES: Sequence[Rule] = (
    exploding,
    diverged,
    equal_neurons,
    unreachable,
    unscaled,
    dead_layer,
    no_slope,
    saturated,
    vanishing,
    commonest_class,
    dead_share,
    noisy_batches,
    too_fast,
    too_slow,
    no_hidden_layer,
    too_few_samples,
    overfitting,
    only_by_heart,
    plateau,
)
"""In the order of causes: what comes later may follow from what comes first."""


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


def _more_samples(found: Evidence) -> Remedy | None:
    """Offer what gives more samples: all rows, or more that can be generated."""
    config, dataset = found.trainer.config, found.trainer.data.dataset
    if dataset.untested:
        return Remedy("all rows for training", {"test_fraction": 0.0})
    entry = CATALOG.get(config.dataset)
    if entry is None or entry.kind != "generated":
        return None
    return Remedy("500 samples", {"samples": 500})


def _score_words(score: Score) -> str:
    if score.accuracy is not None:
        return f"an accuracy of {percent(score.accuracy)}"
    return f"an R2 of {compact(score.r2 or 0.0)}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" + "s" * (number != 1)


def _slower(found: Evidence) -> Remedy:
    tenth = found.trainer.learning_rate / 10.0
    rate = float(f"{min(tenth, usual_rate(str(found.trainer.config.optimizer))):.6g}")
    return Remedy(f"a learning rate of {compact(rate, 6)}", {"learning_rate": rate})


def _other_weights(found: Evidence) -> Remedy:
    return Remedy("the initialiser that suits the activation", {"initializer": None})


def _reach(low: float, high: float) -> str:
    if np.isinf(high):
        return f"are never below {compact(low)}"
    if np.isinf(low):
        return f"are never above {compact(high)}"
    return f"lie between {compact(low)} and {compact(high)}"


def _value(value: object) -> str:
    return compact(value, 6) if isinstance(value, float) else str(value)
