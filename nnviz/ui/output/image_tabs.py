"""The views of image data as tabs: sample, confusion, mistakes, draw, log."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QTabWidget, QWidget

from nnviz.core.types import Floats
from nnviz.data.prepared import PreparedData
from nnviz.session.history import Evaluation
from nnviz.session.scores import NAMED
from nnviz.ui.controls.layouts import column_of
from nnviz.ui.output.confusion_view import ConfusionView
from nnviz.ui.output.digit_pad import DigitPad
from nnviz.ui.output.image_view import ImageView
from nnviz.ui.output.log_view import LogView, TrainingLog
from nnviz.ui.output.mistakes_view import MistakesView
from nnviz.ui.theme.style import set_role
from nnviz.views.output.drawn_digit import BOXES
from nnviz.views.output.image_values import Overview, SampleValues, brightest
from nnviz.views.output.predictions import predicted_classes

TABS = ("sample", "confusion", "mistakes", "draw", "log")


class ImageTabs(QWidget):
    """Everything about images, one tab each.

    Signals
    -------
    sample_step_requested, sample_requested
        The sample beside the current one (-1 or 1); a row of the data set.
    digit_drawn
        Pixels (I,) from the pad, in the data set's units.
    overview_requested
        A tab was opened that shows an overview.
    """

    sample_step_requested = Signal(int)
    sample_requested = Signal(int)
    digit_drawn = Signal(object)
    overview_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sample, self.confusion = ImageView(), ConfusionView()
        self.mistakes, self.pad = MistakesView(), DigitPad()
        self.log = LogView()
        self._log_first = False
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setAccessibleName("Views of the images")
        self.tabs.tabBar().setToolTip("What to show of the images")
        self.tabs.tabBar().setDrawBase(False)
        set_role(self.tabs.tabBar(), "narrow")
        for name, page in zip(TABS, self.pages(), strict=True):
            self.tabs.addTab(page, name.capitalize())
        self._brightest = 1.0
        column_of(self.tabs, within=self)
        self.sample.step_requested.connect(self.sample_step_requested)
        self.mistakes.sample_requested.connect(self._open_sample)
        self.pad.digit_drawn.connect(self.digit_drawn)
        self.tabs.currentChanged.connect(self._announce_tab)

    def pages(
        self,
    ) -> tuple[ImageView, ConfusionView, MistakesView, DigitPad, LogView]:
        """Return the pages in the order of ``TABS``."""
        return self.sample, self.confusion, self.mistakes, self.pad, self.log

    @property
    def wants_overview(self) -> bool:
        """Whether an overview would be seen now."""
        return self.tabs.currentWidget() in (self.confusion, self.mistakes)

    def show_data(self, data: PreparedData) -> None:
        """Show other data; the pad is there for pictures of the usual digits only."""
        for page in (self.sample, self.confusion, self.mistakes, self.pad):
            page.show_names(data.dataset.class_names)
        wanted = predicted_classes(data.train.targets[:NAMED])
        self.log.begin(TrainingLog(data.dataset.class_names, wanted))
        self._brightest = brightest(data)
        side, width = data.dataset.image_shape or (0, 0)
        fits = side == width and side in BOXES
        if fits:
            self.pad.show_size(side, self._brightest)
        self.tabs.setTabVisible(TABS.index("draw"), fits)

    def put_log_first(self, log_first: bool) -> None:
        """Open the log when it becomes the most important page, leave it afterwards."""
        if log_first != self._log_first:
            self._log_first = log_first
            self.tabs.setCurrentWidget(self.log if log_first else self.sample)

    def show_sample(self, _row: int) -> None:
        """Mark nothing: the current sample is shown by its values."""

    def show_values(self, values: SampleValues) -> None:
        self.sample.show_values(values)

    def show_overview(self, overview: Overview) -> None:
        self.confusion.show_confusion(overview.confusion)
        self.mistakes.show_overview(overview, self._brightest)

    def show_evaluation(self, evaluation: Evaluation) -> None:
        self.log.add(evaluation)

    def show_drawing_shares(self, shares: Floats) -> None:
        self.pad.show_shares(shares)

    @Slot(int)
    def _open_sample(self, row: int) -> None:
        self.sample_requested.emit(row)
        self.tabs.setCurrentWidget(self.sample)

    @Slot(int)
    def _announce_tab(self, _index: int) -> None:
        if self.wants_overview:
            self.overview_requested.emit()
