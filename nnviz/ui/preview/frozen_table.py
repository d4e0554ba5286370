"""A table whose first rows and columns stay where they are when it is scrolled."""

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
)
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView

Hint = QAbstractItemView.ScrollHint


class FrozenTable(QTableView):
    """Shows its first rows and columns in front of what is scrolled beneath them.

    Three further tables of the same model lie over this one: its upper edge, its left
    edge, and the corner where both meet. The keyboard stays with this table.

    Parameters
    ----------
    rows
        How many rows stay.
    """

    def __init__(self, rows: int) -> None:
        super().__init__()
        self._rows, self._columns, self._frozen = rows, 0, 0
        names = "left", "top", "corner"
        self._edges = tuple(_Edge(self, f"frozen_{name}") for name in names)
        self._left, self._top, self._corner = self._edges
        self._left.verticalHeader().hide()
        for edge in (self._left, self._top):
            edge.horizontalHeader().hide()
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.valueChanged.connect(self._top.horizontalScrollBar().setValue)
        down.valueChanged.connect(self._left.verticalScrollBar().setValue)
        header = self.horizontalHeader()
        header.sectionResized.connect(self._resize_column)
        header.sectionMoved.connect(self._move_column)
        for edge in self._edges:
            edge.clicked.connect(self.clicked)
            edge.horizontalHeader().sectionClicked.connect(header.sectionClicked)

    def setModel(self, model: QAbstractItemModel | None) -> None:  # noqa: N802
        super().setModel(model)
        for edge in self._edges:
            edge.setModel(model)
            edge.setSelectionModel(self.selectionModel())

    def freeze_columns(self, columns: int) -> None:
        """Let this many columns stay, the first ones that are seen.

        Those that would take more than half of the room are scrolled with the others.
        """
        self._columns = columns
        self.updateGeometries()

    def below(self, index: QModelIndex) -> QPoint:
        """Return the lower left corner of a cell on the screen."""
        first, upper = self._is_first(index), index.row() < self._rows
        sideways = self._corner if upper else self._left
        table = sideways if first else self._top if upper else self
        return table.viewport().mapToGlobal(table.visualRect(index).bottomLeft())

    def _is_first(self, index: QModelIndex | QPersistentModelIndex) -> bool:
        return self.horizontalHeader().visualIndex(index.column()) < self._frozen

    def scrollTo(  # noqa: N802
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: Hint = Hint.EnsureVisible,
    ) -> None:
        """Bring a cell into sight, out from under the edges."""
        super().scrollTo(index, hint)
        place, edge = self.visualRect(index), self._corner.geometry()
        covered_across = edge.right() - self.verticalHeader().width() - place.left()
        covered_down = edge.bottom() - self.horizontalHeader().height() - place.top()
        if covered_across > 0 and not self._is_first(index):
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - covered_across)
        if covered_down > 0 and index.row() >= self._rows:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() - covered_down)

    def updateGeometries(self) -> None:  # noqa: N802
        """Lay the edges over what is scrolled, as wide and high as what stays."""
        super().updateGeometries()
        beside, above = self.verticalHeader(), self.horizontalHeader()
        shown, frame = self.viewport().geometry(), self.frameWidth()
        rows = range(min(self._rows, beside.count()))
        height = min(sum(map(beside.sectionSize, rows)), shown.height())
        self._frozen = width = 0
        for place in range(min(self._columns, above.count())):
            wider = width + above.sectionSize(above.logicalIndex(place))
            # Others must be left room to be scrolled in.
            if wider > shown.width() // 2:
                break
            self._frozen, width = place + 1, wider
        for edge in self._edges:
            edge.verticalHeader().setDefaultSectionSize(beside.defaultSectionSize())
            edge.verticalHeader().setFixedWidth(beside.width())
            edge.horizontalHeader().setFixedHeight(above.height())
        # A pixel more is the line that parts them from what is scrolled.
        right = width + (1 if width else 0)
        self._left.setGeometry(shown.x(), shown.y(), right, shown.height())
        whole = beside.width() + shown.width()
        self._top.setGeometry(frame, shown.y(), whole, height + 1)
        self._corner.setGeometry(
            frame, frame, beside.width() + right, above.height() + height + 1
        )

    def _resize_column(self, column: int, _before: int, width: int) -> None:
        for edge in self._edges:
            edge.setColumnWidth(column, width)
        self.updateGeometries()

    def _move_column(self, _column: int, before: int, after: int) -> None:
        for edge in self._edges:
            edge.horizontalHeader().moveSection(before, after)


class _Edge(QTableView):
    """A part of the table over itself: it follows, and takes clicks alone."""

    def __init__(self, table: QTableView, name: str) -> None:
        super().__init__(table)
        self._table = table
        self.setObjectName(name)
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setHorizontalScrollBarPolicy(off)
        self.setVerticalScrollBarPolicy(off)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(table)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAutoScroll(False)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setHighlightSections(False)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionsClickable(True)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the table beneath."""
        QApplication.sendEvent(self._table.viewport(), event)
