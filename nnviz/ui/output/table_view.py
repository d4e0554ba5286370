"""Predictions beside targets, for data that is a table."""

from functools import partial
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHeaderView,
    QLabel,
    QSizePolicy,
    QTableView,
    QWidget,
)

from nnviz.core.types import Indices
from nnviz.ui.controls.layouts import column_of, row_of
from nnviz.ui.painting.canvas import LEFT, RIGHT
from nnviz.ui.theme.enlarging import enlarged, keep_column
from nnviz.ui.theme.fonts import number_font, text_font
from nnviz.ui.theme.style import show_rows_alone
from nnviz.ui.theme.themed import current_theme
from nnviz.ui.theme.tokens import legible
from nnviz.views.numbers import amount, count, percent, signed
from nnviz.views.output.predictions import TableValues
from nnviz.views.readings import Readings

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_SHOWN = Role.DisplayRole
_TICKS = ("✗", "✓")
CLASS_COLUMNS = ("row", "target", "predicted", "P", "")


class PredictionModel(QAbstractTableModel):
    """One row for each sample; for values and labels three columns for each output."""

    def __init__(self) -> None:
        super().__init__()
        self._values: TableValues | None = None
        self._order: Indices = np.arange(0)
        self._by_error = False

    def show_values(self, values: TableValues) -> None:
        old = self._values
        same = old is not None and (
            np.array_equal(old.rows, values.rows) and old.names == values.names
        )
        if not same:
            self.beginResetModel()
        self._values = values
        self._sort()
        if not same:
            self.endResetModel()
        else:
            self._changed()

    def sort_by_error(self, by_error: bool) -> None:
        """Put the largest errors first, or the samples in their own order."""
        self._by_error = by_error
        self._sort()
        self._changed()

    def dataset_row(self, row: int) -> int | None:
        """Return the data set's row that a row of the table shows, None outside."""
        if self._values is None or not 0 <= row < len(self._order):
            return None
        return int(self._values.rows[self._order[row]])

    def row_of(self, dataset_row: int) -> int | None:
        """Return the table's row for a row of the data set, None if it has none."""
        if self._values is None:
            return None
        found = np.flatnonzero(self._values.rows[self._order] == dataset_row)
        return int(found[0]) if len(found) else None

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802
        return 0 if parent is not None and parent.isValid() else len(self._order)

    def columnCount(self, parent: Index | None = None) -> int:  # noqa: N802
        return len(self._headers())

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = 0
    ) -> Any:  # noqa: ANN401
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Role.TextAlignmentRole:
            return self._alignment(section)
        if role == Role.EditRole:
            return self.name_of(section)
        written = role in (Role.DisplayRole, Role.ToolTipRole)
        return self._headers()[section] if written else None

    def data(self, index: Index, role: int = 0) -> Any:  # noqa: ANN401
        if self._values is None:
            return None
        column = index.column()
        if role == Role.TextAlignmentRole:
            return self._alignment(column)
        if role == Role.FontRole:
            words = self._values.task == "classification" and column in (1, 2)
            return enlarged(text_font(12) if words else number_font(12))
        sample = int(self._order[index.row()])
        if role == Role.ForegroundRole:
            return QColor(self._colour(sample, column))
        if role == Role.EditRole:
            return self._exact(sample, column)
        written = role in (Role.DisplayRole, Role.ToolTipRole)
        return self._text(sample, column) if written else None

    def name_of(self, column: int) -> str:
        """Return what a column shows, in words that no other column has."""
        values, title = self._values, self._headers()[column] or "right"
        if values is None or values.task == "classification" or len(values.names) == 1:
            return title
        output, what = divmod(column - 1, 3)
        return f"{title} {values.names[output]}" if column and what else title

    def _text(self, sample: int, column: int) -> str:
        values = self._values
        if values is None:
            return ""
        if column == 0:
            return count(int(values.rows[sample]) + 1)
        if values.task == "classification":
            return self._class_text(values, sample, column)
        output, what = divmod(column - 1, 3)
        wanted = float(values.wanted[sample, output])
        predicted = float(values.predicted[sample, output])
        if values.task == "labels":
            tick = _TICKS[bool(values.right[sample, output])]
            return (count(int(wanted)), percent(predicted), tick)[what]
        return (
            amount(wanted, signed),
            amount(predicted, signed),
            amount(predicted - wanted, partial(signed, plus=True)),
        )[what]

    def _exact(self, sample: int, column: int) -> float | int | None:
        """Return the number of a cell with all its digits, None where words are."""
        values = self._values
        assert values is not None
        if column == 0:
            return int(values.rows[sample]) + 1
        if values.task == "classification":
            shares = values.shares if column == 3 else None
            return None if shares is None else float(shares[sample])
        output, what = divmod(column - 1, 3)
        wanted = float(values.wanted[sample, output])
        predicted = float(values.predicted[sample, output])
        if values.task == "labels":
            return (int(wanted), predicted, None)[what]
        return (wanted, predicted, predicted - wanted)[what]

    def _class_text(self, values: TableValues, sample: int, column: int) -> str:
        if column in (1, 2):
            classes = values.wanted if column == 1 else values.predicted
            return values.names[int(classes[sample])]
        if column == 3 and values.shares is not None:
            return percent(float(values.shares[sample]))
        return _TICKS[bool(values.right[sample])]

    def _colour(self, sample: int, column: int) -> str:
        """Return the colour of a cell; a tick or a cross also says right or wrong."""
        values, theme = self._values, current_theme()
        if values is None or column == 0:
            return theme.muted
        if values.task == "classification":
            right = bool(values.right[sample])
            if column == 4 or (column in (2, 3) and not right):
                return theme.good if right else theme.bad
            return theme.text
        output, what = divmod(column - 1, 3)
        if values.task == "labels" and what:
            right = bool(values.right[sample, output])
            if what == 2 or not right:
                return theme.good if right else theme.bad
        if what < 2 or values.task == "labels":
            return theme.text
        above = values.predicted[sample, output] >= values.wanted[sample, output]
        return legible(theme.positive if above else theme.negative, theme)

    def _headers(self) -> tuple[str, ...]:
        if self._values is None:
            return ()
        if self._values.task == "classification":
            return CLASS_COLUMNS
        outputs = self._values.names
        if self._values.task == "labels":
            return ("row", *(title for name in outputs for title in (name, "P", "")))
        if len(outputs) == 1:
            return ("row", outputs[0], "predicted", "error")
        each = ((name, "predicted", "error") for name in outputs)
        return ("row", *(title for titles in each for title in titles))

    def _alignment(self, column: int) -> int:
        if column == 0:
            return LEFT
        words = self._values is not None and self._values.task == "classification"
        return LEFT if words and column in (1, 2) else RIGHT

    def _sort(self) -> None:
        if self._values is None:
            return
        errors = self._values.errors
        self._order = (
            np.argsort(-errors, kind="stable")
            if self._by_error
            else np.arange(len(errors))
        )

    def _changed(self) -> None:
        if len(self._order):
            last = self.index(len(self._order) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)


STRETCHED = 7
"""Up to this many columns share the width; more are as wide as needed, and scroll."""

NARROW = {"row": 50, "P": 64, "": 26}
"""Width of columns that need little; the others share the rest."""


class TableView(QWidget):
    """A table of predictions, and a switch that puts the worst at the top.

    Signals
    -------
    sample_requested
        The data set row of the sample that was clicked, or gone to by keyboard.
    """

    sample_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sample: int | None = None
        self._measured = ""
        self.model = PredictionModel()
        self.table = QTableView()
        self.caption = QLabel()
        self.caption.setProperty("role", "caption")
        self.caption.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred
        )
        self.switch = QCheckBox("Worst first")
        self.switch.setToolTip(
            "Sort by error: the probability that is missing, or the distance to the "
            "target"
        )
        self.switch.toggled.connect(self._sort)
        self._set_up_table()
        self._lay_out()

    def show_values(self, values: TableValues) -> None:
        self.model.show_values(values)
        samples = len(values.rows)
        text = f"{count(samples)} {values.part} samples"
        scored = values.task != "regression"
        if values.task == "classification":
            text += f", {percent(int(values.right.sum()) / max(1, samples))} correct"
        elif scored:
            text += f", {percent(float(values.right.mean()))} of labels correct"
        else:
            text += f", mean error {amount(float(values.errors.mean()), signed)}"
        self._measured = f"{values.part}_{'accuracy' if scored else 'error'}"
        self.caption.setText(text)

    def show_sample(self, row: int) -> None:
        """Select the sample of this row of the data set, and bring it into view."""
        self._sample = row
        self._select()

    def readings(self) -> Readings:
        """Return the caption, and the row of the current sample by its columns."""
        found, model = Readings(), self.model
        found.note(self._measured, self.caption.text().rpartition(", ")[2])
        row = None if self._sample is None else model.row_of(self._sample)
        if row is not None:
            for column in range(model.columnCount()):
                text = model.data(model.index(row, column), _SHOWN)
                found.note(model.name_of(column), text)
        return found

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setAccessibleName("Predictions beside targets")
        table.setStyleSheet(
            "QTableView, QHeaderView { border: none }"
            "QHeaderView::section { padding: 4px 3px }"
        )
        table.setToolTip("Each row is a sample; the selected row is the current sample")
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        show_rows_alone(table, 24)
        stretch = QHeaderView.ResizeMode.Stretch
        table.horizontalHeader().setSectionResizeMode(stretch)
        table.horizontalHeader().setMinimumSectionSize(28)
        table.selectionModel().currentRowChanged.connect(self._choose)
        self.model.modelReset.connect(self._size_columns)
        self.model.modelReset.connect(self._select)

    def _size_columns(self) -> None:
        """Give every column the width it needs, the first and that of ticks little."""
        header = self.table.horizontalHeader()
        mode = QHeaderView.ResizeMode
        titles = [
            self.model.headerData(column, header.orientation())
            for column in range(self.model.columnCount())
        ]
        # Names of labels stand above a single digit, and need more room than it.
        several_labels = titles.count("P") > 1
        if len(titles) > STRETCHED or several_labels:
            least = 0 if several_labels else 72
            header.setSectionResizeMode(mode.Interactive)
            for column, title in enumerate(titles):
                needed = max(least, header.sectionSizeHint(column))
                header.resizeSection(column, NARROW.get(title, needed))
            return
        header.setSectionResizeMode(mode.Stretch)
        for column, title in enumerate(titles):
            if title in NARROW:
                keep_column(header, column, NARROW[title])

    @Slot(bool)
    def _sort(self, by_error: bool) -> None:
        self.model.sort_by_error(by_error)
        self._select()
        self.table.scrollToTop()

    @Slot()
    def _select(self) -> None:
        """Select the current sample if it is listed, else nothing."""
        row = None if self._sample is None else self.model.row_of(self._sample)
        if row is None:
            self.table.clearSelection()
            return
        index = self.model.index(row, 0)
        if index.row() != self.table.currentIndex().row():
            self.table.setCurrentIndex(index)
        self.table.selectRow(row)
        self.table.scrollTo(index)

    @Slot(QModelIndex, QModelIndex)
    def _choose(self, index: QModelIndex, _before: QModelIndex) -> None:
        row = self.model.dataset_row(index.row())
        if row is not None and row != self._sample:
            self._sample = row
            self.sample_requested.emit(row)

    def _lay_out(self) -> None:
        above = row_of((self.caption, 1), self.switch, spacing=8)
        column_of(above, (self.table, 1), within=self, spacing=4)
