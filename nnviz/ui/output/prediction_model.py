"""Predictions and targets for Qt's table view."""

from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QColor

from nnviz.core.types import Indices
from nnviz.ui.output.predictions import TableValues
from nnviz.ui.painting.canvas import LEFT, RIGHT
from nnviz.ui.painting.numbers import count, percent, signed
from nnviz.ui.theme.fonts import number_font, text_font
from nnviz.ui.theme.themed import current_theme

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
CLASS_COLUMNS = ("row", "target", "predicted", "share", "")


class PredictionModel(QAbstractTableModel):
    """One row for each sample; in regression three columns for each output."""

    def __init__(self) -> None:
        super().__init__()
        self._values: TableValues | None = None
        self._order: Indices = np.arange(0)
        self._by_error = False

    def show_values(self, values: TableValues) -> None:
        """Show other predictions; the selection stays where rows are the same."""
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
        """Return the row of the data set that a row of the table shows."""
        if self._values is None or not 0 <= row < len(self._order):
            return None
        return int(self._values.rows[self._order[row]])

    def row_of(self, dataset_row: int) -> int | None:
        """Return the table's row that shows a row of the data set, if any does."""
        if self._values is None:
            return None
        found = np.flatnonzero(self._values.rows[self._order] == dataset_row)
        return int(found[0]) if len(found) else None

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802
        """Return how many samples are shown."""
        return 0 if parent is not None and parent.isValid() else len(self._order)

    def columnCount(self, parent: Index | None = None) -> int:  # noqa: N802
        """Return how many columns there are."""
        return len(self._headers())

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = 0
    ) -> Any:  # noqa: ANN401
        """Return the heading of a column."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Role.TextAlignmentRole:
            return self._alignment(section)
        written = role in (Role.DisplayRole, Role.ToolTipRole)
        return self._headers()[section] if written else None

    def data(self, index: Index, role: int = 0) -> Any:  # noqa: ANN401
        """Return what a cell shows."""
        if self._values is None:
            return None
        column = index.column()
        if role == Role.TextAlignmentRole:
            return self._alignment(column)
        if role == Role.FontRole:
            words = self._values.classification and column in (1, 2)
            return text_font(12) if words else number_font(12)
        sample = int(self._order[index.row()])
        if role == Role.ForegroundRole:
            return QColor(self._colour(sample, column))
        written = role in (Role.DisplayRole, Role.ToolTipRole)
        return self._text(sample, column) if written else None

    def _text(self, sample: int, column: int) -> str:
        values = self._values
        if values is None:
            return ""
        if column == 0:
            return count(int(values.rows[sample]) + 1)
        if values.classification:
            return self._class_text(values, sample, column)
        output, what = divmod(column - 1, 3)
        wanted = float(values.wanted[sample, output])
        predicted = float(values.predicted[sample, output])
        return (
            signed(wanted, 3),
            signed(predicted, 3),
            signed(predicted - wanted, 3, plus=True),
        )[what]

    def _class_text(self, values: TableValues, sample: int, column: int) -> str:
        if column in (1, 2):
            classes = values.wanted if column == 1 else values.predicted
            return values.names[int(classes[sample])]
        if column == 3 and values.shares is not None:
            return percent(float(values.shares[sample]))
        return "✓" if values.wanted[sample] == values.predicted[sample] else "✗"

    def _colour(self, sample: int, column: int) -> str:
        """Return the colour of a cell; right and wrong are also a tick or a cross."""
        values, theme = self._values, current_theme()
        if values is None or column == 0:
            return theme.muted
        if values.classification:
            right = values.wanted[sample] == values.predicted[sample]
            if column == 4 or (column in (2, 3) and not right):
                return theme.good if right else theme.bad
            return theme.text
        output, what = divmod(column - 1, 3)
        if what < 2:
            return theme.text
        above = values.predicted[sample, output] >= values.wanted[sample, output]
        return theme.positive if above else theme.negative

    def _headers(self) -> tuple[str, ...]:
        if self._values is None:
            return ()
        if self._values.classification:
            return CLASS_COLUMNS
        outputs = self._values.names
        if len(outputs) == 1:
            return ("row", outputs[0], "predicted", "error")
        each = ((name, "predicted", "error") for name in outputs)
        return ("row", *(title for titles in each for title in titles))

    def _alignment(self, column: int) -> int:
        if column == 0:
            return LEFT
        words = self._values is not None and self._values.classification
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
