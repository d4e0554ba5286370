"""Applies a theme to the application, and follows the system's light or dark."""

from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from nnviz.ui.theme.enlarging import SCALES, enlarged, renew_sizes
from nnviz.ui.theme.fonts import load_fonts, text_font
from nnviz.ui.theme.style import style_sheet
from nnviz.ui.theme.themed import use_theme
from nnviz.ui.theme.tokens import DEFAULT_PALETTE, Theme, theme_with

MODES = ("system", "dark", "light")

Role = QPalette.ColorRole


def apply_colours(app: QApplication, theme: Theme) -> None:
    """Give the whole application the theme's fonts and colours."""
    use_theme(theme)  # before Qt tells the widgets
    load_fonts()
    app.setStyle("Fusion")
    app.setFont(enlarged(text_font()))
    app.setPalette(qt_palette(theme))


def qt_palette(theme: Theme) -> QPalette:
    """Return the theme as Qt's palette, for what the style sheet leaves to Fusion."""
    palette = QPalette()
    for role, colour in _roles(theme).items():
        palette.setColor(role, QColor(colour))
    for role in (Role.WindowText, Role.Text, Role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.disabled))
    return palette


def system_is_dark(app: QApplication) -> bool:
    """Return whether the system asks for dark windows; dark if it does not say."""
    return app.styleHints().colorScheme() != Qt.ColorScheme.Light


class Appearance(QObject):
    """The theme in use: the user's choice, or what the system asks for.

    Widgets hear of another theme from Qt; see `nnviz.ui.theme.themed`.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._mode = "system"
        self._palette = DEFAULT_PALETTE
        self._scale = 1.0
        self._theme = self._wanted()
        self._styled = False
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

    def style(self) -> None:
        """Apply the style sheet, now and with every later theme.

        Best done when all widgets are in place: Qt works out the style of a widget
        again whenever it gets another parent.
        """
        if not self._styled:
            self._styled = True
            self._app.setStyleSheet(style_sheet(self._theme))

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
            apply_colours(self._app, theme)
            if is_enlarged:
                renew_sizes()
            if self._styled:
                self._app.setStyleSheet(style_sheet(theme))


def _roles(theme: Theme) -> dict[QPalette.ColorRole, str]:
    return {
        Role.Window: theme.panel,
        Role.WindowText: theme.text,
        Role.Base: theme.field,
        Role.AlternateBase: theme.panel,
        Role.Text: theme.text,
        Role.PlaceholderText: theme.muted,
        Role.Button: theme.field,
        Role.ButtonText: theme.text,
        Role.BrightText: theme.bad,
        Role.ToolTipBase: theme.raised,
        Role.ToolTipText: theme.text,
        Role.Highlight: theme.accent,
        Role.HighlightedText: theme.on_accent,
        Role.Accent: theme.accent,
        Role.Link: theme.accent,
        Role.LinkVisited: theme.accent,
        Role.Light: theme.raised,
        Role.Midlight: theme.raised,
        Role.Mid: theme.line,
        Role.Dark: theme.line,
        Role.Shadow: theme.background,
    }
