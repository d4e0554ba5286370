"""The panels around the diagram: movable, closable, remembered."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QVBoxLayout, QWidget

_AREAS = {
    "left": Qt.DockWidgetArea.LeftDockWidgetArea,
    "right": Qt.DockWidgetArea.RightDockWidgetArea,
    "bottom": Qt.DockWidgetArea.BottomDockWidgetArea,
}


def padded(widget: QWidget, sides: int = 16, ends: int = 8) -> QWidget:
    """Put a widget into another that leaves some room around it."""
    room = QWidget()
    layout = QVBoxLayout(room)
    layout.setContentsMargins(sides, 0, sides, ends)
    layout.addWidget(widget)
    return room


def add_dock(
    window: QMainWindow, title: str, widget: QWidget, area: str
) -> QDockWidget:
    """Put a widget into a dock of the window at the left, right or bottom."""
    dock = QDockWidget(title, window)
    # The name is what the remembered layout knows the dock by.
    dock.setObjectName(f"dock_{title.lower().replace(' ', '_')}")
    dock.setWidget(widget)
    window.addDockWidget(_AREAS[area], dock)
    return dock
