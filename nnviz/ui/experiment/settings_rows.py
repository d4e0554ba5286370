"""Rows for the constants of an optimiser or a schedule, which come and go with it."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnviz.ui.experiment.number_field import NumberField
from nnviz.ui.experiment.number_steps import Step, by_twentieth, nice, nice_whole
from nnviz.ui.experiment.setting_words import SETTING_TIPS, title

_STEPS: Mapping[str, Step] = {
    "every": nice_whole,
    "length": nice_whole,
    "momentum": by_twentieth,
    "floor": by_twentieth,
}


class SettingsRows(QWidget):
    """One number field for each constant, named after it.

    Signals
    -------
    entered
        The name of a constant and the number wanted for it.
    refused
        What was typed is no number.
    """

    entered = Signal(str, object)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._fields: dict[str, NumberField] = {}
        self._rows: list[QWidget] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(12, 0, 0, 0)
        self._layout.setSpacing(6)

    def show_settings(self, settings: Mapping[str, float]) -> None:
        """Show these constants; this announces nothing."""
        if list(settings) != list(self._fields):
            self._rebuild(settings)
        for name, value in settings.items():
            self._fields[name].show_value(value)
        self.setVisible(bool(settings))

    def field(self, name: str) -> NumberField:
        """Return the field of a constant."""
        return self._fields[name]

    def _rebuild(self, settings: Mapping[str, float]) -> None:
        for row in self._rows:
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = []
        self._fields = {name: self._add(name) for name in settings}

    def _add(self, name: str) -> NumberField:
        field, label, row = NumberField(_STEPS.get(name, nice)), QLabel(), QWidget()
        field.setObjectName(f"setting_{name}")
        field.setAccessibleName(title(name))
        field.describe(SETTING_TIPS.get(name, ""))
        field.entered.connect(lambda value: self.entered.emit(name, value))
        field.refused.connect(self.refused)
        label.setText(title(name))
        label.setProperty("role", "muted")
        label.setBuddy(field)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(label)
        line.addStretch(1)
        line.addWidget(field)
        self._layout.addWidget(row)
        self._rows.append(row)
        return field
