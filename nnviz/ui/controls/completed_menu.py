"""A widget's own menu, completed by the window with what it can do for the widget."""

from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QMenu, QWidget


@runtime_checkable
class Completes(Protocol):
    """A window that adds to the menus of its widgets."""

    def complete_menu(self, menu: QMenu, widget: QWidget) -> None:
        """Add what can be done with what a widget shows."""


def complete(menu: QMenu, widget: QWidget) -> None:
    """Let the main window complete a menu, also of a widget in a panel that floats."""
    root = widget
    while (parent := root.parentWidget()) is not None:
        root = parent
    if isinstance(root, Completes):
        root.complete_menu(menu, widget)
