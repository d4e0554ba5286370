"""The two families of type, loaded from the files that come with nnviz."""

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

from nnviz.data.assets import asset_path

TEXT_FAMILY = "Inter"
NUMBER_FAMILY = "JetBrains Mono"
TEXT_SIZE = 13
SMALL_SIZE = 11
"""Sizes in pixels."""

FILES = (
    "Inter-Regular.otf",
    "Inter-Medium.otf",
    "Inter-SemiBold.otf",
    "Inter-Bold.otf",
    "JetBrainsMono-Regular.ttf",
    "JetBrainsMono-Bold.ttf",
)


@cache
def load_fonts() -> tuple[str, ...]:
    """Make the bundled families known to Qt, once; needs an application.

    Returns
    -------
    tuple of str
        The families that were loaded.
    """
    families: list[str] = []
    for name in FILES:
        number = QFontDatabase.addApplicationFont(str(asset_path("fonts", name)))
        families += QFontDatabase.applicationFontFamilies(number)
    return tuple(dict.fromkeys(families))


def text_font(size: int = TEXT_SIZE, bold: bool = False) -> QFont:
    """Return the face for words, ``size`` pixels high."""
    return _font([TEXT_FAMILY, "sans-serif"], size, bold)


def number_font(size: int = TEXT_SIZE, bold: bool = False) -> QFont:
    """Return the monospaced face for numbers, ``size`` pixels high."""
    font = _font([NUMBER_FAMILY, "monospace"], size, bold)
    font.setStyleHint(QFont.StyleHint.Monospace)
    return font


def _font(families: list[str], size: int, bold: bool) -> QFont:
    font = QFont(families)
    font.setPixelSize(size)
    font.setBold(bold)
    return font
