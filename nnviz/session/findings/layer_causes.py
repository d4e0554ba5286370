"""Causes in the layers: their weights, their values and the gradient that passes."""

from nnviz.core.writing.layer_names import layer_name
from nnviz.core.writing.number_text import compact, percent
from nnviz.session.findings.evidence import Evidence
from nnviz.session.findings.finding import Finding, Remedy
from nnviz.session.findings.remedies import other_weights, slower
from nnviz.session.health.units import largest_slope
from nnviz.session.settings.defaults import resolve

_MOSTLY = 0.8
"""The share of flat z from which a layer counts as saturated."""
_HALF = 0.5
_VANISHED = 1e-3
"""A first layer whose gradient is this share of the last one's hardly moves."""
_GROWN = 100.0
"""Values that grow by this factor from the first to the last layer explode."""


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
        other_weights(),
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
            other_weights() if at_first else slower(found),
            found.since(layer.layer, lambda now: now.dead_share == 1.0),
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
            other_weights() if first >= _MOSTLY else slower(found),
            found.since(layer.layer, lambda now: now.saturated_share >= _MOSTLY),
            layer.layer,
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
                slower(found),
                found.since(layer.layer, lambda now: now.dead_share >= _HALF),
                layer.layer,
            )
    return None
