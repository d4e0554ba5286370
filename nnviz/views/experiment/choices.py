"""Which options there are for a configuration, and why some cannot be chosen."""

from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

import msgspec

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.errors import InputError
from nnviz.core.initializers import INITIALIZERS
from nnviz.core.losses import LOSSES
from nnviz.core.network import PRECISIONS, find_activation
from nnviz.core.optimizers import OPTIMIZERS
from nnviz.data.catalog import CATALOG
from nnviz.data.dataset import Dataset
from nnviz.data.derived import DERIVED, add_derived
from nnviz.data.scaling import SCALINGS, SIGNS, TARGET_SCALINGS
from nnviz.session.comparison.number_words import title
from nnviz.session.config import KEPT, WATCHED, RunConfig
from nnviz.session.schedules import SCHEDULES
from nnviz.session.settings.defaults import resolve
from nnviz.views.experiment.setting_words import (
    CLASS_WEIGHT_TIPS,
    OWN_TIP,
    SCALING_TIPS,
    formula_html,
)

_MOST_WEIGHTS = 20
"""The most classes that can have a field each for their weight."""


class ShownSettings(msgspec.Struct, frozen=True):
    """A configuration, and what it resolves to on its data set.

    Attributes
    ----------
    config
        What the user chose; None is left open.
    settled
        The same with nothing left open.
    dataset
        The samples the run has.
    written
        Functions that the user wrote earlier.
    """

    config: RunConfig
    settled: RunConfig
    dataset: Dataset
    written: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, config: RunConfig, dataset: Dataset, written: tuple[str, ...] = ()
    ) -> "ShownSettings":
        """Resolve a configuration on this data set, or raise `InputError`."""
        return cls(config, resolve(config, dataset), dataset, written)

    def changed_since(self, before: "ShownSettings") -> frozenset[str] | None:
        """Return the settings that differ from those shown before, chosen or settled.

        None stands for everything: another data set, or other functions to choose from.
        """
        if self.dataset is not before.dataset or self.written != before.written:
            return None
        return frozenset(
            name
            for name in RunConfig.__struct_fields__
            if getattr(self.config, name) != getattr(before.config, name)
            or getattr(self.settled, name) != getattr(before.settled, name)
        )

    @property
    def own_functions(self) -> tuple[str, ...]:
        """The user's own functions: those in use, and those written earlier."""
        output = str(self.settled.output_activation)
        names = (*self.activations, output, *self.written)
        return tuple(dict.fromkeys(n for n in names if n not in ACTIVATIONS))

    @property
    def hidden(self) -> tuple[int, ...]:
        """The neurons of each hidden layer."""
        return self.settled.hidden or ()

    @property
    def activations(self) -> tuple[str, ...]:
        """The activation of each hidden layer."""
        return self.settled.activations or ()

    @property
    def training_samples(self) -> int:
        """The number of samples in the training set."""
        samples, settled = self.dataset.samples, self.settled
        shares = settled.test_fraction or 0.0, settled.validation_fraction
        return samples - sum(round(share * samples) for share in shares)

    @property
    def own_inputs(self) -> tuple[str, ...]:
        """The data set's own inputs, without the derived ones."""
        names = self.dataset.input_names
        return tuple(name for name in names if name not in DERIVED)


class Option(msgspec.Struct, frozen=True):
    """One option of a picker.

    Attributes
    ----------
    name, title
        As the configuration writes it, and as the user reads it.
    tip
        What it does to the mathematics, as rich text.
    obstacle
        Why it cannot be chosen now, or None if it can.
    """

    name: str
    title: str
    tip: str
    obstacle: str | None = None


def obstacle(config: RunConfig, dataset: Dataset) -> str | None:
    """Return why a configuration is impossible on a data set, or None."""
    try:
        settled = resolve(config, dataset)
    except InputError as error:
        return str(error)
    loss = LOSSES[str(settled.loss)]
    if loss.name == "cross_entropy" and dataset.output_count == 1:
        return (
            "cross_entropy over a single output would count only one of the two "
            "classes: use loss 'binary_cross_entropy'"
        )
    return None


def loss_options(shown: ShownSettings) -> list[Option]:
    """Return the losses, judged with the output activation and the targets."""
    return options_of(
        LOSSES,
        lambda name: obstacle(shown.config.changed(loss=name), shown.dataset),
    )


def class_weights_obstacle(shown: ShownSettings) -> str | None:
    """Return why classes cannot have weights, or None if they can."""
    return obstacle(shown.config.changed(class_weights="balanced"), shown.dataset)


def class_weight_options(shown: ShownSettings) -> list[Option]:
    """Return the ways to weigh classes."""
    classes, blocked = len(shown.dataset.class_names), {}
    if classes > _MOST_WEIGHTS:
        why = f"there are {classes:,} classes: write class_weights into a configuration"
        blocked = {"per_class": why}
    return _plain(CLASS_WEIGHT_TIPS, CLASS_WEIGHT_TIPS, blocked)


def optimizer_options() -> list[Option]:
    """Return the optimisers."""
    return options_of(OPTIMIZERS)


def schedule_options() -> list[Option]:
    """Return the learning-rate schedules."""
    return options_of(SCHEDULES)


def initializer_options() -> list[Option]:
    """Return the initialisers, each by its full name only."""
    full = {name: item for name, item in INITIALIZERS.items() if item.name == name}
    return options_of(full)


def order_options(shown: ShownSettings) -> tuple[list[Option], str]:
    """Return the orders in which samples come into batches, and the one there is."""
    tips = {
        "random": "Shuffled anew in every epoch, by the seed of the weights.",
        "as in the data": "The same order in every epoch: batches are always the same.",
    }
    chosen = "random" if shown.config.shuffle else "as in the data"
    return _plain(tips, tips, {}), chosen


def choose_order(shown: ShownSettings, name: str) -> RunConfig:
    """Choose the order in which samples come into batches."""
    return shown.config.changed(shuffle=name == "random")


def precision_options() -> list[Option]:
    """Return the number formats."""
    digits = {"float32": "about 7 digits, half the memory", "float64": "16 digits"}
    return [Option(name, name, f"{name}: {digits[name]}") for name in PRECISIONS]


def watched_set(shown: ShownSettings) -> str:
    """Return the set whose cost is watched: the one chosen, or the first there is."""
    if shown.config.watch is not None:
        return shown.config.watch
    return next(one.name for one in watched_options(shown) if one.obstacle is None)


def watched_options(shown: ShownSettings) -> list[Option]:
    """Return the sets whose cost can be watched."""
    settled, found = shown.settled, []
    for name in WATCHED:
        lacking = getattr(settled, f"{name}_fraction", 1.0) == 0.0
        why = f"there is no {name} set" if lacking else None
        found.append(Option(name, name, f"The cost of the {name} set.", why))
    return found


def kept_options() -> list[Option]:
    """Return the moments whose weights can be kept of a run that has ended."""
    tips = {
        "last": "The weights of the last iteration.",
        "best": "The weights of the evaluation with the lowest watched cost.",
    }
    return [Option(name, f"the {name}", tips[name]) for name in KEPT]


def scaling_options() -> list[Option]:
    """Return the ways to scale inputs."""
    return _plain(SCALINGS, SCALING_TIPS)


def target_scaling_options(shown: ShownSettings) -> list[Option]:
    """Return the ways to scale targets, which classes and labels do not need."""
    why = "the targets of classes and labels are 0 and 1 already"
    binary = shown.dataset.task != "regression"
    blocked = {name: why for name in SCALINGS if binary and name != "none"}
    if (not_signs := _obstacle_of_signs(shown)) is not None:
        blocked[SIGNS] = not_signs
    return _plain(TARGET_SCALINGS, SCALING_TIPS, blocked)


def _obstacle_of_signs(shown: ShownSettings) -> str | None:
    """Return why targets cannot be -1 and 1, or None if they can."""
    if shown.dataset.task != "classification" or shown.dataset.output_count > 1:
        return "signs are for two classes with a single output"
    return obstacle(shown.config.changed(target_scaling=SIGNS), shown.dataset)


def derived_options(shown: ShownSettings) -> list[Option]:
    """Return the inputs that can be derived from the two coordinates of a point."""
    why = None
    if len(shown.own_inputs) != 2:
        try:
            add_derived(shown.dataset, list(DERIVED)[:1])
        except InputError as error:
            why = str(error)
    return [
        Option(name, formula_html(item.formula), _derived_tip(item.formula), why)
        for name, item in DERIVED.items()
    ]


def sample_obstacle(shown: ShownSettings, generated: bool) -> str | None:
    """Return why samples and noise cannot be set, or None if they can."""
    if generated:
        return None
    if shown.dataset.untested:
        return (
            f"'{shown.dataset.name}' has its {shown.dataset.samples} rows and no more"
        )
    return (
        f"'{shown.dataset.name}' is measured data with {shown.dataset.samples:,} "
        "samples; only generated sets have a size and noise to set"
    )


def split_obstacle(shown: ShownSettings) -> str | None:
    """Return why the test fraction cannot be set, or None if it can."""
    if shown.dataset.untested and shown.dataset.name in CATALOG:
        return f"all rows of '{shown.dataset.name}' are for training"
    if not shown.dataset.test_count:
        return None
    return (
        f"'{shown.dataset.name}' comes with its own test set: "
        f"{shown.dataset.test_count:,} samples"
    )


def validation_obstacle(shown: ShownSettings) -> str | None:
    """Return why the validation fraction cannot be set, or None if it can."""
    if shown.dataset.validation_count:
        return (
            f"'{shown.dataset.name}' comes with its own validation set: "
            f"{shown.dataset.validation_count:,} samples"
        )
    gate = shown.dataset.untested and shown.dataset.name in CATALOG
    return split_obstacle(shown) if gate else None


def data_seed_obstacle(shown: ShownSettings, generated: bool) -> str | None:
    """Return why the seed of the data cannot be set, or None if it can."""
    if shown.settled.validation_fraction and not shown.dataset.validation_count:
        return None
    if shown.dataset.untested and not shown.settled.test_fraction:
        return f"'{shown.dataset.name}' is always the same, so nothing is random"
    if generated or not shown.dataset.test_count:
        return None
    return (
        f"the samples of '{shown.dataset.name}' are measured and its test set is "
        "fixed, so nothing is random"
    )


def batch_remark(shown: ShownSettings) -> str | None:
    """Return what a batch size larger than the training set means, or None."""
    size, most = shown.settled.batch_size, shown.training_samples
    if not isinstance(size, int) or size <= most:
        return None
    return f"there are {most:,} training samples, so each batch holds all of them"


def _derived_tip(formula: str) -> str:
    return (
        f"One more input, {formula_html(formula)}. With it, even a small network can "
        "bend its boundary, since the first layer weights it like any other input."
    )


def _never(_: str) -> str | None:
    return None


def options_of(
    table: Mapping[str, Any], judge: Callable[[str], str | None] = _never
) -> list[Option]:
    """Make options of objects that have a formula and a lesson."""
    return [
        Option(name, title(name), described(item.formula, item.lesson), judge(name))
        for name, item in table.items()
    ]


def described(formula: str, lesson: str) -> str:
    """Return rich text with a formula above what it teaches."""
    return f"<p><i>{formula_html(formula)}</i></p><p>{lesson}</p>"


def _plain(
    names: Iterable[str], tips: Mapping[str, str], blocked: Mapping[str, str] = {}
) -> list[Option]:
    return [Option(n, title(n), tips[n], blocked.get(n)) for n in names]


def full_initializer_name(name: str) -> str:
    """Return the full name of an initialiser, which may be given by its short name."""
    return INITIALIZERS[name].name


OWN_FUNCTION = "Own function…"
"""The option to write a function; no activation has this name."""


def hidden_activation_options(shown: ShownSettings) -> list[Option]:
    """Return the activations for the hidden layers."""
    none = _without_hidden_layers(shown)
    return _activation_options(shown, lambda _: none)


def output_activation_options(shown: ShownSettings) -> list[Option]:
    """Return the activations for the output layer, judged with the loss."""
    return _activation_options(shown, lambda name: _output_obstacle(shown, name))


def hidden_function_option(shown: ShownSettings) -> Option:
    """Return the option to write a function for hidden layers."""
    return Option(OWN_FUNCTION, OWN_FUNCTION, OWN_TIP, _without_hidden_layers(shown))


def output_function_option(shown: ShownSettings) -> Option:
    """Return the option to write a function for the output layer."""
    # Where this can be, a function can: reading the first one takes a while.
    why_not = _output_obstacle(shown, "linear")
    why_not = why_not and _output_obstacle(shown, "0.5 * x")
    return Option(OWN_FUNCTION, OWN_FUNCTION, OWN_TIP, why_not)


def _without_hidden_layers(shown: ShownSettings) -> str | None:
    return None if shown.hidden else "there is no hidden layer: add one first"


def _output_obstacle(shown: ShownSettings, name: str) -> str | None:
    return obstacle(shown.config.changed(output_activation=name), shown.dataset)


def _activation_options(
    shown: ShownSettings, judge: Callable[[str], str | None]
) -> list[Option]:
    """Return the built-in activations and the user's own."""
    own = [_own_option(text, judge(text)) for text in shown.own_functions]
    return [*options_of(ACTIVATIONS, judge), *own]


def _own_option(text: str, why_not: str | None) -> Option:
    activation = find_activation(text)
    tip = f"<p><i>{escape(text)}</i></p><p>{escape(activation.lesson)}</p>"
    return Option(text, activation.label, tip, why_not)
