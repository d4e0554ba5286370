"""Keys of the window: they belong to the control with the focus, where it needs them.

What knows the controls is imported with the first key, not with the window.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

from nnviz.ui.controls.focus_ring import is_revealed


def leave_to_control(event: QEvent) -> None:
    """Leave a key to the control with the focus, if it is one that it needs."""
    if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
        from nnviz.ui.window.key_paths import belongs_to

        event.setAccepted(belongs_to(QApplication.focusWidget(), event))


def goes_to_visible(move: Callable[[], bool], window: QWidget) -> bool:
    """Move the focus on until it is where it can be seen; return whether it moved."""
    moved, begun = move(), window.focusWidget()
    while moved and not is_revealed(window.focusWidget()):
        moved = move()
        if window.focusWidget() is begun:
            break
    return moved


def presses_or_copies(event: QKeyEvent) -> bool:
    """Press the button with the focus, or copy the numbers where the focus is."""
    from nnviz.ui.controls.copying import copy_readings
    from nnviz.ui.window.key_paths import press

    focus = QApplication.focusWidget()
    copies = event.matches(QKeySequence.StandardKey.Copy)
    return press(focus, event) or (copies and copy_readings(focus))
