"""The legend of a plot: a button for each line, which shows or hides it."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton, QWidget

from nnviz.ui.plots.curve import Curve
from nnviz.ui.theme.style import set_role
from nnviz.ui.theme.tokens import Theme


def legend_button(curve: Curve, theme: Theme, parent: QWidget) -> QPushButton:
    """Return a button with a line's picture and name, down while the line shows."""
    button = QPushButton(curve.name, parent)
    button.setObjectName(f"{parent.objectName()}_show_{curve.name}")
    button.setCheckable(True)
    button.setChecked(True)
    button.setIcon(curve.icon(theme))
    button.setIconSize(QSize(18, 12))
    button.setToolTip(f"Show or hide: {curve.name}")
    button.setAccessibleName(f"Show {curve.name}")
    set_role(button, "flat")
    return button
