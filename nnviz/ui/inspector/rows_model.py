"""The rows of a table for Qt's table view: sorted, searched, in full on demand."""

import math
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
from nnviz.explain.number_table import NumberTable
from nnviz.ui.inspector.copying import tip_of
from nnviz.ui.inspector.grid_painting import sign_colour
from nnviz.ui.inspector.names import pretty
from nnviz.ui.painting.numbers import signed, significant
from nnviz.ui.theme.fonts import number_font, text_font
from nnviz.ui.theme.themed import current_theme

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


def _written(value: float) -> str:
    """Write a number short; what is not finite as such."""
    return signed(value, 4).strip() if math.isfinite(value) else significant(value)


class RowsModel(QAbstractTableModel):
    """The rows of a table that match a search, in the order of a column."""

    def __init__(self) -> None:
        super().__init__()
        self._table = NumberTable((), ())
        self._order: Indices = np.arange(0)
        self._sorted: tuple[int, bool] | None = None
        self._search = ""

    def show_table(self, table: NumberTable) -> None:
        """Show other numbers; sorting and search stay."""
        self._table = table
        self._arrange()

    def search(self, text: str) -> None:
        """Show only the rows with a text in their name."""
        self._search = text
        self._arrange()

    def sort(
        self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder
    ) -> None:
        """Sort by a column, magnitudes first; by the first in the rows' own order."""
        down = order == Qt.SortOrder.DescendingOrder
        self._sorted = (column, down) if column >= 0 else None
        self._arrange()

    def place(self, row: int) -> int:
        """Return which row of the table a row of the view shows."""
        return int(self._order[row])

    def value(self, index: Index) -> float | None:
        """Return the number of a cell, None in the column of names."""
        if not index.isValid() or index.column() == 0:
            return None
        return float(
            self._table.columns[index.column() - 1].values[self.place(index.row())]
        )

    def row_showing(self, place: int) -> int | None:
        """Return where a row of the table is shown, None if the search hides it."""
        found = np.flatnonzero(self._order == place)
        return int(found[0]) if len(found) else None

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802
        """Return how many rows match."""
        return 0 if parent is not None and parent.isValid() else len(self._order)

    def columnCount(self, parent: Index | None = None) -> int:  # noqa: N802
        """Return the number of columns with that of the names."""
        if parent is not None and parent.isValid():
            return 0
        return len(self._table.columns) + 1

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = 0
    ) -> Any:  # noqa: ANN401
        """Return the heading of a column."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Role.TextAlignmentRole:
            return _RIGHT if section else _LEFT
        if role == Role.ToolTipRole:
            return "Click to sort by magnitude; click again to reverse the order"
        if role != Role.DisplayRole:
            return None
        return self._table.columns[section - 1].heading if section else "from"

    def data(self, index: Index, role: int = 0) -> Any:  # noqa: ANN401
        """Return what a cell shows."""
        value = self.value(index)
        name = self._table.names[self.place(index.row())]
        if role == Role.DisplayRole:
            return pretty(name) if value is None else _written(value)
        if role == Role.TextAlignmentRole:
            return _RIGHT if index.column() else _LEFT
        if role == Role.FontRole:
            return number_font(11) if index.column() else text_font(12)
        if role == Role.ForegroundRole and value is not None:
            return QColor(sign_colour(value, current_theme()))
        if role == Role.ToolTipRole and value is not None:
            column = self._table.columns[index.column() - 1]
            return tip_of(f"{name} {column.heading}", value, column.meaning)
        return None

    def _arrange(self) -> None:
        self.beginResetModel()
        found = self._table.find(self._search)
        if self._sorted is not None:
            column, down = self._sorted
            if 0 < column <= len(self._table.columns):
                sizes = np.abs(self._table.columns[column - 1].values[found])
                order = np.argsort(-sizes if down else sizes, kind="stable")
                found = found[order]
            elif down:
                found = found[::-1]
        self._order = found
        self.endResetModel()
