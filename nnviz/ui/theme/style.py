"""The one style sheet of the window, generated from a theme.

Widgets say what they are by a dynamic property and never set a colour:

=============================== =========================================
``role="heading"`` (QLabel)     small capitals in the muted tone
``role="muted"`` (QLabel)       secondary words
``role="caption"`` (QLabel)     secondary words, small
``role="heading_current"``      a heading where the cursor is (QLabel)
``role="title"`` (QLabel)       what a page is about
``role="line"`` (QLabel)        what is looked at, above the diagram; ``tone="muted"``
``role="number"`` (QLabel)      a number, in the monospaced face
``role="counter"`` (QLabel)     a number to be read from afar
``role="log"`` (QPlainTextEdit) printed lines, small, in the monospaced face
``role="fault"`` (QLabel)       why something cannot be
``role="past"`` (QLabel)        what is shown is not the present
``role="good"``, ``"bad"``      a badge: agreement, failure (QLabel)
``role="rule"`` (QFrame)        a line between two parts
``role="primary"`` (button)     the one primary action
``role="flat"`` (button)        no field until the pointer is over it
``role="entry"`` (button, QLabel)   a way to begin, and its name
``role="toggle"`` (button)      on or off, without the accent
``role="tile"`` (QToolButton)   a choice with a picture
``role="notice"`` (QLabel)     what is still to be done, small
``role="narrow"`` (QTabBar)     many tabs in little room
``role="good"``, ``"bad"``, ``"pending"``, ``"caution"`` (button)   a badge to press
``surface="card"`` (QWidget)    one of a list, on a field of its own
``segment="first"``, ``"middle"``, ``"last"``   joined buttons
``room="little"`` (button)      less room beside the words
``surface="panel"``, ``"canvas"`` (QWidget)     what it lies on
``surface="palette"`` (QDialog)  what lies over the window, without a frame
``surface="popup"`` (QFrame)     a field over the diagram
``surface="floating"`` (QFrame)   what lies over the window and does not move it
``surface="paragraph"`` (QFrame)                below a line
=============================== =========================================
"""

from dataclasses import asdict
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from nnviz.ui.theme.enlarging import enlarged_style, keep_size
from nnviz.ui.theme.fonts import NUMBER_FAMILY, SMALL_SIZE, TEXT_FAMILY, TEXT_SIZE
from nnviz.ui.theme.style_rules import RULES
from nnviz.ui.theme.tokens import Theme, blend

Role = QPalette.ColorRole

ROLES = {
    "panel": Role.Window,
    "background": Role.AlternateBase,
    "field": Role.Base,
    "raised": Role.ToolTipBase,
    "line": Role.Mid,
    "text": Role.WindowText,
    "muted": Role.PlaceholderText,
    "disabled": Role.Dark,
    "accent": Role.Highlight,
    "accent_over": Role.Accent,
    "on_accent": Role.HighlightedText,
    "good": Role.LinkVisited,
    "warning": Role.Midlight,
    "bad": Role.BrightText,
}
"""The role of Qt's palette that carries each colour of a theme to the style sheet."""

_MARKS = Path(__file__).with_name("marks")


def theme_colours(theme: Theme) -> dict[str, str]:
    """Return the colours of a theme that the style sheet can name."""
    return {name: str(value) for name, value in asdict(theme).items()} | {
        "accent_over": blend(theme.accent, theme.text, 0.2),
    }


def style_sheet(scale: float = 1.0) -> str:
    """Return the style sheet, for the Fusion style, any theme, and a size of type."""
    words = {name: f"palette({_css_name(role)})" for name, role in ROLES.items()}
    words |= {
        "words": TEXT_FAMILY,
        "numbers": NUMBER_FAMILY,
        "marks": _MARKS.as_posix(),
        "size": str(TEXT_SIZE),
        "small": str(SMALL_SIZE),
    }
    sheet = "".join(part.substitute(words) for part in RULES)
    return enlarged_style(sheet, scale)


def _css_name(role: QPalette.ColorRole) -> str:
    """Return what a style sheet calls a role: alternate-base for AlternateBase."""
    name = role.name.replace("ToolTip", "Tooltip")
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")


def set_role(widget: QWidget, role: str, name: str = "role") -> None:
    """Tell the style sheet what a widget is, also while it is shown.

    Parameters
    ----------
    widget
        What to mark.
    role
        One of the values in this module's table.
    name
        Which property: ``role``, ``segment``, ``room``, ``surface``, ``chosen`` or
        ``invalid``.
    """
    if widget.property(name) == role:
        return
    widget.setProperty(name, role)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


class _Coloured(QStyledItemDelegate):
    """Leaves cells their colours where their row is selected."""

    def initStyleOption(  # noqa: N802
        self,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().initStyleOption(option, index)
        ink = option.palette.brush(Role.Text)
        option.palette.setBrush(Role.HighlightedText, ink)


def show_rows_alone(table: QTableView, row_height: int) -> None:
    """Leave out all of a table but its rows and the names of its columns.

    Parameters
    ----------
    row_height
        In pixels of the design.
    """
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setFrameShape(QTableView.Shape.NoFrame)
    table.horizontalHeader().setHighlightSections(False)
    table.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
    table.setItemDelegate(_Coloured(table))
    table.verticalHeader().hide()
    keep_size(table.verticalHeader(), section=row_height)
