"""The theme in use, and widgets that follow it when it changes."""

from typing import TYPE_CHECKING

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
    to the theme, and tells every widget.
    """
    _InUse.theme = theme


class Themed(_Widget):
    """What a widget inherits, before its Qt class, to paint in the theme in use.

    Every widget is repainted after a change of theme. One that keeps something in the
    colours of a theme (a picture, an icon, the entries of a legend) renews it in
    `_recolour`.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._coloured_in = current_theme()

    @property
    def theme(self) -> Theme:
        """The theme in use."""
        return current_theme()

    def follow_theme(self) -> None:
        """Renew what is kept in the colours of a theme that is no longer in use."""
        theme = current_theme()
        if theme is not self._coloured_in:
            self._coloured_in = theme
            self._recolour()
            self.update()

    def _recolour(self) -> None:
        """Renew what is kept in the colours of a theme; called once for each change."""
