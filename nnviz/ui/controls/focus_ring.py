"""Where the keyboard is: a ring around the control, and groups that are one stop."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from nnviz.ui.theme.themed import Themed

_AWAY, _BAND, _RADIUS = 3, 6, 6.0
"""How far the ring is from its control, how wide the strip it lies in, its corners."""

ONE_STOP = "one_stop"
"""The property of what shares a stop of the Tab key with its neighbours."""

_PLACES = (
    QEvent.Type.Move,
    QEvent.Type.Resize,
    QEvent.Type.Show,
    QEvent.Type.Hide,
    QEvent.Type.ParentChange,
)


class FocusRing(Themed, QWidget):
    """Surrounds one widget of a window, over everything else, wherever it moves."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setObjectName("focus_ring")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._around: list[QWidget] = []
        self.hide()

    def surround(self, widget: QWidget | None) -> None:
        """Show the ring around a widget of this window, or around none."""
        for one in self._around:
            one.removeEventFilter(self)
        self._around = []
        while widget is not None and widget is not self._window:
            self._around.append(widget)
            widget.installEventFilter(self)
            widget = widget.parentWidget()
        self._place()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Follow the widget, and whatever it lies on."""
        if event.type() in _PLACES:
            self._place()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self.theme.accent), 2.0))
        inside = QRectF(self.rect()).adjusted(1.0, 1.0, -1.0, -1.0)
        painter.drawRoundedRect(inside, _RADIUS, _RADIUS)
        painter.end()

    def _place(self) -> None:
        area = self._seen()
        self.setVisible(not area.isEmpty())
        if area.isEmpty():
            return
        away = QRect(area).adjusted(-_AWAY, -_AWAY, _AWAY, _AWAY)
        self.setGeometry(away & self._window.rect())
        whole = self.rect()
        inner = whole.adjusted(_BAND, _BAND, -_BAND, -_BAND)
        self.setMask(QRegion(whole) - QRegion(inner))
        self.raise_()

    def _seen(self) -> QRect:
        """Return what can be seen of the widget, as far as its parents go."""
        area = self._window.rect() if self._around else QRect()
        for widget in self._around:
            if not widget.isVisible():
                return QRect()
            corner = widget.mapTo(self._window, QPoint())
            area &= QRect(corner, QWidget.size(widget))
        return area


class FocusRings(QObject):
    """Shows a ring where the keyboard brought the focus, in one window after another.

    A click shows by itself where it went: it leaves no ring, which would look as if
    something had been chosen.

    Parameters
    ----------
    owner
        The window; its dialogs have rings as well.
    """

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self._owner = owner
        self._ring: FocusRing | None = None
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    @Slot(QWidget, QWidget)
    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self._ring is not None:
            self._ring.surround(None)
            self._ring = None
        if new is None or not _came_by_key(new):
            return
        window = new.window()
        if window is not self._owner and window.parentWidget() is not self._owner:
            return
        self._ring = _ring_of(window)
        if self._ring is None:
            self._ring = FocusRing(window)
            self._ring.destroyed.connect(self._forget)
        self._ring.surround(new)

    @Slot()
    def _forget(self) -> None:
        self._ring = None


class OneStop(QObject):
    """Makes buttons one stop of the Tab key: arrow keys move between them.

    Parameters
    ----------
    buttons
        In the order in which they lie; their parents keep them.
    """

    def __init__(self, buttons: Sequence[QWidget], parent: QObject) -> None:
        super().__init__(parent)
        self._buttons: list[QWidget] = []
        for button in buttons:
            self.add(button)

    def add(self, button: QWidget) -> None:
        """Put another button at the end."""
        self._buttons.append(button)
        button.setProperty(ONE_STOP, True)
        button.installEventFilter(self)
        self._choose_entry(None)

    def clear(self) -> None:
        """Go on without any button, as they go."""
        for button in self._buttons:
            button.removeEventFilter(self)
        self._buttons.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move with the arrow keys, and come back to where the focus was last."""
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._move(watched, Qt.Key(event.key()))
        if kind == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self._choose_entry(watched)
        elif kind in (QEvent.Type.EnabledChange, QEvent.Type.ShowToParent):
            self._choose_entry(None)
        return False

    def _move(self, watched: QObject, key: Qt.Key) -> bool:
        back = key in (Qt.Key.Key_Left, Qt.Key.Key_Up)
        if not back and key not in (Qt.Key.Key_Right, Qt.Key.Key_Down):
            return False
        usable = [b for b in self._buttons if b.isEnabled() and not b.isHidden()]
        place = next((k for k, b in enumerate(usable) if b is watched), 0)
        place += -1 if back else 1
        if 0 <= place < len(usable):
            usable[place].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _choose_entry(self, entry: QWidget | None) -> None:
        usable = [b for b in self._buttons if b.isEnabled() and not b.isHidden()]
        if entry is None:
            entry = next((b for b in usable if _is_stop(b)), None)
        if entry is None and self._buttons:
            # Qt passes over buttons that are disabled or hidden.
            entry = (usable or self._buttons)[0]
        for button in self._buttons:
            strong = button is entry
            policy = Qt.FocusPolicy.StrongFocus if strong else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(policy)


def takes_arrows(widget: QWidget) -> bool:
    """Tell whether arrow keys move on from a widget, as they do while it is ringed."""
    ring = _ring_of(widget.window())
    return bool(widget.property(ONE_STOP)) and ring is not None and ring.isVisible()


def is_revealed(widget: QWidget | None) -> bool:
    """Scroll a widget into sight, and tell whether it can be seen then.

    What is in a panel behind another one cannot.
    """
    if widget is None:
        return True
    area = widget.parentWidget()
    while area is not None:
        if isinstance(area, QScrollArea):
            area.ensureWidgetVisible(widget)
        area = area.parentWidget()
    return not widget.visibleRegion().isEmpty()


def _ring_of(window: QWidget) -> FocusRing | None:
    """Return a window's own ring, not that of one of its dialogs."""
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    return window.findChild(FocusRing, options=direct)


def _is_stop(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _came_by_key(widget: QWidget) -> bool:
    pressed = QApplication.mouseButtons() != Qt.MouseButton.NoButton
    by_key = Qt.WidgetAttribute.WA_KeyboardFocusChange
    return not pressed and widget.window().testAttribute(by_key)
