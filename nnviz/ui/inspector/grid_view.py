"""A small table of numbers, painted in one go: fast enough for every step."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPaintEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolTip, QWidget

from nnviz.ui.controls.completed_menu import complete
from nnviz.ui.controls.copying import copy_number
from nnviz.ui.inspector.grid_painting import ROW, GridSheet, head_of, paint_grid
from nnviz.ui.painting.canvas import Canvas
from nnviz.ui.theme.enlarging import enlarged, keep_size
from nnviz.ui.theme.fonts import number_font
from nnviz.views.inspector.grid import (
    Grid,
    GridLayout,
    GridRow,
    lay_out,
    titles,
    written,
)
from nnviz.views.inspector.quantity_names import tip_of
from nnviz.views.readings import Readings

Key = Qt.Key
_MOVES = {
    Key.Key_Up: (-1, 0),
    Key.Key_Down: (1, 0),
    Key.Key_Left: (0, -1),
    Key.Key_Right: (0, 1),
}


_TAB, _BACK = Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason
_COPY = QKeySequence.StandardKey.Copy
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class GridView(Canvas):
    """Shows a grid; its numbers have tooltips, can be chosen with keys, and copied.

    Signals
    -------
    place_requested
        A row was double-clicked, or chosen with Return; carries its place.
    """

    place_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hint = ""
        """What a double click on a row does, for its tooltip."""
        self._grid = Grid(())
        self._texts: list[list[str]] = []
        self._titles: tuple[list[str], list[str]] = ([], [])
        self._layout: GridLayout | None = None
        self._highlighted: int | None = None
        self._chosen: tuple[int, int] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def grid(self) -> Grid:
        """What is shown."""
        return self._grid

    @property
    def texts(self) -> list[list[str]]:
        """All numbers as they are written, row by row."""
        return self._texts

    def read(self, name: Callable[[GridRow, str], str]) -> Readings:
        """Return the numbers as they are written, but for those that are hidden.

        ``name`` returns a number's name by its row and its column's heading.
        """
        found, headings = Readings(), self._grid.headings or ("",)
        _, lower = self._titles
        for number, row in enumerate(self._grid.rows):
            for column, text in enumerate(self._texts[number]):
                if text and (number, column) not in self._grid.hidden:
                    _, scaled, power = (lower or [""])[column].partition("·")
                    found.note(name(row, headings[column]), text + scaled + power)
        return found

    @property
    def highlighted(self) -> int | None:
        """The row the cursor is at."""
        return self._highlighted

    def show_grid(self, grid: Grid) -> None:
        """Show other numbers."""
        size = len(self._grid.rows), len(self._grid.headings), self._top
        self._grid = grid
        self._texts, self._titles = written(grid), titles(grid)
        self._layout = None
        if (len(grid.rows), len(grid.headings), self._top) != size:
            self._chosen = None
            keep_size(self, height=self._height())
        self.update()

    def highlight(self, row: int | None) -> None:
        """Highlight a row, or none."""
        if row != self._highlighted:
            self._highlighted = row
            self.update()

    def rect_of(self, row: int) -> QRect:
        """Return the place of a row in pixels of the screen, to scroll there."""
        return self.to_screen(QRect(0, self._top + row * ROW, self.width(), ROW))

    def choose(self, row: int, column: int) -> None:
        """Choose a number, as a click does."""
        self._chosen = row, column
        self.setAccessibleDescription(self._tip(row, column))
        self.update()

    def copy_chosen(self) -> None:
        """Put the chosen number on the clipboard, in full."""
        value = self._value(self._chosen)
        if value is not None:
            copy_number(value)

    def sizeHint(self) -> QSize:
        return enlarged(QSize(240, self._height()))

    def design_height(self, width: int) -> int:
        """Return the height of all rows."""
        return self._height()

    def resizeEvent(self, _event: object) -> None:
        self._layout = None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = self.painter()
        sheet = GridSheet(self._grid, self._texts, self._titles, self._columns())
        marks = self._highlighted, self._chosen if self.hasFocus() else None
        paint_grid(painter, sheet, self.theme, marks, self.from_screen(event.rect()))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self._place_at(self.event_place(event).toPoint())
            if place is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), self._tip(*place), self)
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Choose a number when one comes here by the keyboard."""
        by_key = event.reason() in (_TAB, _BACK)
        if by_key and self._chosen is None and self._grid.rows:
            self._move(0, 0)
        super().focusInEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the number."""
        place = self._place_at(self.event_place(event).toPoint())
        if place is not None:
            self.choose(*place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Wish for what the row is about."""
        place = self._place_at(self.event_place(event).toPoint())
        if place is not None:
            self._request(place[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move from number to number, copy, or wish for the row."""
        move = _MOVES.get(Key(event.key()))
        if event.matches(_COPY) and self._chosen:
            self.copy_chosen()
        elif move and event.modifiers() in _PLAIN and self._grid.rows:
            self._move(*move)
        elif event.key() in (Key.Key_Return, Key.Key_Enter) and self._chosen:
            self._request(self._chosen[0])
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy the number."""
        place = self._place_at(self.event_place(event).toPoint())
        if place is None or self._value(place) is None:
            event.ignore()
            return
        self.choose(*place)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Copy number in full", self.copy_chosen)
        complete(menu, self)
        menu.popup(event.globalPos())

    def _height(self) -> int:
        return self._top + len(self._grid.rows) * ROW + 2

    @property
    def _top(self) -> int:
        return head_of(self._titles)

    def _columns(self) -> GridLayout:
        if self._layout is None:
            metrics = QFontMetricsF(number_font(12))
            unit = metrics.horizontalAdvance("0")
            self._layout = lay_out(self._texts, self._titles, self.width(), unit)
        return self._layout

    def _place_at(self, point: QPoint) -> tuple[int, int] | None:
        """Return the row and column under a point."""
        row = (point.y() - self._top) // ROW
        if not 0 <= row < len(self._grid.rows):
            return None
        return row, self._columns().column_at(QPointF(point).x())

    def _value(self, place: tuple[int, int] | None) -> float | None:
        if place is None or place in self._grid.hidden:
            return None
        return self._grid.rows[place[0]].values[place[1]]

    def _tip(self, row: int, column: int) -> str:
        about, value = self._grid.rows[row], self._value((row, column))
        heading = self._grid.headings[column] if self._grid.headings else ""
        if value is None:
            return about.meaning or about.name
        text = tip_of(f"{about.name} {heading}".strip(), value, about.meaning)
        return f"{text}\n{self.hint}" if self.hint and about.place >= 0 else text

    def _move(self, down: int, right: int) -> None:
        columns = max(1, len(self._grid.headings))
        row, column = self._chosen or (0, columns - 1)
        if self._chosen:
            row = min(max(row + down, 0), len(self._grid.rows) - 1)
            column = min(max(column + right, 0), columns - 1)
        self.choose(row, column)

    def _request(self, row: int) -> None:
        place = self._grid.rows[row].place
        if place >= 0:
            self.place_requested.emit(place)
