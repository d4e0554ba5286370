"""The samples of a run for Qt's table view: cells are made when they are seen."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage

from nnviz.core.types import Indices
from nnviz.files.written_table import WrittenTable
from nnviz.ui.output.image_view import picture
from nnviz.ui.painting.canvas import LEFT, RIGHT
from nnviz.ui.theme.enlarging import enlarged
from nnviz.ui.theme.fonts import number_font, text_font
from nnviz.ui.theme.themed import current_theme
from nnviz.views.output.image_values import brightest
from nnviz.views.readings import Readings
from nnviz.views.samples.sample_columns import SampleColumn
from nnviz.views.samples.sample_table import SampleOrder, SampleTable

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole

_ARROWS = ("\N{UPWARDS ARROW}", "\N{DOWNWARDS ARROW}")
_GIVEN, _WORKED_OUT = "-0.123456", "-1234.5"
"""The usual numbers of the data and of the network."""

_MANY = 2000
"""Samples whose table would hold the window for long, some 20 microseconds each."""
_WORDS = ("set", "target", "predicted")
_JUDGED = ("predicted", "share", "right")


class SampleModel(QAbstractTableModel):
    """One row for each sample that is listed, in the order wanted."""

    def __init__(self) -> None:
        super().__init__()
        self._table: SampleTable | None = None
        self._places: Indices = np.arange(0)
        self._brightest = 1.0
        self.order = SampleOrder(0)

    @property
    def columns(self) -> tuple[SampleColumn, ...]:
        """What the columns show."""
        return () if self._table is None else self._table.columns

    def show_table(self, table: SampleTable) -> None:
        """Show samples and figures, in the order that is wanted."""
        same = self._table is not None and self._table.listed is table.listed
        if not same:
            self.beginResetModel()
            self._brightest = brightest(table.listed.data)
        self._table = table
        if same:
            self.show_order(self.order)
        else:
            self._places = table.order(self.order)
            self.endResetModel()

    def readings(self, place: int) -> Readings:
        """Return what is said of a sample; nothing if it is not listed."""
        listed = self._table is not None and self.row_of(place) is not None
        return self._table.readings(place) if self._table and listed else Readings()

    def written_table(self) -> WrittenTable:
        """Return the samples that are listed, in their order."""
        if self._table is None:
            return WrittenTable((), ())
        return self._table.written(self._places)

    def table_or_maker(self) -> WrittenTable | Callable[[], WrittenTable]:
        """Return the same, or of very many samples what makes it in another thread."""
        if self._table is None or len(self._places) < _MANY:
            return self.written_table()
        return partial(self._table.written, self._places)

    def width_of(self, column: SampleColumn) -> int:
        """Return how wide a column has to be for its title and usual texts, pixels."""
        words, numbers = (
            QFontMetrics(enlarged(font)) for font in (text_font(13), number_font(12))
        )
        width = words.horizontalAdvance(f"{column.title} {_ARROWS[0]}")
        if self._table is not None and column.kind == "row":
            last = self._table.text(int(self._table.listed.rows.argmax()), column)
            return max(width, numbers.horizontalAdvance(last))
        if self._table is None or not self._is_words(column):
            digits = _GIVEN if column.kind in ("target", "input") else _WORKED_OUT
            return max(width, numbers.horizontalAdvance(digits))
        names = self._table.listed.words
        return max((width, *map(words.horizontalAdvance, names)))

    def show_order(self, order: SampleOrder) -> None:
        """List the samples in another order, or others of them."""
        self.order = order
        if self._table is None:
            return
        places = self._table.order(order)
        if len(places) == len(self._places):
            self.layoutAboutToBeChanged.emit()
            self._places = places
            self.layoutChanged.emit()
            last = max(0, len(self.columns) - 1)
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)
        else:
            self.beginResetModel()
            self._places = places
            self.endResetModel()

    def place(self, row: int) -> int | None:
        """Return the sample in a row of the table, None outside."""
        return int(self._places[row]) if 0 <= row < len(self._places) else None

    def row_of(self, place: int) -> int | None:
        """Return the row of the table that shows a sample, None if none does."""
        found = np.flatnonzero(self._places == place)
        return int(found[0]) if len(found) else None

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802
        return 0 if parent is not None and parent.isValid() else len(self._places)

    def columnCount(self, parent: Index | None = None) -> int:  # noqa: N802
        return len(self.columns)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = 0
    ) -> Any:  # noqa: ANN401
        if orientation != Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        column = self.columns[section]
        if role == Role.TextAlignmentRole:
            return self._alignment(column)
        if role == Role.ToolTipRole:
            return f"{column.tip or column.title}. Click to sort by it."
        if role != Role.DisplayRole:
            return None
        sorts = section == self.order.column
        return (
            f"{column.title} {_ARROWS[self.order.descending]}"
            if sorts
            else column.title
        )

    def data(self, index: Index, role: int = 0) -> Any:  # noqa: ANN401
        table, column = self._table, self.columns[index.column()]
        if table is None:
            return None
        place = int(self._places[index.row()])
        if role == Role.DisplayRole:
            return table.text(place, column)
        if role == Role.TextAlignmentRole:
            return self._alignment(column)
        if role == Role.FontRole:
            words = self._is_words(column)
            return enlarged(text_font(12) if words else number_font(12))
        if role == Role.ForegroundRole:
            return QColor(self._colour(place, column))
        if role == Role.DecorationRole and column.kind == "image":
            return self._picture(place)
        if role == Role.AccessibleTextRole:
            return f"{column.title} {table.text(place, column)}".strip()
        return None

    def _picture(self, place: int) -> QImage | None:
        pixels = None if self._table is None else self._table.pixels(place)
        if pixels is None:
            return None
        return picture(pixels, self._brightest, current_theme())

    def _is_words(self, column: SampleColumn) -> bool:
        judges = self._table is not None and self._table.listed.judges
        return column.kind == "set" or (judges and column.kind in _WORDS)

    def _alignment(self, column: SampleColumn) -> int:
        return LEFT if self._is_words(column) or column.kind == "right" else RIGHT

    def _colour(self, place: int, column: SampleColumn) -> str:
        theme, table = current_theme(), self._table
        if table is None or column.kind in ("row", "set"):
            return theme.muted
        right = table.is_right(place)
        if column.kind in _JUDGED and right is not None:
            if not right:
                return theme.bad
            return theme.good if column.kind == "right" else theme.text
        return theme.text
