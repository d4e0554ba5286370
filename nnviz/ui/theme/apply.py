"""Applies a theme to the application, and follows the system's light or dark."""

import time
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from nnviz.ui.theme.colour_keepers import keeps_colours
from nnviz.ui.theme.enlarging import SCALES, enlarged, renew_sizes
from nnviz.ui.theme.fonts import load_fonts, text_font
from nnviz.ui.theme.style import ROLES, style_sheet, theme_colours
from nnviz.ui.theme.themed import Themed, use_theme
from nnviz.ui.theme.tokens import DEFAULT_PALETTE, Theme, theme_with

_SLICE = 0.008
"""Seconds of work for which widgets are recoloured before others have their turn."""

MODES = ("system", "dark", "light")

Role = QPalette.ColorRole


def apply_colours(app: QApplication, theme: Theme) -> None:
    """Give the whole application the colours of a theme.

    The style sheet names roles of Qt's palette and stays as it is: to set it again
    would work every widget out once for each of its ancestors.
    """
    use_theme(theme)
    app.setPalette(qt_palette(theme))
    for widget in app.allWidgets():
        recolour(widget)


def recolour(widget: QWidget) -> None:
    """Have one widget follow the theme in use, whatever its children do."""
    if keeps_colours(widget):
        widget.style().polish(widget)  # else its style keeps the colours it once read
    if isinstance(widget, Themed):
        widget.follow_theme()


def qt_palette(theme: Theme) -> QPalette:
    """Return the theme as Qt's palette."""
    palette = QPalette()
    colours = theme_colours(theme)
    for name, role in ROLES.items():
        palette.setColor(role, QColor(colours[name]))
    for name, roles in _FURTHER.items():
        for role in roles:
            palette.setColor(role, QColor(colours[name]))
    for role in (Role.WindowText, Role.Text, Role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.disabled))
    return palette


def system_is_dark(app: QApplication) -> bool:
    """Return whether the system asks for dark windows; dark if it does not say."""
    return app.styleHints().colorScheme() != Qt.ColorScheme.Light


class Appearance(QObject):
    """The theme in use: the user's choice, or what the system asks for.

    Widgets that are seen follow another theme at once, all others right after, a few
    at a time; see `nnviz.ui.theme.themed`.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._mode = "system"
        self._palette = DEFAULT_PALETTE
        self._scale = 1.0
        self._theme = self._wanted()
        self._styled = False
        self._hidden: list[QWidget] = []
        self._later = QTimer(self)
        self._later.timeout.connect(self._recolour_some)
        load_fonts()
        app.setStyleSheet("")  # It comes last, see `style`.
        app.setStyle("Fusion")
        use_theme(self._theme)
        app.setFont(enlarged(text_font()))
        apply_colours(app, self._theme)
        app.styleHints().colorSchemeChanged.connect(self._follow_system)

    @property
    def theme(self) -> Theme:
        """The theme that is applied now."""
        return self._theme

    @property
    def mode(self) -> str:
        """One of `MODES`."""
        return self._mode

    @property
    def palette_name(self) -> str:
        """The name of the diverging pair in use."""
        return self._palette

    @property
    def scale(self) -> float:
        """How large text is, 1 to 2."""
        return self._scale

    @property
    def is_complete(self) -> bool:
        """Whether what is not seen follows the theme as well by now."""
        return not self._hidden

    def style(self) -> None:
        """Apply the style sheet, which holds for every theme.

        Best done when all widgets are in place: Qt works out the style of a widget
        again whenever it gets another parent.
        """
        if not self._styled:
            self._styled = True
            self._app.setStyleSheet(style_sheet(self._theme.scale))

    def unstyle(self) -> None:
        """Take the style sheet away, to put it on again when many widgets are made."""
        self._styled = False
        self._app.setStyleSheet("")

    def choose(self, mode: str) -> None:
        """Use the dark or light theme, or follow the system again."""
        if mode not in MODES:
            raise ValueError(f"no theme {mode!r}: choose from {', '.join(MODES)}")
        self._mode = mode
        self._update()

    def choose_palette(self, name: str) -> None:
        """Use another diverging pair, by its name in `PALETTES`."""
        self._palette = name
        self._update()

    def choose_scale(self, scale: float) -> None:
        """Make text, and what hangs on it, this many times as large as designed."""
        self._scale = min(max(scale, SCALES[0]), SCALES[-1])
        self._update()

    @Slot()
    def _follow_system(self) -> None:
        self._update()

    def _wanted(self) -> Theme:
        dark = self._mode == "dark"
        if self._mode == "system":
            dark = system_is_dark(self._app)
        theme = theme_with(dark, self._palette)
        return theme if self._scale == 1.0 else replace(theme, scale=self._scale)

    def _update(self) -> None:
        theme = self._wanted()
        if theme != self._theme:
            is_enlarged = theme.scale != self._theme.scale
            self._theme = theme
            use_theme(theme)
            self._app.setPalette(qt_palette(theme))
            if is_enlarged:
                self._enlarge()
            self._recolour_all()

    def _enlarge(self) -> None:
        """Have all widgets take the sizes of another scale."""
        self._app.setFont(enlarged(text_font()))
        renew_sizes()
        if self._styled:
            # Taken away and put on again it reaches each widget once; replaced, it
            # would be worked out once for each of a widget's ancestors.
            self._app.setStyleSheet("")
            self._app.setStyleSheet(style_sheet(self._theme.scale))

    def _recolour_all(self) -> None:
        """Recolour what is seen, and begin with what is not."""
        self._hidden.clear()
        for widget in self._app.allWidgets():
            if widget.isVisible():
                recolour(widget)
            else:
                self._hidden.append(widget)
        self._later.start(0)

    @Slot()
    def _recolour_some(self) -> None:
        """Recolour a few of the widgets that are not seen."""
        end = time.thread_time() + _SLICE
        while self._hidden and time.thread_time() < end:
            widget = self._hidden.pop()
            if isValid(widget):
                recolour(widget)
        if not self._hidden:
            self._later.stop()


_FURTHER = {
    "field": (Role.Button,),
    "text": (Role.Text, Role.ButtonText, Role.ToolTipText),
    "accent": (Role.Link,),
}
"""Roles that are left to Fusion, and the colours they have."""
