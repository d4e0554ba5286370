"""The legend of a comparison: a button for each contender, which brings it forward."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget

from nnviz.ui.charts.chart_header import ICON, LegendButton
from nnviz.ui.theme.line_styles import draw_sample, series_style
from nnviz.ui.theme.style import set_role
from nnviz.ui.theme.themed import Themed
from nnviz.ui.theme.tokens import Theme


class FlowLayout(QLayout):
    """Lays widgets out like words: in rows from the left, each as large as it likes."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 4) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        places = self._places(width)
        return max((place.bottom() + 1 for place in places), default=0)

    def sizeHint(self) -> QSize:
        hints = [item.sizeHint() for item in self._items]
        across = sum(hint.width() + self.spacing() for hint in hints)
        return QSize(across, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:  # noqa: N802
        return QSize(0, self.sizeHint().height())

    def setGeometry(self, room: QRect) -> None:  # noqa: N802
        super().setGeometry(room)
        for item, place in zip(self._items, self._places(room.width()), strict=True):
            item.setGeometry(place.translated(room.topLeft()))

    def _places(self, width: int) -> list[QRect]:
        """Return the widgets' rectangles in this width, from the top left."""
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


NOBODY = -1

LONGEST = 16
"""Letters of a name that are written beside a curve."""


class ContenderLegend(Themed, QWidget):
    """Names and styles of all contenders, in as many rows as they need.

    Signals
    -------
    contender_chosen
        The index of the contender to bring to the front, or -1 for none.
    """

    contender_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comparison_legend")
        self.setAccessibleName("Contenders")
        self._names: tuple[str, ...] = ()
        self._buttons: list[LegendButton] = []
        self._row = FlowLayout(self)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def buttons(self) -> tuple[LegendButton, ...]:
        """A button for each contender."""
        return tuple(self._buttons)

    def show_contenders(self, names: Sequence[str]) -> None:
        for button in self._buttons:
            self._row.removeWidget(button)
            # It is there until the event loop comes round, which a menu that is open
            # delays.
            button.hide()
            button.deleteLater()
        self._names = tuple(names)
        self._buttons = [self._button(i, name) for i, name in enumerate(names)]
        for button in self._buttons:
            self._row.addWidget(button)
        self.show_states({})

    def show_states(self, states: Mapping[int, str]) -> None:
        """Show the state of some contenders beside their names, such as "diverged"."""
        for index, button in enumerate(self._buttons):
            state = states.get(index, "")
            name = self._names[index]
            button.rename(f"{name} ✕ {state}" if state else name)
            said = f"{name}, {state}" if state else name
            button.setAccessibleName(f"Contender {said}")
            button.setToolTip(f"{said}: bring it to the front in all pictures")

    def choose(self, index: int | None) -> None:
        """Show one contender as chosen, or none, without emitting a signal."""
        for place, button in enumerate(self._buttons):
            button.setChecked(place == index)

    def _recolour(self) -> None:
        for index, button in enumerate(self._buttons):
            button.setIcon(series_icon(self.theme, index))

    def _button(self, index: int, name: str) -> LegendButton:
        button = LegendButton(name)
        button.setObjectName(f"comparison_legend_{index}")
        button.setIcon(series_icon(self.theme, index))
        button.setChecked(False)
        set_role(button, "toggle")
        set_role(button, "little", "room")
        button.clicked.connect(self._announce)
        return button

    @Slot(bool)
    def _announce(self, checked: bool) -> None:
        button = self.sender()
        if button not in self._buttons:
            return
        index = self._buttons.index(button)
        self.choose(index if checked else None)
        self.contender_chosen.emit(index if checked else NOBODY)


def series_icon(theme: Theme, index: int, size: QSize = ICON) -> QIcon:
    """Return a piece of a contender's line with its mark."""
    pixmap = QPixmap(size * 4)
    pixmap.setDevicePixelRatio(4.0)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    area = QRectF(0.0, 0.0, size.width(), size.height())
    draw_sample(painter, area, series_style(theme, index))
    painter.end()
    return QIcon(pixmap)


def shortened(name: str, most: int = LONGEST) -> str:
    """Return a name cut to at most this many letters."""
    return name if len(name) <= most else name[: most - 1] + "…"
