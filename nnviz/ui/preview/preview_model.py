"""The first rows of a table for Qt's table view, with a row of ticks on top."""

from functools import partial

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from nnviz.ui.theme.enlarging import enlarged
from nnviz.ui.theme.fonts import number_font, text_font
from nnviz.ui.theme.themed import current_theme
from nnviz.views.experiment.table_review import Review
from nnviz.views.numbers import amount, compact

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole

USE, KIND, FIRST = 0, 1, 2
"""The rows that say how a column is used and of what kind it is, then the values."""

FIRST_ROWS = 100
"""The rows that are shown; further ones only if a remark is about them."""

_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_TOP = {USE: "use", KIND: "kind"}
_DOT = 7


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
        self._review: Review | None = None
        self._rows: list[int] = []
        self._remarked: frozenset[str] = frozenset()
        self._remarked_lines: frozenset[int] = frozenset()
        self._numeric: tuple[bool, ...] = ()

    def show_review(self, made: Review) -> None:
        """Show a table and what is made of it; this announces nothing."""
        before = self._review
        same = before is not None and before.table is made.table
        if not same:
            self.beginResetModel()
        self._review = made
        self._remarked = frozenset(str(one.column) for one in made.remarks)
        self._remarked_lines = frozenset(one.line or 0 for one in made.remarks)
        self._numeric = tuple(c.kind == "number" for c in made.table.columns)
        if not same:
            self._rows = self._rows_to_show(made)
            self.endResetModel()
            return
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)
        across = Qt.Orientation.Horizontal
        self.headerDataChanged.emit(across, 0, self.columnCount() - 1)

    def row_of_line(self, line: int | None) -> int:
        """Return the row that shows a line of the file, or that of the kinds."""
        if self._review is None or line is None:
            return KIND
        lines = self._review.table.lines
        places = (place for place, row in enumerate(self._rows) if lines[row] == line)
        return FIRST + next(places, KIND - FIRST)

    def _rows_to_show(self, made: Review) -> list[int]:
        rows = range(min(FIRST_ROWS, made.table.rows))
        wanted = self._remarked_lines
        further = range(len(rows), made.table.rows) if max(wanted, default=0) else ()
        lines = made.table.lines
        return [*rows, *(row for row in further if lines[row] in wanted)]

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802
        return FIRST + len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:  # noqa: N802
        return 0 if self._review is None else len(self._review.table.columns)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> object:
        if self._review is None:
            return None
        across = orientation == Qt.Orientation.Horizontal
        match role:
            case Role.TextAlignmentRole if across:
                return self._alignment(section)
            case Role.ToolTipRole | Role.AccessibleDescriptionRole if across:
                return self._head_words(section)
            case Role.DecorationRole if not across:
                return self._mark(section)
            case Role.DisplayRole if across:
                mark = "• " if self._is_remarked(section) else ""
                return mark + self._name(section)
            case Role.DisplayRole:
                return self._side(section)
        return None

    def _side(self, row: int) -> str:
        if row >= FIRST:
            return f"line {self._line(row)}"
        return _TOP[row] if self._review and self._review.is_read else ""

    def _line(self, row: int) -> int:
        assert self._review is not None
        return self._review.table.lines[self._rows[row - FIRST]]

    def _is_remarked(self, column: int) -> bool:
        return self._name(column) in self._remarked

    def _mark(self, row: int) -> QIcon | None:
        """Return a dot for a line that a remark is about."""
        if row < FIRST or self._line(row) not in self._remarked_lines:
            return None
        return _dot(current_theme().warning)

    def _head_words(self, column: int) -> str:
        assert self._review is not None
        name = self._name(column)
        return "\n".join([name, *(r.done for r in self._review.remarks_on(name))])

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        row, column = index.row(), index.column()
        match role:
            case Role.DisplayRole:
                return self._text(row, column)
            case Role.CheckStateRole if row == USE and self._can_be_ticked(column):
                ticked = self._use(column) == "input"
                return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
            case Role.ForegroundRole:
                return QColor(self._colour(row, column))
            case Role.FontRole:
                return enlarged(text_font(12) if row < FIRST else number_font(12))
            case Role.TextAlignmentRole:
                return self._alignment(column)
            case Role.ToolTipRole | Role.AccessibleDescriptionRole:
                return self._obstacle(column) or self._note(row, column)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        shown = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        column = index.column()
        if index.row() != USE or not self._can_be_ticked(column):
            return shown
        return shown | Qt.ItemFlag.ItemIsUserCheckable

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
        return _RIGHT if self._numeric[column] else _LEFT

    def _name(self, column: int) -> str:
        return "" if self._review is None else self._review.table.names[column]

    def _use(self, column: int) -> str:
        return "" if self._review is None else self._review.use_of(self._name(column))

    def _obstacle(self, column: int) -> str | None:
        """Return why a column cannot be an input, if that is to be shown."""
        return None if self._review is None else self._review.obstacles[column]

    def _can_be_ticked(self, column: int) -> bool:
        is_read = self._review is not None and self._review.is_read
        usable = not (self._is_target(column) or self._obstacle(column))
        return is_read and usable

    def _is_target(self, column: int) -> bool:
        return self._use(column) == "target"

    def _text(self, row: int, column: int) -> str:
        assert self._review is not None
        if row == USE:
            return f"{self._use(column)} ▾" if self._review.is_read else ""
        if row == KIND:
            return f"{self._review.kinds[column]} ▾" if self._review.is_read else ""
        raw = self._review.table.columns[column]
        place = self._rows[row - FIRST]
        if raw.gaps is not None and raw.gaps[place]:
            return "–"
        return _written(raw.values[place])

    def _colour(self, row: int, column: int) -> str:
        theme = current_theme()
        if self._is_target(column):
            return theme.accent
        if self._obstacle(column) is not None and row < FIRST:
            return theme.disabled
        used = self._use(column) == "input"
        return theme.text if used and row != KIND else theme.muted

    def _note(self, row: int, column: int) -> str | None:
        if self._is_target(column):
            return "What the network learns to predict"
        if row == USE:
            return "Tick the columns to learn from; click for more"
        return None


def _dot(colour: str) -> QIcon:
    """Return a small dot."""
    side = enlarged(_DOT)
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(0, 0, side - 1, side - 1)
    painter.end()
    return QIcon(picture)


_rounded = partial(compact, digits=6)


def _written(value: object) -> str:
    """Format a cell; a missing value in a column of numbers is a dash."""
    if isinstance(value, float | np.floating | np.integer):
        return "–" if np.isnan(value) else amount(float(value), _rounded)
    return str(value).replace("\0", "")
