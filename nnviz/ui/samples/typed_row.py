"""A row to type: a field for each input and for the target of the sample looked at."""

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from nnviz.core.types import Floats
from nnviz.data.classes import one_hot
from nnviz.data.dataset import Dataset
from nnviz.data.derived import given_names
from nnviz.data.prepared import PreparedData
from nnviz.session.probe import ProbeSample
from nnviz.ui.controls.choice_box import ChoiceBox
from nnviz.ui.controls.layouts import column_of
from nnviz.ui.experiment.number_field import NumberField, nice
from nnviz.ui.theme.enlarging import keep_size
from nnviz.views.output.predictions import predicted_classes

_HEIGHT, _LONG = 112, 9
_UNKNOWN = "unknown"
_STEPS = 40
"""Presses of an arrow key from the smallest value of a column to the largest."""


class TypedRow(QWidget):
    """Shows the values of the sample looked at; typing another makes it a new row.

    Signals
    -------
    values_typed
        The inputs (G,) and the targets (O,), or None, in the data set's units.
    """

    values_typed = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data: Dataset | None = None
        self.inputs: list[NumberField] = []
        self.targets: list[NumberField] = []
        self.classes: ChoiceBox | None = None
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        keep_size(self._scroll, most_height=_HEIGHT)
        never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self._scroll.setHorizontalScrollBarPolicy(never)
        self.fault = QLabel()
        self.fault.setProperty("role", "fault")
        self.fault.setWordWrap(True)
        column_of(self._scroll, self.fault, within=self, spacing=4)
        self.complain("")
        self.hide()

    def show_data(self, data: PreparedData) -> None:
        """Make the fields for other data; pictures have none."""
        dataset = data.dataset
        same = self._data is not None and _columns(self._data) == _columns(dataset)
        self._data = dataset
        if same:
            return
        self.inputs, self.targets, self.classes = [], [], None
        form = QWidget()
        grid = QGridLayout(form)
        grid.setContentsMargins(0, 4, 4, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        if dataset.image_shape is None:
            self._add_fields(grid, dataset)
        self._scroll.setWidget(form)

    def show_sample(self, sample: ProbeSample) -> None:
        """Show the values of a sample."""
        self.complain("")
        if sample.values is None:
            return
        for field, value in zip(self.inputs, sample.values.tolist(), strict=False):
            field.show_value(float(value))
        wanted = sample.wanted
        if self.classes is not None:
            place = -1 if wanted is None else int(predicted_classes(wanted[None])[0])
            self.classes.show_index(place + 1)
        for place, field in enumerate(self.targets):
            field.show_value(None if wanted is None else float(wanted[place]))

    def complain(self, why: str) -> None:
        """Say what is wrong with what was typed; "" if nothing is."""
        self.fault.setText(why)
        self.fault.setVisible(bool(why))

    def _add_fields(self, grid: QGridLayout, dataset: Dataset) -> None:
        names = given_names(dataset)
        classifies = dataset.task == "classification"
        targets = ("target",) if classifies else dataset.output_names
        longest = max(map(len, (*names, *targets)))
        across = 1 if longest > _LONG else 2
        for place, name in enumerate(names):
            field = self._number(f"typed_input_{place + 1}", dataset.inputs[:, place])
            field.describe(f"{name}, in the data set's units")
            self.inputs.append(field)
            _put(grid, across, name, field)
        if classifies:
            self.classes = ChoiceBox()
            self.classes.setObjectName("typed_class")
            self.classes.show_names((_UNKNOWN, *dataset.class_names), 0)
            self.classes.setToolTip("The right class; without one there is no loss")
            self.classes.picked.connect(self._announce)
            _put(grid, across, "target", self.classes)
            return
        for place, name in enumerate(dataset.output_names):
            column = dataset.targets[:, place]
            field = self._number(f"typed_target_{place + 1}", column, optional=True)
            field.setPlaceholderText(_UNKNOWN)
            field.describe(f"Target {name}; without one there is no loss")
            self.targets.append(field)
            _put(grid, across, name, field)

    def _number(
        self, name: str, column: NDArray[Any], *, optional: bool = False
    ) -> NumberField:
        """Return a field whose arrow keys go through the range of a column."""
        step = partial(by_step, step_through(column))
        field = NumberField(step, optional=optional)
        field.setObjectName(name)
        field.entered.connect(partial(self._take, field))
        field.refused.connect(self.complain)
        return field

    def _take(self, field: NumberField, value: float | None) -> None:
        field.show_value(value)
        self._announce()

    @Slot()
    def _announce(self) -> None:
        """Announce the row; without all targets it has none."""
        values = np.array([field.value or 0.0 for field in self.inputs])
        self.values_typed.emit(values, self._wanted())

    def _wanted(self) -> Floats | None:
        if self._data is None:
            return None
        if self.classes is not None:
            place = self.classes.currentIndex() - 1
            if place < 0:
                return None
            if self._data.output_count == 1:
                return np.array([float(place)])
            wanted: Floats = one_hot(np.array([place]), self._data.output_count)[0]
            return wanted
        found = [field.value for field in self.targets]
        known = [value for value in found if value is not None]
        return np.array(known) if len(known) == len(found) else None


def step_through(column: NDArray[Any]) -> float:
    """Return a round step that goes through the values of a column."""
    return nice(float(np.ptp(np.asarray(column, np.float64))) / _STEPS, 1)


def by_step(size: float, value: float, direction: int) -> float:
    """Go to the next multiple of a step, written without a rounding error."""
    return float(f"{(round(value / size) + direction) * size:.12g}")


def _columns(dataset: Dataset) -> tuple[object, ...]:
    """Return what decides which fields there are."""
    return (
        dataset.input_names,
        dataset.output_names,
        dataset.class_names,
        dataset.image_shape,
    )


def _put(grid: QGridLayout, across: int, name: str, field: QWidget) -> None:
    """Put a field with its name into the next place of a grid."""
    row, column = divmod(grid.count() // 2, across)
    label = QLabel(name)
    label.setProperty("role", "muted")
    label.setToolTip(name)
    label.setBuddy(field)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    field.setAccessibleName(name)
    grid.addWidget(label, row, 2 * column)
    grid.addWidget(field, row, 2 * column + 1)
    grid.setColumnStretch(2 * column, 1)
