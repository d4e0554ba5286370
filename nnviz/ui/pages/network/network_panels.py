"""Everything that shows the one network, made once."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

from nnviz.ui.activation_panel.activation_panel import ActivationPanel
from nnviz.ui.charts.run_plots import AccuracyPlot, CostPlot, GradientPlot
from nnviz.ui.checking.badge import CheckBadge
from nnviz.ui.checking.checking_panel import CheckingPanel
from nnviz.ui.controls.message_bar import MessageBar
from nnviz.ui.controls.run_bar import RunBar
from nnviz.ui.diagram.edge_switch import EdgeSwitch
from nnviz.ui.diagram.network_diagram import NetworkDiagram
from nnviz.ui.experiment.experiment_panel import ExperimentPanel
from nnviz.ui.inspector.inspector import Inspector
from nnviz.ui.output.output_view import OutputView
from nnviz.ui.theme.enlarging import keep_size
from nnviz.ui.timeline.timeline_panel import TimelinePanel

LINE_HEIGHT = 20
"""Pixels of each line of text above the diagram."""


class NetworkPanels:
    """The passive widgets of the page of one network and of the panels around it."""

    def __init__(self) -> None:
        self.run_bar = RunBar()
        self.messages = MessageBar()
        self.edges = EdgeSwitch()
        self.lens = _line("lens_line", "What is looked at")
        self.where = _line("cursor_place", "Place of the cursor", "muted")
        self.diagram = NetworkDiagram()
        self.experiment = ExperimentPanel()
        self.output = OutputView()
        self.activation = ActivationPanel()
        self.inspector = Inspector()
        self.cost = CostPlot()
        self.accuracy = AccuracyPlot()
        self.gradients = GradientPlot()
        self.timeline = TimelinePanel()
        self.badge = CheckBadge()
        self.checking = CheckingPanel()

    @property
    def plots(self) -> tuple[CostPlot, AccuracyPlot, GradientPlot]:
        """The curves over the iterations."""
        return self.cost, self.accuracy, self.gradients


def _line(name: str, title: str, tone: str = "") -> QLabel:
    """Return a line above the diagram, which keeps its place while it is empty."""
    label = QLabel()
    label.setObjectName(name)
    label.setAccessibleName(title)
    label.setProperty("role", "line")
    label.setProperty("tone", tone)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    label.setContentsMargins(14, 0, 12, 0)
    keep_size(label, height=LINE_HEIGHT)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label
