"""Where a run starts and where it ends: initial weights, seeds, stop conditions."""

from nnviz.data.catalog import CATALOG
from nnviz.ui.experiment.number_field import (
    NumberField,
    ShareField,
    Step,
    by_one,
    by_tenth,
    by_twentieth,
    nice,
    nice_whole,
)
from nnviz.ui.experiment.picker import Picker
from nnviz.ui.experiment.section import Section, allow_row
from nnviz.views.experiment import choices
from nnviz.views.experiment.choices import ShownSettings
from nnviz.views.experiment.setting_words import TIPS


class StartSection(Section):
    """The initial weights and biases, their digits and seed; the order of samples."""

    settings = frozenset(
        ("initializer", "initial_bias", "precision", "seed", "data_seed", "shuffle")
    )

    def __init__(self) -> None:
        super().__init__("Start")
        self._initializer = _chooser(self, "initializer", "initial&iser")
        self._bias = _limit(self, "initial_bias", "initial biases", by_tenth)
        self._bias.setPlaceholderText("as drawn")
        self._precision = _chooser(self, "precision", "precision")
        self._seeds = {"seed": "seed of weig&hts", "data_seed": "seed of data"}
        self._fields = {
            name: _field(self, name, words, by_one, whole=True)
            for name, words in self._seeds.items()
        }
        self._order = Picker("shuffle")
        self.picker(self._order, choices.choose_order)
        words, tip = "order of samples", TIPS["shuffle"]
        self.add_row(words, self._order, tip=tip, setting="shuffle")

    def present(self, shown: ShownSettings) -> None:
        super().present(shown)
        settled = shown.settled
        name = choices.full_initializer_name(str(settled.initializer))
        self._initializer.show_options(choices.initializer_options(), name)
        self._bias.show_value(settled.initial_bias)
        self._order.show_options(*choices.order_options(shown))
        self._precision.show_options(choices.precision_options(), settled.precision)
        for name, field in self._fields.items():
            field.show_value(getattr(settled, name))
        entry = CATALOG.get(shown.config.dataset)
        generated = entry is not None and entry.kind == "generated"
        why = choices.data_seed_obstacle(shown, generated)
        allow_row(self._fields["data_seed"], why, TIPS["data_seed"])


class StopSection(Section):
    """When a run ends by itself; an empty field is no limit."""

    settings = frozenset(
        (
            "epochs",
            "iterations",
            "target_cost",
            "target_accuracy",
            "patience",
            "tolerance",
            "watch",
            "keep",
            "evaluate_every",
        )
    )

    def __init__(self) -> None:
        super().__init__("Stop when", folded=True)
        self._fields = {
            "epochs": _limit(self, "epochs", "epochs", nice_whole),
            "iterations": _limit(
                self, "iterations", "iterations", nice_whole, whole=True
            ),
            "target_cost": _limit(self, "target_cost", "cost at most", nice),
            "target_accuracy": _placed(
                self,
                "target_accuracy",
                "accuracy at least",
                ShareField(by_twentieth, optional=True),
            ),
            "patience": _limit(
                self, "patience", "stalled evaluations", by_one, whole=True
            ),
            "tolerance": _placed(self, "tolerance", "tolerance", ShareField(nice)),
        }
        self._watch = _chooser(self, "watch", "watched cost")
        self._keep = _chooser(self, "keep", "weights kept")
        self._fields |= {
            "evaluate_every": _limit(
                self,
                "evaluate_every",
                "evaluate every",
                nice_whole,
                whole=True,
            ),
        }

    def present(self, shown: ShownSettings) -> None:
        super().present(shown)
        for name, field in self._fields.items():
            field.show_value(getattr(shown.config, name))
        watched = choices.watched_options(shown)
        self._watch.show_options(watched, choices.watched_set(shown))
        self._keep.show_options(choices.kept_options(), shown.config.keep)
        values = shown.dataset.task == "regression"
        why = (
            "the targets are values, not classes: set a cost instead"
            if values
            else None
        )
        allow_row(self._fields["target_accuracy"], why, TIPS["target_accuracy"])


def _chooser(section: Section, name: str, words: str) -> Picker:
    picker = Picker(name)
    section.picker(picker, lambda s, chosen: s.config.changed(**{name: chosen}))
    section.add_row(words, picker, tip=TIPS[name], setting=name)
    return picker


def _limit(
    section: Section, name: str, words: str, step: Step, *, whole: bool = False
) -> NumberField:
    field = NumberField(step, whole=whole, optional=True)
    return _placed(section, name, words, field)


def _field(
    section: Section, name: str, words: str, step: Step, *, whole: bool
) -> NumberField:
    return _placed(section, name, words, NumberField(step, whole=whole))


def _placed(section: Section, name: str, words: str, field: NumberField) -> NumberField:
    field.setObjectName(name)
    section.setting(field, name)
    section.add_row(words, field, tip=TIPS[name], setting=name)
    return field
