"""All rows of a table, to be sorted by any column and searched by name."""

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QMenu,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from nnviz.explain.number_table import NumberColumn, NumberTable
from nnviz.explain.terms import Terms
from nnviz.ui.inspector.copying import copy_number
from nnviz.ui.inspector.names import heading_of
from nnviz.ui.inspector.rows_model import RowsModel

HEIGHT = 300
NAME_WIDTH = 84
_STYLE = (
    "QTableView, QHeaderView { border: none }"
    "QHeaderView::section { padding: 4px 2px; font-size: 11px }"
)
_COPY = QKeySequence.StandardKey.Copy


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
    """A field to search in and the rows below it.

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
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.search)
        column.addWidget(self.table)
        self.setFixedHeight(HEIGHT)

    def show_table(self, table: NumberTable) -> None:
        """Show other numbers."""
        self.model.show_table(table)

    def show_lit(self, place: int) -> None:
        """Select and show the row of the cursor's term."""
        row = self.model.row_showing(place)
        if row is not None:
            self.table.setCurrentIndex(self.model.index(row, 0))

    def _request(self, index: QModelIndex) -> None:
        self.place_requested.emit(self.model.place(index.row()))


class _Rows(QTableView):
    """The rows, from which numbers can be copied."""

    def __init__(self, model: RowsModel) -> None:
        super().__init__()
        self._rows = model
        self.setModel(model)
        self.setAccessibleName("All numbers")
        self.setShowGrid(False)
        self.setStyleSheet(_STYLE)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSortingEnabled(True)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(22)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(28)
        model.modelReset.connect(self._size_names)
        header.setHighlightSections(False)
        header.setSortIndicator(-1, Qt.SortOrder.DescendingOrder)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._offer)

    def _size_names(self) -> None:
        """Give the column of names what it needs."""
        header = self.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(0, NAME_WIDTH)

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
        menu.popup(self.viewport().mapToGlobal(point))
