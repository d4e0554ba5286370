"""The plots as pages, with tabs, legend and switches together in one row."""

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QTabBar,
    QWidget,
)

from nnviz.ui.charts.iteration_plot import IterationPlot
from nnviz.ui.controls.layouts import column_of
from nnviz.ui.theme.style import set_role


class PlotTabs(QWidget):
    """One plot at a time, chosen by its tab.

    Attributes
    ----------
    bar
        The row of tabs, legend and switches. It lies above the plot, and may be taken
        away to be the title of a dock.
    """

    def __init__(
        self, plots: Sequence[IterationPlot], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._plots = tuple(plots)
        self.bar = QWidget()
        self.tabs = QTabBar()
        self._headers, self._pages = QStackedWidget(), QStackedWidget()
        for index, plot in enumerate(self._plots):
            self.tabs.addTab(plot.title)
            plot.header.go_without_heading()
            self._headers.addWidget(plot.header)
            self._pages.addWidget(plot)
            plot.titled.connect(self._show_titles)
            self.tabs.setTabToolTip(index, f"{plot.title} over the iterations")
        self.tabs.currentChanged.connect(self._headers.setCurrentIndex)
        self.tabs.currentChanged.connect(self._pages.setCurrentIndex)
        self._lay_out()

    @Slot()
    def _show_titles(self) -> None:
        for index, plot in enumerate(self._plots):
            self.tabs.setTabText(index, plot.title)

    def _lay_out(self) -> None:
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setAccessibleName("Plots")
        self.tabs.setToolTip("What is plotted over the iterations")
        set_role(self.tabs, "narrow")
        set_role(self.bar, "panel", "surface")
        fixed, ignored = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored
        self._headers.setSizePolicy(ignored, fixed)
        row = QHBoxLayout(self.bar)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(4)
        row.addWidget(self.tabs)
        row.addWidget(self._headers, 1)
        column_of(self.bar, (self._pages, 1), within=self, spacing=0)
