"""The legend of a plot: a button for each line, which shows or hides it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from nnviz.ui.charts.chart_curve import ChartCurve
from nnviz.ui.theme.style import set_role
from nnviz.ui.theme.tokens import Theme

ICON = QSize(18, 12)
BESIDE = 20
"""Pixels of a button besides its icon and its name."""


class LegendButton(QPushButton):
    """A button whose name is cut off where many lines share little room."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._name = name
        self.setIconSize(ICON)
        self.setCheckable(True)
        self.setChecked(True)
        self.setMinimumWidth(ICON.width() + 8)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        set_role(self, "flat")

    def rename(self, name: str) -> None:
        """Write another name."""
        self._name = name
        self._write()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return what the whole name takes."""
        words = QFontMetrics(self.font()).horizontalAdvance(self._name)
        return QSize(words + ICON.width() + BESIDE, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write as much of the name as there is room for."""
        super().resizeEvent(event)
        self._write()

    def _write(self) -> None:
        metrics, right = QFontMetrics(self.font()), Qt.TextElideMode.ElideRight
        room = self.width() - ICON.width() - BESIDE + 2
        text = metrics.elidedText(self._name, right, max(room, 0))
        self.setText(text if len(text) > 2 or text == self._name else "")


def legend_button(curve: ChartCurve, theme: Theme, plot: str) -> QPushButton:
    """Return a button with a line's picture and name, down while the line shows."""
    button = LegendButton(curve.name)
    button.setObjectName(f"{plot}_show_{curve.name}")
    button.setIcon(curve.icon(theme))
    button.setToolTip(f"Show or hide: {curve.name}")
    button.setAccessibleName(f"Show {curve.name}")
    return button
