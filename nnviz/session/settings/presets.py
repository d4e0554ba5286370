"""Presets: each data set with a configuration that learns it."""

from dataclasses import dataclass

from nnviz.data.catalog import CATALOG
from nnviz.session.config import RunConfig


@dataclass(frozen=True, slots=True)
class Preset:
    """A configuration with a name and a title to show."""

    name: str
    title: str
    config: RunConfig


_TUTORIAL = Preset(
    "tutorial-digits",
    "MNIST as in the tutorials",
    RunConfig(
        dataset="mnist",
        hidden=(10,),
        activation="relu",
        output_activation="softmax",
        loss="cross_entropy",
        initializer="uniform",
        optimizer="sgd",
        learning_rate=0.1,
        batch_size="full",
        evaluate_every=10,
    ),
)

_PUBLISHED = Preset(
    "tutorial-published",
    "MNIST, the tutorial as published",
    _TUTORIAL.config.changed(
        mistakes=(
            "all_bias_gradients_summed",
            "update_not_stored",
            "softmax_without_max",
        )
    ),
)

PRESETS: dict[str, Preset] = {
    **{
        entry.name: Preset(entry.name, entry.title, RunConfig(dataset=entry.name))
        for entry in CATALOG.values()
    },
    _TUTORIAL.name: _TUTORIAL,
    _PUBLISHED.name: _PUBLISHED,
}
"""Every preset by its name."""
