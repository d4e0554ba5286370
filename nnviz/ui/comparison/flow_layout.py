"""Lays widgets out like words: in rows from the left, as many as they need."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Rows of widgets at the sizes they like, none wider than the whole."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 4) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802
        """Put a widget at the end."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many widgets there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """Return the item of a widget, None beyond the last one."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """Give up a widget and return its item."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802
        """Return that more room would not be used."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """Return that less width needs more rows."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Return what all rows take."""
        places = self._places(width)
        return max((place.bottom() + 1 for place in places), default=0)

    def sizeHint(self) -> QSize:
        """Return the size of all widgets in one row."""
        hints = [item.sizeHint() for item in self._items]
        across = sum(hint.width() + self.spacing() for hint in hints)
        return QSize(across, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:  # noqa: N802
        """Return the size of the smallest row."""
        return QSize(0, self.sizeHint().height())

    def setGeometry(self, room: QRect) -> None:  # noqa: N802
        """Put every widget at its place."""
        super().setGeometry(room)
        for item, place in zip(self._items, self._places(room.width()), strict=True):
            item.setGeometry(place.translated(room.topLeft()))

    def _places(self, width: int) -> list[QRect]:
        """Return where the widgets are in so much width, from the top left."""
        places: list[QRect] = []
        at, high = QPoint(0, 0), 0
        for item in self._items:
            size = item.sizeHint().boundedTo(QSize(max(width, 1), 10_000))
            if at.x() and at.x() + size.width() > width:
                at, high = QPoint(0, at.y() + high + self.spacing()), 0
            places.append(QRect(at, size))
            at = at + QPoint(size.width() + self.spacing(), 0)
            high = max(high, size.height())
        return places
