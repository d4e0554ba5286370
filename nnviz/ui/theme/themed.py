"""The theme in use, and widgets that follow it when it changes."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from nnviz.ui.theme.tokens import DARK, Theme

if TYPE_CHECKING:
    _Widget = QWidget
else:
    _Widget = object


class _InUse:
    theme = DARK


def current_theme() -> Theme:
    """Return the theme of the application; the dark one before any is applied."""
    return _InUse.theme


def use_theme(theme: Theme) -> None:
    """Paint everything in the colours of a theme from now on.

    This alone repaints nothing: `apply_colours` also gives Qt the palette that belongs
    to the theme, and Qt then tells every widget.
    """
    _InUse.theme = theme


class Themed(_Widget):
    """What a widget inherits, before its Qt class, to paint in the theme in use.

    Qt repaints every widget after a change of theme by itself. A widget that keeps
    something in the colours of a theme (a picture, an icon, the entries of a legend)
    renews it in `_recolour`.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._coloured_in = current_theme()

    @property
    def theme(self) -> Theme:
        """The theme in use."""
        return current_theme()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        # Style, palette and style sheet change one after another, and each sends an
        # event. The first of them finds the new theme in use; the others find nothing
        # left to do. Qt may also send events before the constructor is through.
        theme = current_theme()
        if theme is not getattr(self, "_coloured_in", theme):
            self._coloured_in = theme
            self._recolour()

    def _recolour(self) -> None:
        """Renew what is kept in the colours of a theme; called once for each change."""
