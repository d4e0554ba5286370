"""The row above a plot: its heading, its legend, and switches at the right."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from nnviz.ui.charts.chart_curve import ChartCurve
from nnviz.ui.charts.chart_legend import legend_button
from nnviz.ui.theme.style import set_role
from nnviz.ui.theme.tokens import Theme


class PlotHeader(QWidget):
    """Heading, legend and switches: above the curves, or wherever it is put.

    Signals
    -------
    shown_changed
        The user has shown or hidden a line; the curves know which.
    """

    shown_changed = Signal()

    def __init__(self, plot: str) -> None:
        super().__init__()
        self._plot = plot
        self._heading = QLabel()
        set_role(self._heading, "heading")
        self._curves: list[ChartCurve] = []
        self._buttons: list[QPushButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 8, 16, 0)
        self._row.setSpacing(4)
        self._row.addWidget(self._heading)
        self._row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def title(self) -> str:
        """What is plotted."""
        return self._heading.text()

    def set_title(self, title: str) -> None:
        """Name what is plotted."""
        self._heading.setText(title)

    def go_without_heading(self) -> None:
        """Leave the heading to a tab, and the room around to the tab's row."""
        self._heading.hide()
        self._row.setContentsMargins(0, 4, 0, 4)

    def add_curve(self, curve: ChartCurve, theme: Theme) -> None:
        """List a line in the legend."""
        button = legend_button(curve, theme, self._plot)
        button.toggled.connect(self._change_shown)
        self._curves.append(curve)
        self._buttons.append(button)
        self._row.insertWidget(len(self._buttons), button)

    def remove_curves(self) -> None:
        """List no line any more."""
        for button in self._buttons:
            button.deleteLater()
        self._curves.clear()
        self._buttons.clear()

    def add_switch(self, switch: QWidget) -> None:
        """Put a switch at the right end."""
        self._row.addWidget(switch)

    def add_toggle(self, text: str, what_for: str, checked: bool) -> QPushButton:
        """Put a button at the right end that is up or down."""
        button = QPushButton(text)
        button.setCheckable(True)
        button.setChecked(checked)
        set_role(button, "toggle")
        button.setObjectName(f"{self._plot}_{text}")
        button.setToolTip(what_for)
        self.add_switch(button)
        return button

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of a theme."""
        for curve, button in zip(self._curves, self._buttons, strict=True):
            button.setIcon(curve.icon(theme))

    def _change_shown(self) -> None:
        for curve, button in zip(self._curves, self._buttons, strict=True):
            curve.show(button.isChecked())
        self.shown_changed.emit()
