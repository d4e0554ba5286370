"""Everything the window shows, made once."""

from dataclasses import dataclass

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
from nnviz.ui.timeline.timeline_panel import TimelinePanel


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class NetworkPanels:
    """The passive widgets of the window."""

    run_bar: RunBar
    messages: MessageBar
    edges: EdgeSwitch
    where: QLabel
    """Where the cursor is."""
    diagram: NetworkDiagram
    experiment: ExperimentPanel
    output: OutputView
    activation: ActivationPanel
    inspector: Inspector
    cost: CostPlot
    accuracy: AccuracyPlot
    gradients: GradientPlot
    timeline: TimelinePanel
    badge: CheckBadge
    checking: CheckingPanel

    @classmethod
    def make(cls) -> "NetworkPanels":
        """Make all of them."""
        return cls(
            RunBar(),
            MessageBar(),
            EdgeSwitch(),
            _where(),
            NetworkDiagram(),
            ExperimentPanel(),
            OutputView(),
            ActivationPanel(),
            Inspector(),
            CostPlot(),
            AccuracyPlot(),
            GradientPlot(),
            TimelinePanel(),
            CheckBadge(),
            CheckingPanel(),
        )

    @property
    def plots(self) -> tuple[CostPlot, AccuracyPlot, GradientPlot]:
        """The curves over the iterations."""
        return self.cost, self.accuracy, self.gradients


def _where() -> QLabel:
    label = QLabel()
    label.setObjectName("cursor_place")
    label.setAccessibleName("Place of the cursor")
    label.setProperty("role", "caption")
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    label.setContentsMargins(14, 0, 12, 0)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label
