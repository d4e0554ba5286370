"""Everything that shows the one network, made once."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.ui.charts.run_plots import AccuracyPlot, CostPlot, GradientPlot
from nnviz.ui.checking.badge import CheckBadge
from nnviz.ui.checking.claims_badge import ClaimsBadge
from nnviz.ui.checking.finding_list import FindingList, FindingsBadge
from nnviz.ui.controls.later import Later
from nnviz.ui.controls.message_bar import MessageBar
from nnviz.ui.controls.run_bar import RunBar
from nnviz.ui.diagram.edge_switch import EdgeSwitch
from nnviz.ui.diagram.network_diagram import NetworkDiagram
from nnviz.ui.experiment.experiment_panel import ExperimentPanel
from nnviz.ui.inspector.activation_panel import ActivationPanel
from nnviz.ui.output.output_view import OutputView
from nnviz.ui.theme.enlarging import enlarged
from nnviz.ui.theme.fonts import text_font
from nnviz.ui.theme.themed import Themed
from nnviz.ui.timeline.timeline_panel import TimelinePanel

if TYPE_CHECKING:
    from nnviz.ui.checking.checking_panel import CheckingPanel
    from nnviz.ui.inspector.inspector import Inspector
    from nnviz.ui.samples.samples_panel import SamplesPanel


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
    """The passive widgets of the page of one network and of the panels around it.

    Those that are behind others at first are made when they are first needed; whoever
    asks for one needs it, and whoever feeds one deals with its place.
    """

    def __init__(self) -> None:
        self.run_bar = RunBar()
        self.messages = MessageBar()
        self.edges = EdgeSwitch()
        self.lens = LensLine()
        self.diagram = NetworkDiagram()
        self.experiment = ExperimentPanel()
        self.output = OutputView()
        self.activation = ActivationPanel()
        self.inspector_place = Later(_inspector)
        self.samples_place = Later(_samples)
        self.cost = CostPlot()
        self.accuracy = AccuracyPlot()
        self.gradients = GradientPlot()
        self.timeline = TimelinePanel()
        self.badge, self.claims = CheckBadge(), ClaimsBadge()
        self.findings = FindingsBadge()
        self.finding_list = FindingList()
        self.checking_place = Later(_checking)

    @property
    def later(self) -> tuple[Later[Any], ...]:
        """The places of what is made when it is first needed."""
        return self.inspector_place, self.samples_place, self.checking_place

    @property
    def inspector(self) -> "Inspector":
        """The arithmetic of what is selected."""
        return self.inspector_place.get()

    @property
    def samples(self) -> "SamplesPanel":
        """The table of all samples."""
        return self.samples_place.get()

    @property
    def checking(self) -> "CheckingPanel":
        """What the check finds, and the gallery of mistakes."""
        return self.checking_place.get()

    @property
    def plots(self) -> tuple[CostPlot, AccuracyPlot, GradientPlot]:
        """The curves over the iterations."""
        return self.cost, self.accuracy, self.gradients


def _inspector() -> "Inspector":
    from nnviz.ui.inspector.inspector import Inspector

    return Inspector()


def _samples() -> "SamplesPanel":
    from nnviz.ui.samples.samples_panel import SamplesPanel

    return SamplesPanel()


def _checking() -> "CheckingPanel":
    from nnviz.ui.checking.checking_panel import CheckingPanel

    return CheckingPanel()
