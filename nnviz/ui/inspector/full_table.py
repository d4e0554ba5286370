"""All rows of a table, which can be sorted by any column and searched by name."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QMenu,
    QTableView,
    QWidget,
)

from nnviz.core.types import Indices
from nnviz.explain.number_table import NumberColumn, NumberTable
from nnviz.explain.terms import Terms
from nnviz.ui.controls.completed_menu import complete
from nnviz.ui.controls.copying import copy_number
from nnviz.ui.controls.layouts import column_of
from nnviz.ui.inspector.grid_painting import sign_colour
from nnviz.ui.theme.enlarging import enlarged, keep_column, keep_size
from nnviz.ui.theme.fonts import number_font, text_font
from nnviz.ui.theme.style import set_role, show_rows_alone
from nnviz.ui.theme.themed import current_theme
from nnviz.views.inspector.grid import GridRow
from nnviz.views.inspector.quantity_names import heading_of, pretty, tip_of
from nnviz.views.numbers import signed, significant
from nnviz.views.readings import Readings

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
HEIGHT = 300
NAME_WIDTH = 84
_COPY = QKeySequence.StandardKey.Copy


def _written(value: float) -> str:
    """Write a number briefly."""
    return signed(value, 4).strip() if math.isfinite(value) else significant(value)


class RowsModel(QAbstractTableModel):
    """The rows of a table that match a search, sorted by a column."""

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
        """Show only the rows whose names contain a text."""
        self._search = text
        self._arrange()

    def sort(
        self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder
    ) -> None:
        """Sort by the magnitudes in a column; the names keep the table's order."""
        down = order == Qt.SortOrder.DescendingOrder
        self._sorted = (column, down) if column >= 0 else None
        self._arrange()

    def place(self, row: int) -> int:
        """Return the table's row that a row of the view shows."""
        return int(self._order[row])

    def value(self, index: Index) -> float | None:
        """Return the number in a cell, None in the column of names."""
        if not index.isValid() or index.column() == 0:
            return None
        return float(
            self._table.columns[index.column() - 1].values[self.place(index.row())]
        )

    def read(self, name: Callable[[GridRow, str], str]) -> Readings:
        """Return the numbers of all rows listed; for ``name`` see ``GridView.read``."""
        found = Readings()
        for number in range(self.rowCount()):
            place = self.place(number)
            row = GridRow(self._table.names[place], (), place=place)
            for each in self._table.columns:
                found.note(name(row, each.heading), _written(float(each.values[place])))
        return found

    def row_showing(self, place: int) -> int | None:
        """Return the view's row for a row of the table, None if the search hides it."""
        found = np.flatnonzero(self._order == place)
        return int(found[0]) if len(found) else None

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802
        return 0 if parent is not None and parent.isValid() else len(self._order)

    def columnCount(self, parent: Index | None = None) -> int:  # noqa: N802
        if parent is not None and parent.isValid():
            return 0
        return len(self._table.columns) + 1

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = 0
    ) -> Any:  # noqa: ANN401
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
        value = self.value(index)
        name = self._table.names[self.place(index.row())]
        if role == Role.DisplayRole:
            return pretty(name) if value is None else _written(value)
        if role == Role.EditRole:
            return name if value is None else value
        if role == Role.TextAlignmentRole:
            return _RIGHT if index.column() else _LEFT
        if role == Role.FontRole:
            return enlarged(number_font(11) if index.column() else text_font(12))
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


def table_of(terms: Terms) -> NumberTable:
    """Return all terms of a sum as a table."""
    left, right = heading_of(terms.left_name), heading_of(terms.right_name)
    return NumberTable(
        tuple(terms.names),
        (
            NumberColumn(left, terms.left),
            NumberColumn(right, terms.right),
            NumberColumn("product", terms.products),
            NumberColumn("sum", terms.running, "sum up to here"),
        ),
    )


class FullTable(QWidget):
    """A search field and the rows below it.

    Signals
    -------
    place_requested
        A row was double-clicked, or chosen with Return; carries its place.
    """

    place_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = RowsModel()
        self.search = QLineEdit()
        self.search.setPlaceholderText("search by name")
        self.search.setAccessibleName("Search the table by name")
        self.search.setToolTip("Show only the rows with this text in their name")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self.model.search)
        self.table = _Rows(self.model)
        self.table.activated.connect(self._request)
        column_of(self.search, self.table, within=self, spacing=4)
        keep_size(self, height=HEIGHT)

    def show_table(self, table: NumberTable) -> None:
        """Show other numbers."""
        self.model.show_table(table)

    def highlight(self, place: int) -> None:
        """Select the row of the cursor's term, and scroll to it."""
        row = self.model.row_showing(place)
        if row is not None:
            self.table.setCurrentIndex(self.model.index(row, 0))

    def _request(self, index: QModelIndex) -> None:
        self.place_requested.emit(self.model.place(index.row()))


class _Rows(QTableView):
    """The rows, whose numbers can be copied."""

    def __init__(self, model: RowsModel) -> None:
        super().__init__()
        self._rows = model
        self.setModel(model)
        self.setAccessibleName("All numbers")
        set_role(self, "little", "room")
        for header in (self.horizontalHeader(), self.verticalHeader()):
            set_role(header, "little", "room")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSortingEnabled(True)
        show_rows_alone(self, 22)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(28)
        model.modelReset.connect(self._size_names)
        header.setSortIndicator(-1, Qt.SortOrder.DescendingOrder)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._offer)

    def _size_names(self) -> None:
        """Give the column of names a fixed width."""
        header = self.horizontalHeader()
        keep_column(header, 0, NAME_WIDTH)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the number at the current cell."""
        if event.matches(_COPY):
            self._copy()
        else:
            super().keyPressEvent(event)

    def _copy(self) -> None:
        value = self._rows.value(self.currentIndex())
        if value is not None:
            copy_number(value)

    def _offer(self, point: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Copy number in full", self._copy)
        complete(menu, self)
        menu.popup(self.viewport().mapToGlobal(point))
