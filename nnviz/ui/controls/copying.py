"""Copying texts and numbers to the clipboard, and all that a view shows."""

from collections.abc import Iterator
from typing import Protocol, runtime_checkable

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDockWidget, QWidget

from nnviz.views.readings import Readings


def copy_text(text: str) -> None:
    """Put a text on the clipboard."""
    QGuiApplication.clipboard().setText(text)


def copy_number(value: float) -> None:
    """Put a number on the clipboard with all its digits."""
    copy_text(repr(float(value)))


@runtime_checkable
class Readable(Protocol):
    """A widget that can say which numbers it shows."""

    def readings(self) -> Readings:
        """Return the program's names with the texts as they are painted."""


def views_in(root: QWidget) -> Iterator[QWidget]:
    """Yield the widgets in sight, of a window or a panel, that can say what they show.

    What is merely scrolled out of sight belongs to them.
    """
    for widget in (root, *root.findChildren(QWidget)):
        # Of a window's many widgets few have readings, and to ask the protocol of each
        # takes twenty times as long as all the rest.
        readable = hasattr(type(widget), "readings")
        if readable and widget.isVisible() and _in_front(widget):
            yield widget


def readings_of(root: QWidget) -> Readings:
    """Return all that is shown by a widget and those in it."""
    found = Readings()
    for view in views_in(root):
        if isinstance(view, Readable):
            found.take(view.readings())
    return found


def copy_readings(focus: QWidget | None) -> bool:
    """Copy what is shown where the focus is, as a table; tell if there was anything."""
    while focus is not None and not focus.isWindow():
        if found := readings_of(focus):
            copy_text(found.table)
            return True
        focus = focus.parentWidget()
    return False


def _in_front(widget: QWidget) -> bool:
    """Tell whether a widget's panel is not behind another: to Qt, that is visible."""
    at: QWidget | None = widget
    while at is not None and not isinstance(at, QDockWidget):
        # What opaque children cover of a widget does not count as visible.
        if not at.visibleRegion().isEmpty():
            return True
        at = at.parentWidget()
    return False
