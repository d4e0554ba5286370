"""How the network is trained: loss, optimiser, rate, batch, regularisation."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QToolButton, QVBoxLayout, QWidget

from nnviz.core.optimizers import OPTIMIZERS
from nnviz.session.comparison.number_words import title
from nnviz.session.schedules import SCHEDULES
from nnviz.ui.controls.layouts import row_of
from nnviz.ui.experiment.number_field import (
    NumberField,
    Step,
    by_twentieth,
    nice,
    nice_whole,
)
from nnviz.ui.experiment.picker import Picker
from nnviz.ui.experiment.section import Section, allow_row
from nnviz.views.experiment import choices, section_changes
from nnviz.views.experiment.choices import ShownSettings
from nnviz.views.experiment.plain_settings import (
    FindPlain,
    plain_class_weight,
    plain_constant,
    plain_schedule_constant,
)
from nnviz.views.experiment.setting_words import SETTING_TIPS, TIPS

_STEPS: Mapping[str, Step] = {
    "every": nice_whole,
    "length": nice_whole,
    "momentum": by_twentieth,
    "floor": by_twentieth,
}


class SettingsRows(QWidget):
    """One number field for each constant, named after it.

    Parameters
    ----------
    section
        What they are part of.
    plain
        Finds the default of a constant by its name.

    Signals
    -------
    entered
        The name of a constant and the number wanted for it.
    refused
        What was typed is not a number.
    """

    entered = Signal(str, object)
    refused = Signal(str)

    def __init__(self, section: Section, plain: Callable[[str], FindPlain]) -> None:
        super().__init__()
        self._section, self._plain = section, plain
        self._fields: dict[str, NumberField] = {}
        self._rows: list[tuple[QWidget, QLabel]] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)

    def show_settings(self, settings: Mapping[str, float]) -> None:
        """Show these constants; this announces nothing."""
        if list(settings) != list(self._fields):
            self._rebuild(settings)
        for name, value in settings.items():
            self._fields[name].show_value(value)
        self.setVisible(bool(settings))

    def field(self, name: str) -> NumberField:
        return self._fields[name]

    def _rebuild(self, settings: Mapping[str, float]) -> None:
        for row, label in self._rows:
            self._section.forget_label(label)
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = []
        self._fields = {name: self._add(name) for name in settings}

    def _add(self, name: str) -> NumberField:
        field, row = NumberField(_STEPS.get(name, nice)), QWidget()
        label = self._section.label(title(name))
        field.setObjectName(f"setting_{name}")
        field.setAccessibleName(title(name))
        field.describe(SETTING_TIPS.get(name, ""))
        field.entered.connect(lambda value: self.entered.emit(name, value))
        field.refused.connect(self.refused)
        label.setBuddy(field)
        self._section.mark(label, self._plain(name), field)
        row_of(label, (field, 1), within=row, spacing=6)
        self._layout.addWidget(row)
        self._rows.append((row, label))
        return field


_NUMBERS = {
    "learning_rate": "&learning rate",
    "l1": "L&1",
    "l2": "L&2",
}


class TrainingSection(Section):
    """Loss, optimiser, learning rate and whatever else determines an update."""

    settings = frozenset(
        (
            "loss",
            "class_weights",
            "output_activation",
            "optimizer",
            "optimizer_settings",
            "learning_rate",
            "batch_size",
            "test_fraction",
            "validation_fraction",
            "l1",
            "l2",
            "schedule",
            "schedule_settings",
        )
    )

    def __init__(self) -> None:
        super().__init__("Training")
        self._loss = self._picker("loss", "l&oss")
        self._loss.setObjectName("loss_picker")
        self.picker(self._loss, lambda s, name: s.config.changed(loss=name))
        self._optimizer = self._picker("optimizer", "o&ptimiser")
        self._optimizer.setObjectName("optimizer_picker")
        self.picker(
            self._optimizer,
            lambda s, name: section_changes.choose_optimizer(s.config, name),
        )
        self._constants = self._settings(self._set_constant, plain_constant)
        self._numbers = {"learning_rate": self._number_row("learning_rate")}
        self._batch_row()
        self._numbers |= {name: self._number_row(name) for name in ("l1", "l2")}
        self._class_weights = self._picker("class_weights", "class &weights")
        self.picker(self._class_weights, section_changes.choose_class_weights)
        self._of_classes = self._settings(self._set_class_weight, plain_class_weight)
        self._schedule = self._picker("schedule", "sche&dule")
        self.picker(
            self._schedule,
            lambda s, name: section_changes.choose_schedule(s.config, name),
        )
        self._schedule_settings = self._settings(
            self._set_schedule, plain_schedule_constant
        )

    def present(self, shown: ShownSettings) -> None:
        super().present(shown)
        config = shown.settled
        self._loss.show_options(choices.loss_options(shown), config.loss)
        self._show_class_weights(shown)
        self._optimizer.show_options(choices.optimizer_options(), config.optimizer)
        defaults = OPTIMIZERS[str(config.optimizer)].settings
        self._constants.show_settings({**defaults, **(config.optimizer_settings or {})})
        for name, field in self._numbers.items():
            field.show_value(getattr(config, name))
        full = config.batch_size == "full"
        self._full.setChecked(full)
        remark = choices.batch_remark(shown)
        tip = TIPS["batch_size"]
        self._batch.describe(f"<p><b>Now:</b> {remark}.</p>{tip}" if remark else tip)
        self._batch.show_value(None if full else _number(config.batch_size))
        self._schedule.show_options(choices.schedule_options(), config.schedule)
        defaults = SCHEDULES[config.schedule].settings
        self._schedule_settings.show_settings({**defaults, **config.schedule_settings})
        self.show_marks()

    def _show_class_weights(self, shown: ShownSettings) -> None:
        """Show the weights of the classes, where the data have some."""
        weights = shown.settled.class_weights
        own = weights if isinstance(weights, dict) else {}
        names = shown.dataset.class_names if own else ()
        name = "per_class" if own else str(weights or "none")
        why = choices.class_weights_obstacle(shown)
        allow_row(self._class_weights, why, TIPS["class_weights"])
        options = choices.class_weight_options(shown)
        self._class_weights.show_options(options, name)
        self._of_classes.show_settings({each: own.get(each, 1.0) for each in names})

    def _picker(self, name: str, words: str) -> Picker:
        picker = Picker(name)
        self.add_row(words, picker, tip=TIPS[name], setting=name)
        return picker

    def _number_row(self, name: str) -> NumberField:
        field = self.setting(NumberField(nice), name)
        field.setObjectName(name)
        self.add_row(_NUMBERS[name], field, tip=TIPS[name], setting=name)
        return field

    def _batch_row(self) -> None:
        self._batch = NumberField(nice_whole, whole=True, optional=True)
        self._batch.setObjectName("batch_size")
        self._batch.setPlaceholderText("all")
        self.number(self._batch, section_changes.set_batch_size)
        self._full = QToolButton()
        self._full.setText("full")
        self._full.setCheckable(True)
        self._full.setObjectName("full_batch")
        self._full.setToolTip(TIPS["full_batch"])
        self._full.setAccessibleName("full batch")
        self._full.clicked.connect(self._choose_full)
        words, tip = "&batch size", TIPS["batch_size"]
        self.add_row(words, self._batch, self._full, tip=tip, setting="batch_size")

    def _settings(
        self, entered: object, plain: Callable[[str], FindPlain]
    ) -> SettingsRows:
        rows = SettingsRows(self, plain)
        rows.entered.connect(entered)
        rows.refused.connect(self.refused)
        self.add(rows)
        return rows

    @Slot(bool)
    def _choose_full(self, wanted: bool) -> None:
        shown = self.shown
        if shown is not None:
            size = "full" if wanted else None
            self.wish(lambda: shown.config.changed(batch_size=size))

    @Slot(str, object)
    def _set_class_weight(self, name: str, value: float) -> None:
        shown = self.shown
        if shown is not None:
            self.wish(
                lambda: section_changes.set_class_weight(shown, name, value),
                self._of_classes.field(name),
            )

    @Slot(str, object)
    def _set_constant(self, name: str, value: float) -> None:
        shown = self.shown
        if shown is not None:
            self.wish(
                lambda: section_changes.set_optimizer_setting(shown, name, value),
                self._constants.field(name),
            )

    @Slot(str, object)
    def _set_schedule(self, name: str, value: float) -> None:
        shown = self.shown
        if shown is not None:
            self.wish(
                lambda: section_changes.set_schedule_setting(shown.config, name, value),
                self._schedule_settings.field(name),
            )


def _number(size: int | str | None) -> int | None:
    return size if isinstance(size, int) else None
