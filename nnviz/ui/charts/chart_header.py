"""The row above a plot: its heading, its legend, and switches at the right."""

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QIcon,
    QPainter,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from nnviz.ui.charts.chart_curve import ChartCurve, Manner
from nnviz.ui.controls.focus_ring import OneStop
from nnviz.ui.controls.layouts import STRETCH, row_of
from nnviz.ui.theme.enlarging import enlarged, keep_size
from nnviz.ui.theme.style import set_role
from nnviz.ui.theme.themed import Themed
from nnviz.ui.theme.tokens import Theme
from nnviz.views.charts.chart_series import SMOOTHINGS

ICON = QSize(18, 12)
BESIDE = 20
"""Pixels of a button besides its icon and its name."""


class LegendButton(QPushButton):
    """A button whose name is cut off where many lines share little room."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._name, self._named = name, True
        keep_size(self, icon_width=ICON.width(), icon_height=ICON.height())
        self.setCheckable(True)
        self.setChecked(True)
        keep_size(self, least_width=ICON.width() + 2)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        set_role(self, "flat")

    def rename(self, name: str) -> None:
        """Write another name."""
        self._name = name
        self._write()
        self.updateGeometry()

    def show_name(self, named: bool) -> None:
        """Show the icon with its name, or alone."""
        if named != self._named:
            self._named = named
            self._write()
            self.updateGeometry()

    @property
    def whole_name(self) -> str:
        """The name, also where it is cut off or left out."""
        return self._name

    @property
    def whole_width(self) -> int:
        """Pixels of the icon with the whole name."""
        words = QFontMetrics(self.font()).horizontalAdvance(self._name)
        return words + enlarged(ICON.width() + BESIDE)

    def sizeHint(self) -> QSize:
        width = self.whole_width if self._named else enlarged(ICON.width() + BESIDE)
        return QSize(width, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write as much of the name as there is room for."""
        super().resizeEvent(event)
        self._write()

    def _write(self) -> None:
        metrics, right = QFontMetrics(self.font()), Qt.TextElideMode.ElideRight
        room = self.width() - enlarged(ICON.width() + BESIDE) + 2
        text = metrics.elidedText(self._name, right, max(room, 0))
        fits = self._named and (len(text) > 2 or text == self._name)
        self.setText(text if fits else "")


class SmoothingPicker(QComboBox):
    """Raw, smooth, or smoother.

    Signals
    -------
    smoothing_chosen
        Another smoothing is wanted; carries its name in ``SMOOTHINGS``.
    """

    smoothing_chosen = Signal(str)

    def __init__(
        self, name: str, smoothing: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.addItems(["raw", "smooth", "smoother"])
        self.setCurrentIndex(list(SMOOTHINGS).index(smoothing))
        self.setToolTip(
            "Exponential moving average of the batch costs over about 20 or 200 "
            "iterations, because noisy curves hide one another. The readout stays "
            "exact"
        )
        self.setAccessibleName("Smoothing of the batch costs")
        self.currentIndexChanged.connect(self._choose)

    @Slot(int)
    def _choose(self, index: int) -> None:
        self.smoothing_chosen.emit(list(SMOOTHINGS)[index])


class PlotHeader(Themed, QWidget):
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
        self._buttons: list[LegendButton] = []
        self._switches: list[QWidget] = []
        self._stop = OneStop((), self)
        self._row = row_of(
            self._heading, STRETCH, within=self, margins=(16, 8, 16, 0), spacing=4
        )
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

    def add_curve(self, curve: ChartCurve) -> None:
        """List a line in the legend."""
        button = legend_button(curve, self.theme, self._plot)
        button.toggled.connect(self._change_shown)
        self._curves.append(curve)
        self._buttons.append(button)
        self._stop.add(button)
        self._row.insertWidget(len(self._buttons), button)
        self._fit_legend()

    def remove_curves(self) -> None:
        """List no line any more."""
        for button in self._buttons:
            button.deleteLater()
        self._curves.clear()
        self._buttons.clear()
        self._stop.clear()

    def add_switch(self, switch: QWidget) -> None:
        """Put a switch at the right end."""
        self._switches.append(switch)
        self._row.addWidget(switch)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_legend()

    def _fit_legend(self) -> None:
        """Leave out all names, then the legend: lines have names at their ends.

        Switches have nothing else to stand for them.
        """
        margins = self._row.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        if self._heading.isVisibleTo(self):
            room -= self._heading.sizeHint().width() + self._row.spacing()
        for switch in self._switches:
            room -= switch.sizeHint().width() + self._row.spacing()
        gaps = self._row.spacing() * len(self._buttons)
        named = sum(button.whole_width for button in self._buttons) + gaps <= room
        bare = sum(button.minimumWidth() for button in self._buttons) + gaps <= room
        for button in self._buttons:
            button.show_name(named)
            button.setVisible(bare)

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

    def _recolour(self) -> None:
        for curve, button in zip(self._curves, self._buttons, strict=True):
            button.setIcon(line_icon(curve.manner, self.theme))

    def _change_shown(self) -> None:
        for curve, button in zip(self._curves, self._buttons, strict=True):
            curve.show(button.isChecked())
        self.shown_changed.emit()


def legend_button(curve: ChartCurve, theme: Theme, plot: str) -> LegendButton:
    """Return a button with a line's picture and name, down while the line shows."""
    button = LegendButton(curve.name)
    button.setObjectName(f"{plot}_show_{curve.name}")
    button.setIcon(line_icon(curve.manner, theme))
    button.setToolTip(f"Show or hide: {curve.name}")
    button.setAccessibleName(f"Show {curve.name}")
    return button


def line_icon(manner: Manner, theme: Theme) -> QIcon:
    """Return a picture of a line for the legend."""
    pixmap = QPixmap(ICON * 4)
    pixmap.setDevicePixelRatio(4.0)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    pen = QPen(QColor(manner.colour(theme)), 2.0)
    if manner.dashed:
        pen.setDashPattern([3.0, 1.5])
    painter.setPen(pen)
    middle = QRect(0, 0, ICON.width(), ICON.height()).center().y()
    painter.drawLine(1, middle, ICON.width() - 1, middle)
    painter.end()
    return QIcon(pixmap)
