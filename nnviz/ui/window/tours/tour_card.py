"""The card of a tour: what to look at, how far it is, back and next; and the ring."""

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnviz.ui.controls.icons import SIZE, icon
from nnviz.ui.theme.enlarging import keep_size
from nnviz.ui.theme.style import set_role
from nnviz.ui.theme.themed import Themed

WIDTH = 268
"""Pixels: no wider than the panel at the left of a small window."""

_GAP = 10
"""Pixels between the card, the window's edges and what lights up."""

_REACH = 7
"""Pixels by which the ring is larger than what lights up."""


class TourCard(Themed, QFrame):
    """Lies over the window and leaves the keys to it, so that Space still trains.

    Signals
    -------
    next_requested, back_requested, skip_requested
        The user wants the next step, the one before, or no more of the tour.
    return_requested, more_requested, closed
        At the end: the user wants the run back, other tours, or to stay here.
    """

    next_requested = Signal()
    back_requested = Signal()
    skip_requested = Signal()
    return_requested = Signal()
    more_requested = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("tour")
        self.setAccessibleName("Tour")
        set_role(self, "floating", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        keep_size(self, width=WIDTH)
        self._ended = False
        self._tour, self._title, self._text = QLabel(), QLabel(), QLabel()
        self._place = QLabel()
        self._place.setObjectName("tour_place")
        self._text.setObjectName("tour_text")
        self._close = _close_button()
        self.back = _button("tour_back", "Back", "Go to the step before")
        self.next = _button("tour_next", "Next", "Go on")
        self.skip = _button("tour_skip", "Skip", "Leave the tour")
        self.bring_back = _button(
            "tour_return", "Back to my run", "Open the run you had before the tour"
        )
        self.more = _button("tour_more", "More tours", "Choose another tour")
        self._connect()
        self._lay_out()
        self._recolour()

    def show_step(self, titles: tuple[str, str], place: tuple[int, int]) -> None:
        """Show the tour's title, a step's, and which step of how many it is."""
        number, of = place
        self._ended = False
        self._tour.setText(titles[0])
        self._title.setText(titles[1])
        self._place.setText(f"{number} of {of}")
        self.back.setEnabled(number > 1)
        self.next.setText("Finish" if number == of else "Next")
        self._show_buttons()
        self.setAccessibleDescription(f"{titles[1]}, step {number} of {of}")

    def show_text(self, text: str, *, waits: bool) -> None:
        """Show a step's text; ``waits`` for the user to do something."""
        if text != self._text.text():
            self._text.setText(text)
        self._fit()
        set_role(self.next, "" if waits else "primary")

    def show_end(self, text: str, *, can_return: bool) -> None:
        """Say that the tour is over, and offer what can be done now."""
        self._ended = True
        self._title.setText("That was the tour")
        self._place.setText("")
        self._text.setText(text)
        self._show_buttons()
        self.bring_back.setVisible(can_return)
        set_role(self.bring_back, "primary")
        self._fit()

    def find_place(self, lit: QRect | None) -> None:
        """Lie at an edge of the window, clear of what lights up."""
        window = self.parentWidget()
        if window is None:
            return
        room = window.rect().adjusted(_GAP, 104, -_GAP, -_GAP)
        size = self.size()
        right, below = room.right() - size.width(), room.bottom() - size.height()
        middle = (room.width() - size.width()) // 2
        places = [
            QPoint(x, y)
            for x, y in (
                (room.left(), below),
                (room.left(), room.top()),
                (middle, below),
                (right, below),
                (right, room.top()),
                (middle, room.top()),
            )
        ]
        clear = (QRect(at, size) for at in places)
        best = next(
            (each for each in clear if lit is None or not each.intersects(lit)),
            QRect(places[0], size),
        )
        if best.topLeft() != self.pos():
            self.move(best.topLeft())
        # Docks that come to the front would cover it.
        self.raise_()

    def _recolour(self) -> None:
        self._close.setIcon(icon("close", self.theme.muted, self.theme.disabled))

    def _fit(self) -> None:
        """Be as high as the text needs: Qt does not ask for that by itself."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            high = layout.totalHeightForWidth(self.width())
            if high != self.height():
                self.resize(self.width(), high)

    def _show_buttons(self) -> None:
        for button in (self.back, self.next, self.skip):
            button.setVisible(not self._ended)
        for button in (self.bring_back, self.more):
            button.setVisible(self._ended)

    def _connect(self) -> None:
        self.next.clicked.connect(self.next_requested)
        self.back.clicked.connect(self.back_requested)
        self.skip.clicked.connect(self.skip_requested)
        self.bring_back.clicked.connect(self.return_requested)
        self.more.clicked.connect(self.more_requested)
        self._close.clicked.connect(self.closed)

    def _lay_out(self) -> None:
        set_role(self._tour, "heading")
        set_role(self._title, "title")
        set_role(self._place, "caption")
        for label in (self._tour, self._title, self._text):
            label.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.MarkdownText)
        top, row = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self._tour, 1)
        top.addWidget(self._close)
        row.setSpacing(6)
        for button in (self.back, self.skip):
            row.addWidget(button)
        row.addWidget(self._place, 1, Qt.AlignmentFlag.AlignCenter)
        for button in (self.more, self.bring_back, self.next):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 12, 12)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addSpacing(4)
        column.addLayout(row)


class TourRing(Themed, QWidget):
    """A ring around what a tour speaks of; the mouse goes through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("tour_ring")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_around(self, lit: QRect | None) -> None:
        """Go around a rectangle of the window, or disappear."""
        if lit is None:
            self.hide()
            return
        wanted = lit.adjusted(-_REACH, -_REACH, _REACH, _REACH)
        if wanted != self.geometry():
            self.setGeometry(wanted)
        if self.isHidden():
            self.show()
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint a line in the accent, and a fainter one around it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        for inset, width, strength in ((2.5, 5.0, 70), (4.0, 2.0, 255)):
            colour = QColor(self.theme.accent)
            colour.setAlpha(strength)
            painter.setPen(QPen(colour, width))
            painter.drawRoundedRect(
                area.adjusted(inset, inset, -inset, -inset), 9.0, 9.0
            )
        painter.end()


def _button(name: str, words: str, tip: str) -> QPushButton:
    button = QPushButton(words)
    button.setObjectName(name)
    button.setToolTip(tip)
    button.setAccessibleName(words)
    set_role(button, "flat")
    set_role(button, "little", "room")
    # A click must leave the focus where it is: Space goes on training.
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _close_button() -> QToolButton:
    button = QToolButton()
    button.setObjectName("tour_close")
    button.setProperty("role", "flat")
    button.setIconSize(QSize(SIZE, SIZE))
    button.setToolTip("Close the tour and stay here")
    button.setAccessibleName("Close the tour")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
