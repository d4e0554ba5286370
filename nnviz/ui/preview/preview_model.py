"""The first rows of a table for Qt's table view, with a row of ticks on top."""

from functools import partial
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor

from nnviz.data.readers.raw_table import RawColumn, RawTable
from nnviz.ui.theme.enlarging import enlarged
from nnviz.ui.theme.fonts import number_font, text_font
from nnviz.ui.theme.themed import current_theme
from nnviz.views.experiment.column_choice import (
    ColumnChoice,
    different_words,
    obstacle_of_input,
)
from nnviz.views.numbers import amount, compact, count

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole

USE, KIND, FIRST = 0, 1, 2
"""The rows that say how a column is used and of what kind it is, then the values."""

_SHOWN = 10
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_TOP = {USE: "use", KIND: "kind"}


class PreviewModel(QAbstractTableModel):
    """The columns of a table, their kinds, and the values of the first rows.

    Signals
    -------
    ticked
        The user wants the column of this name as an input, or no longer.
    """

    ticked = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        self._table: RawTable | None = None
        self._choice = ColumnChoice("", ())
        self._rows: list[tuple[Any, ...]] = []
        self._kinds: list[str] = []
        self._obstacles: list[str | None] = []

    def show_table(self, table: RawTable, choice: ColumnChoice) -> None:
        self.beginResetModel()
        self._table, self._choice = table, choice
        self._rows = table.preview(_SHOWN)
        self._kinds = [_kind(column) for column in table.columns]
        self._obstacles = [obstacle_of_input(column) for column in table.columns]
        self.endResetModel()

    def show_choice(self, choice: ColumnChoice) -> None:
        """Show which columns are chosen; this announces nothing."""
        self._choice = choice
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802
        return FIRST + len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:  # noqa: N802
        return 0 if self._table is None else len(self._table.columns)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> object:
        if self._table is None:
            return None
        across = orientation == Qt.Orientation.Horizontal
        if role == Role.TextAlignmentRole and across:
            return self._alignment(section)
        if role == Role.ToolTipRole and across:
            return self._table.names[section]
        if role != Role.DisplayRole:
            return None
        if across:
            return self._table.names[section]
        return _TOP.get(section) or f"line {self._table.lines[section - FIRST]}"

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        row, column = index.row(), index.column()
        match role:
            case Role.DisplayRole:
                return self._text(row, column)
            case Role.CheckStateRole if row == USE and not self._is_target(column):
                ticked = self._name(column) in self._choice.inputs
                return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
            case Role.ForegroundRole:
                return QColor(self._colour(row, column))
            case Role.FontRole:
                return enlarged(text_font(12) if row < FIRST else number_font(12))
            case Role.TextAlignmentRole:
                return self._alignment(column)
            case Role.ToolTipRole | Role.AccessibleDescriptionRole:
                return self._obstacles[column] or self._note(row, column)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        usable = self._obstacles[index.column()] is None
        if index.row() != USE or self._is_target(index.column()):
            return Qt.ItemFlag.ItemIsEnabled
        ticks = Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable
        return ticks | Qt.ItemFlag.ItemIsEnabled if usable else Qt.ItemFlag.NoItemFlags

    def setData(  # noqa: N802
        self, index: Index, value: object, role: int = Role.EditRole
    ) -> bool:
        """Announce a tick; it is shown once the choice comes back."""
        if role != Role.CheckStateRole or index.row() != USE:
            return False
        wanted = Qt.CheckState(value) == Qt.CheckState.Checked
        self.ticked.emit(self._name(index.column()), wanted)
        return True

    def _alignment(self, column: int) -> int:
        """Numbers stand at the right, below one another, and words at the left."""
        numbers = self._table is not None and (
            self._table.columns[column].kind == "number"
        )
        return _RIGHT if numbers else _LEFT

    def _name(self, column: int) -> str:
        return "" if self._table is None else self._table.names[column]

    def _is_target(self, column: int) -> bool:
        return self._name(column) == self._choice.target

    def _text(self, row: int, column: int) -> str:
        if row == USE:
            if self._is_target(column):
                return "target"
            return "input" if self._obstacles[column] is None else "unusable"
        if row == KIND:
            return self._kinds[column]
        return _written(self._rows[row - FIRST][column])

    def _colour(self, row: int, column: int) -> str:
        theme = current_theme()
        if self._is_target(column):
            return theme.accent
        if self._obstacles[column] is not None:
            return theme.bad if row < FIRST else theme.disabled
        used = self._name(column) in self._choice.inputs
        return theme.text if used and row != KIND else theme.muted

    def _note(self, row: int, column: int) -> str | None:
        if self._is_target(column):
            return "What the network learns to predict"
        if row == USE:
            return "Tick the columns for the network to learn from"
        return None


def _kind(column: RawColumn) -> str:
    if column.kind == "number":
        return "numbers"
    return f"{count(different_words(column))} different words"


_rounded = partial(compact, digits=6)


def _written(value: object) -> str:
    """Format a cell; a missing value in a column of numbers is a dash."""
    if isinstance(value, float | np.floating | np.integer):
        return "–" if np.isnan(value) else amount(float(value), _rounded)
    return str(value)
