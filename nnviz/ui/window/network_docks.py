"""The panels around the page of one network, in their docks."""

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QMainWindow

from nnviz.data.new_rows.other_rows import OtherRows
from nnviz.ui.charts.plot_tabs import PlotTabs
from nnviz.ui.pages.network.network_page import NetworkPage
from nnviz.ui.window.docks import DockPlaces, DockShare, padded
from nnviz.ui.window.window_tabs import NETWORK, WindowTabs

_LEFT_WIDTH, _RIGHT_WIDTH = DockShare(0.16, 290, 320), DockShare(0.24, 360, 480)
_PLOTS_HEIGHT = DockShare(0.25, 190, 320)
_OUTPUT_HEIGHT, _ACTIVATION_HEIGHT = DockShare(0.48, 1, 2000), DockShare(0.52, 1, 2000)


class NetworkDocks(QObject):
    """Puts the panels where they are at first, and brings forward what is needed.

    Attributes
    ----------
    docks
        Where they are.
    inspector, checking, samples
        Those that are brought to the front when they are needed.
    """

    def __init__(
        self, window: QMainWindow, network: NetworkPage, tabs: WindowTabs
    ) -> None:
        super().__init__(window)
        self._network, self._tabs, self._keeps = network, tabs, False
        panels = network.panels
        left, right = (
            Qt.DockWidgetArea.LeftDockWidgetArea,
            Qt.DockWidgetArea.RightDockWidgetArea,
        )
        window.setCorner(Qt.Corner.BottomLeftCorner, left)
        window.setCorner(Qt.Corner.BottomRightCorner, right)
        self.docks = docks = DockPlaces(window)
        plots = PlotTabs(panels.plots)
        experiment = docks.add("Experiment", panels.experiment, "left")
        output = docks.add("Output", padded(panels.output), "right")
        activation = docks.add("Activation", padded(panels.activation), "right")
        self.inspector = docks.add("Inspector", panels.inspector_place, "right")
        panels.inspector_place.when_made(
            lambda inspector: self.inspector.setTitleBarWidget(inspector.take_title())
        )
        self.checking = docks.add("Check", padded(panels.checking_place), "right")
        # Remembered layouts know it by this name.
        self.checking.setObjectName("dock_checking")
        self.samples = docks.add("Samples", padded(panels.samples_place), "right")
        docks.stack(activation, self.inspector, self.checking, self.samples)
        below = docks.add("Plots", plots, "bottom")
        below.setTitleBarWidget(plots.bar)
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        docks.size([experiment, output], [_LEFT_WIDTH, _RIGHT_WIDTH], across)
        docks.size([below], [_PLOTS_HEIGHT], down)
        docks.size([output, activation], [_OUTPUT_HEIGHT, _ACTIVATION_HEIGHT], down)
        self._obey()

    def _obey(self) -> None:
        network = self._network
        network.stepping.explained.connect(self._show_inspector)
        network.checks.details_requested.connect(self.show_checking)
        network.record.details_requested.connect(self.show_checking)
        self.inspector.visibilityChanged.connect(network.stepping.show_seen)
        self.samples.visibilityChanged.connect(network.samples.show_seen)
        network.panels.inspector_place.when_made(
            lambda inspector: inspector.header.room.clicked.connect(self.give_column)
        )

    @Slot(bool)
    def keep_panel(self, kept: bool) -> None:
        """Keep the panel in front there when there is something new to explain."""
        self._keeps = kept

    @Slot()
    def give_column(self) -> None:
        """Give the inspector the whole right column, or take it back."""
        self._tabs.show_tab(NETWORK)
        self.docks.give_column(self.inspector)

    @Slot()
    def _show_inspector(self) -> None:
        """Bring the inspector to the front, unless it is closed or another is kept."""
        if not self.inspector.isHidden() and not self._keeps:
            self.inspector.raise_()

    @Slot()
    def show_checking(self) -> None:
        """Bring the panel of the check to the front."""
        self.checking.show()
        self.checking.raise_()

    @Slot()
    def show_samples(self) -> None:
        """Bring the table of samples to the front, and go to it."""
        self._tabs.show_tab(NETWORK)
        self.samples.show()
        self.samples.raise_()
        self._network.panels.samples.table.setFocus()

    @Slot(object)
    def show_rows(self, rows: OtherRows) -> None:
        """List the rows of a file that has been read, in front."""
        self._network.samples.add_rows(rows)
        self.show_samples()
