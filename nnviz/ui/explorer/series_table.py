"""A table with a row for each function: its line, its name, and what is known of it."""

from collections.abc import Sequence
from typing import Any

import msgspec
from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from nnviz.ui.explorer.function_lines import FunctionLine, swatch
from nnviz.ui.theme.enlarging import enlarged, keep_column, keep_size
from nnviz.ui.theme.fonts import SMALL_SIZE, number_font
from nnviz.ui.theme.style import show_rows_alone
from nnviz.ui.theme.themed import current_theme

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole

ROW_HEIGHT = 24


class FunctionRow(msgspec.Struct, frozen=True):
    """A function's row.

    Attributes
    ----------
    series
        The function.
    cells
        What stands beside its name.
    shown
        Whether it is ticked; None where there is nothing to tick.
    tip
        More about it.
    """

    series: FunctionLine
    cells: tuple[str, ...]
    shown: bool | None = None
    tip: str = ""


class SeriesModel(QAbstractTableModel):
    """The rows for Qt.

    Signals
    -------
    ticked
        (name, shown): the user wants to see a function, or no longer.
    """

    ticked = Signal(str, bool)

    def __init__(self, headings: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self._headings = tuple(headings)
        self.rows: tuple[FunctionRow, ...] = ()

    def show_rows(self, rows: Sequence[FunctionRow]) -> None:
        """Show other rows; where their number stays, the selection does as well."""
        same = len(rows) == len(self.rows)
        if not same:
            self.beginResetModel()
        self.rows = tuple(rows)
        if same:
            last = self.index(len(rows) - 1, len(self._headings) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        else:
            self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Return how many functions there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self._headings)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:  # noqa: ANN401
        """Return a heading."""
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Role.DisplayRole:
            return self._headings[section]
        return _side(section) if role == Role.TextAlignmentRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Tell that names can be ticked."""
        plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        tickable = index.column() == 0 and self.rows[index.row()].shown is not None
        return plain | Qt.ItemFlag.ItemIsUserCheckable if tickable else plain

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:  # noqa: ANN401
        """Return what stands in a cell, or how it looks."""
        row, column = self.rows[index.row()], index.column()
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            return row.cells[column - 1] if column else row.series.name
        if role == Role.ToolTipRole:
            return row.tip or None
        if role == Role.TextAlignmentRole:
            return _side(column)
        if role == Role.FontRole and column:
            return enlarged(number_font(SMALL_SIZE + 1))
        if role == Role.ForegroundRole and row.series.dimmed:
            return QColor(current_theme().muted)
        return self._name_data(row, role) if column == 0 else None

    def setData(  # noqa: N802
        self,
        index: Index,
        value: Any,  # noqa: ANN401
        role: int = Role.EditRole,
    ) -> bool:
        """Announce that a function shall be shown or not."""
        if role != Role.CheckStateRole:
            return False
        shown = Qt.CheckState(value) == Qt.CheckState.Checked
        self.ticked.emit(self.rows[index.row()].series.activation.name, shown)
        return True

    def _name_data(self, row: FunctionRow, role: int) -> Any:  # noqa: ANN401
        if role == Role.DecorationRole and row.shown is not False:
            return swatch(row.series, current_theme(), 2.0)
        if role == Role.CheckStateRole and row.shown is not None:
            return Qt.CheckState.Checked if row.shown else Qt.CheckState.Unchecked
        return None


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


class SeriesTable(QTableView):
    """Shows the rows; a click on one emphasises its function.

    Signals
    -------
    function_touched
        The name of the function that was clicked, or chosen by the keyboard.
    function_pointed
        The name of the function under the pointer; empty when there is none.
    """

    function_touched = Signal(str)
    function_pointed = Signal(str)

    def __init__(self, headings: Sequence[str], name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setToolTip(f"{name}; click a function to bring it to the front")
        self.rows = SeriesModel(headings, self)
        self.setModel(self.rows)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setTabKeyNavigation(False)
        keep_size(self, icon_width=34, icon_height=14)
        show_rows_alone(self, ROW_HEIGHT)
        self.verticalHeader().setMinimumSectionSize(ROW_HEIGHT)
        self.horizontalHeader().setSectionsClickable(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._touch)
        self.activated.connect(self._touch)
        self.setMouseTracking(True)
        self.entered.connect(self._point)

    def set_widths(self, widths: Sequence[int | None]) -> None:
        """Give columns their widths; None takes what is left."""
        header = self.horizontalHeader()
        for column, width in enumerate(widths):
            if width is None:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
            else:
                keep_column(header, column, width)

    def whole_height(self) -> int:
        """Return the height at which no row is hidden."""
        rows = enlarged(ROW_HEIGHT) * self.rows.rowCount()
        return rows + self.horizontalHeader().height() + 4

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.function_pointed.emit("")

    @Slot(QModelIndex)
    def _point(self, index: QModelIndex) -> None:
        self.function_pointed.emit(self.rows.rows[index.row()].series.activation.name)

    @Slot(QModelIndex)
    def _touch(self, index: QModelIndex) -> None:
        self.function_touched.emit(self.rows.rows[index.row()].series.activation.name)
