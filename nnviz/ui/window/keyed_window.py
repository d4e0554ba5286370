"""A window whose keys belong to the control with the focus, where it needs them."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow

from nnviz.ui.controls.focus_ring import is_revealed


class KeyedWindow(QMainWindow):
    """Leaves keys to controls, and goes by Tab to those that can be seen.

    What knows the controls is imported with the first key, not with the window.
    """

    def event(self, event: QEvent) -> bool:
        """Leave keys to the control with the focus where it needs them."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(
            event, QKeyEvent
        ):
            from nnviz.ui.window.key_paths import belongs_to

            event.setAccepted(belongs_to(QApplication.focusWidget(), event))
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Go to the next control that can be seen, and bring it into sight."""
        moved, begun = super().focusNextPrevChild(forward), self.focusWidget()
        while moved and not is_revealed(self.focusWidget()):
            moved = super().focusNextPrevChild(forward)
            if self.focusWidget() is begun:
                break
        return moved

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the button with the focus, or copy the numbers where the focus is."""
        from nnviz.ui.controls.copying import copy_readings
        from nnviz.ui.window.key_paths import press

        focus = QApplication.focusWidget()
        copies = event.matches(QKeySequence.StandardKey.Copy)
        if not press(focus, event) and not (copies and copy_readings(focus)):
            super().keyPressEvent(event)
