"""Which keys belong to the control that has the focus, not to the whole window."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QTabBar,
    QWidget,
)

from nnviz.ui.controls.focus_ring import takes_arrows
from nnviz.ui.experiment.tiles import Tile
from nnviz.ui.inspector.stack_picture import StackPicture
from nnviz.ui.timeline.track import TimelineTrack

_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
_MOVERS = (
    StackPicture,
    Tile,
    TimelineTrack,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QTabBar,
)
"""What arrow keys move about in, so that they do no training steps there."""


def belongs_to(focus: QWidget | None, event: QKeyEvent) -> bool:
    """Tell whether the control with the focus needs a key that is also a shortcut."""
    plain = event.modifiers() in _PLAIN
    if focus is None or not plain or event.key() not in _ARROWS:
        return False
    return isinstance(focus, _MOVERS) or takes_arrows(focus)


def press(focus: QWidget | None, event: QKeyEvent) -> bool:
    """Press the button with the focus by Enter, since Space trains; tell if it was."""
    if event.key() not in _ENTER or not isinstance(focus, QAbstractButton):
        return False
    focus.click()
    return True
