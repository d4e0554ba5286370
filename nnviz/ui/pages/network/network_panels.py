"""Everything that shows the one network, made once."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

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
from nnviz.ui.samples.samples_panel import SamplesPanel
from nnviz.ui.theme.enlarging import enlarged
from nnviz.ui.theme.fonts import text_font
from nnviz.ui.theme.themed import Themed
from nnviz.ui.timeline.timeline_panel import TimelinePanel


def _font() -> QFont:
    return enlarged(text_font(14))


class LensLine(Themed, QWidget):
    """One line that says what is looked at, in as many words as there is room for.

    What stands behind a dot is muted. The line keeps its place while it is empty.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("lens_line")
        self._forms: tuple[str, ...] = ("",)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.say("")

    def text(self) -> str:
        """Return all words, whether there is room for them or not."""
        return self._forms[0]

    @property
    def shown_text(self) -> str:
        """The longest form that fits; if none does, the beginning of the shortest."""
        metrics, room = QFontMetrics(_font()), self.width()
        for form in self._forms:
            if metrics.horizontalAdvance(form) <= room:
                return form
        return metrics.elidedText(self._forms[-1], Qt.TextElideMode.ElideRight, room)

    def say(self, *forms: str) -> None:
        """Say something, in full first and then in fewer and fewer words."""
        if forms != self._forms:
            self._forms = forms
            self.setToolTip(forms[0])
            self.setAccessibleName(f"What is looked at: {forms[0]}")
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(_font())
        place, dot, moment = self.shown_text.partition(" · ")
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setPen(QColor(self.theme.text))
        painter.drawText(self.rect(), middle, place)
        painter.setPen(QColor(self.theme.muted))
        behind = painter.fontMetrics().horizontalAdvance(place)
        painter.drawText(self.rect().adjusted(behind, 0, 0, 0), middle, dot + moment)
        painter.end()

    def sizeHint(self) -> QSize:
        return QSize(0, QFontMetrics(_font()).height() + 6)

    def _recolour(self) -> None:
        self.updateGeometry()


class NetworkPanels:
    """The passive widgets of the page of one network and of the panels around it."""

    def __init__(self) -> None:
        self.run_bar = RunBar()
        self.messages = MessageBar()
        self.edges = EdgeSwitch()
        self.lens = LensLine()
        self.diagram = NetworkDiagram()
        self.experiment = ExperimentPanel()
        self.output = OutputView()
        self.activation = ActivationPanel()
        self.inspector = Inspector()
        self.samples = SamplesPanel()
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
