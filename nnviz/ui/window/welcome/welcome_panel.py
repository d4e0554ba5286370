"""The welcome: where to begin, and what was done last."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnviz.ui.controls.icons import SIZE, icon
from nnviz.ui.controls.layouts import STRETCH, column_of, row_of
from nnviz.ui.theme.enlarging import enlarged, keep_size
from nnviz.ui.theme.style import set_role
from nnviz.ui.theme.themed import Themed
from nnviz.ui.window.welcome.welcome_pictures import WelcomePicture
from nnviz.views.tours.tour_list import TOURS

_ABOUT = {
    "neuron": "Inputs times weights, a bias, an activation",
    "backpropagation": "Forward, loss, backward, update",
    "digits": "Train, look at mistakes, draw your own",
    "comparison": "Why one of four never learns",
}
_OWN = "file"
_MOST_RECENT = 3


class WelcomePanel(Themed, QFrame):
    """Lies at the side of the window and leaves the keys to it: Space still trains.

    Parameters
    ----------
    window
        What it lies on.
    beside
        The panel whose place it takes while that one is in sight.

    Signals
    -------
    tour_requested
        The name of a tour.
    open_requested
        The user wants to choose a file.
    file_requested
        The path of a recent file.
    last_requested
        The user wants the settings of the last time.
    """

    tour_requested = Signal(str)
    open_requested = Signal()
    file_requested = Signal(object)
    last_requested = Signal()

    def __init__(self, window: QWidget, beside: QWidget) -> None:
        super().__init__(window)
        self._beside = beside
        self.setObjectName("welcome")
        self.setAccessibleName("Welcome")
        set_role(self, "floating", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._close = _close_button()
        self._last = QVBoxLayout()
        self._last_heading = _label("Go on with", "heading")
        self._lay_out()
        self._close.clicked.connect(self.leave)
        beside.installEventFilter(self)
        window.installEventFilter(self)
        self._recolour()

    def welcome(self, files: Sequence[Path], last: str) -> None:
        """Come into sight with what was done last.

        Parameters
        ----------
        files
            Recent files, the newest first.
        last
            The settings of the last time in words; "" where there are none.
        """
        _clear(self._last)
        if last:
            self._add_last(last)
        for path in [each for each in files if each.exists()][:_MOST_RECENT]:
            self._add_file(path)
        self._last_heading.setVisible(self._last.count() > 0)
        self._find_place()
        self.show()
        self.raise_()

    @Slot()
    def leave(self) -> None:
        """Go out of sight."""
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay where the panel is that it covers, and go when that goes."""
        if watched is self._beside and event.type() == QEvent.Type.Hide:
            self.leave()
        if not self.isHidden() and event.type() in _MOVES:
            self._find_place()
            self.raise_()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def _recolour(self) -> None:
        self._close.setIcon(icon("close", self.theme.muted, self.theme.disabled))

    def _find_place(self) -> None:
        """Cover the panel beside the diagram, or lie where it would be."""
        window, beside = self.parentWidget(), self._beside
        if window is None:
            return
        place = QRect(beside.mapTo(window, beside.rect().topLeft()), beside.size())
        if not beside.isVisible() or not window.rect().contains(place.center()):
            place = window.rect().adjusted(0, enlarged(104), 0, 0)
            place.setWidth(enlarged(300))
        if place.adjusted(4, 4, -4, -4) != self.geometry():
            self.setGeometry(place.adjusted(4, 4, -4, -4))

    def _add_last(self, words: str) -> None:
        button = _link(words, "Start a run with the settings of the last time")
        button.setObjectName("welcome_last")
        button.clicked.connect(self.last_requested)
        self._last.addWidget(button)

    def _add_file(self, path: Path) -> None:
        button = _link(path.name, str(path))
        button.clicked.connect(lambda: self.file_requested.emit(path))
        self._last.addWidget(button)

    def _entry(self, name: str, title: str, about: str) -> "WelcomeEntry":
        entry = WelcomeEntry(name, title, about)
        if name == _OWN:
            entry.clicked.connect(self.open_requested)
        else:
            entry.clicked.connect(lambda: self.tour_requested.emit(name))
        return entry

    def _lay_out(self) -> None:
        body = QWidget()
        rows = QVBoxLayout(body)
        rows.setContentsMargins(12, 2, 12, 10)
        rows.setSpacing(6)
        rows.addWidget(
            _label("Press Space, and the network learns. Or begin with:", "muted")
        )
        rows.addSpacing(2)
        for name, title in TOURS.items():
            rows.addWidget(self._entry(name, title, _ABOUT[name]))
        rows.addWidget(
            self._entry(_OWN, "Open my own data", "CSV, NPZ, IDX, or a session")
        )
        rows.addSpacing(6)
        rows.addWidget(self._last_heading)
        self._last.setSpacing(0)
        rows.addLayout(self._last)
        rows.addStretch(1)
        rows.addWidget(_label("Help > Welcome shows this again.", "caption"))
        top = row_of(
            (_label("Welcome to nnviz", "title"), 1), self._close, margins=(12, 8, 6, 0)
        )
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(body)
        column_of(top, (scroll, 1), within=self, margins=(2, 2, 2, 2), spacing=4)


class WelcomeEntry(QPushButton):
    """A way to begin: a picture, its name, and a few words about it."""

    def __init__(self, name: str, title: str, about: str) -> None:
        super().__init__()
        self.setObjectName(f"welcome_{name}")
        self.setAccessibleName(title)
        self.setAccessibleDescription(about)
        self.setToolTip(about)
        set_role(self, "entry")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        picture = WelcomePicture(name, self)
        keep_size(picture, width=72, height=50)
        words = column_of(STRETCH, spacing=2)
        for text, role in ((title, "entry"), (about, "caption")):
            label = _label(text, role)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            words.addWidget(label)
        words.addStretch(1)
        row_of(picture, (words, 1), within=self, margins=(6, 6, 8, 6), spacing=10)

    def sizeHint(self) -> QSize:
        return self._needed()

    def minimumSizeHint(self) -> QSize:
        return self._needed()

    def _needed(self) -> QSize:
        layout = self.layout()
        wide = self.width()
        high = 0 if layout is None else layout.totalHeightForWidth(wide)
        return QSize(200, high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as high as the words need at this width."""
        super().resizeEvent(event)
        self.updateGeometry()


_MOVES = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide)


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    set_role(label, role)
    return label


def _link(words: str, tip: str) -> QPushButton:
    button = QPushButton(words)
    button.setToolTip(tip)
    button.setAccessibleName(words)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    set_role(button, "flat")
    set_role(button, "left", "aligned")
    return button


def _close_button() -> QToolButton:
    button = QToolButton()
    button.setObjectName("welcome_close")
    set_role(button, "flat")
    keep_size(button, icon_width=SIZE, icon_height=SIZE)
    button.setToolTip("Close the welcome (Escape); Help > Welcome shows it again")
    button.setAccessibleName("Close the welcome")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _clear(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.deleteLater()
