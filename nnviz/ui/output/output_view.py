"""The output panel: the one view that suits the data."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from nnviz.core.types import Floats
from nnviz.session.history import Evaluation
from nnviz.ui.output.curve_values import CurvePlan, CurveValues
from nnviz.ui.output.curve_view import CurveView
from nnviz.ui.output.image_tabs import ImageTabs
from nnviz.ui.output.image_values import Overview, SampleValues
from nnviz.ui.output.surface_values import SurfacePlan, SurfaceValues
from nnviz.ui.output.surface_view import SurfaceView
from nnviz.ui.output.table_values import TableValues
from nnviz.ui.output.table_view import TableView
from nnviz.ui.output.values import OutputPlan, OutputValues, ReadOut
from nnviz.ui.theme.tokens import Theme


class OutputView(QWidget):
    """What the network gives: values come in, wishes go out.

    Signals
    -------
    pointer_moved
        The place that is pointed at, (x, y) or (x,), or None; ``show_read_out`` is
        the answer, and may be called again while the place stays the same.
    sample_requested
        A row of the data set that the user wants to see.
    sample_step_requested
        -1 for the previous sample, 1 for the next.
    digit_drawn
        Pixels (784,) in 0..255; ``show_drawing_shares`` is the answer.
    overview_requested
        A tab was opened that needs ``show_overview``.
    """

    pointer_moved = Signal(object)
    sample_requested = Signal(int)
    sample_step_requested = Signal(int)
    digit_drawn = Signal(object)
    overview_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("output_view")
        self.setAccessibleName("Output of the network")
        self.surface, self.curve = SurfaceView(theme), CurveView(theme)
        self.images, self.table = ImageTabs(theme), TableView(theme)
        self._stack = QStackedLayout(self)
        for view in (self.surface, self.curve, self.images, self.table):
            self._stack.addWidget(view)
        self._place: tuple[float, ...] | None = None
        self._plan: OutputPlan | None = None
        self._connect()

    @property
    def place(self) -> tuple[float, ...] | None:
        """What is pointed at now, or None."""
        return self._place

    @property
    def wants_overview(self) -> bool:
        """Whether an overview of all samples would be seen now."""
        return self._stack.currentWidget() is self.images and self.images.wants_overview

    @property
    def drawing(self) -> Floats | None:
        """The pixels (784,) on the pad where it is seen and drawn on, else None."""
        if self._stack.currentWidget() is not self.images:
            return None
        pad = self.images.pad
        if self.images.tabs.currentWidget() is not pad:
            return None
        digit = pad.digit()
        return digit if digit.any() else None

    def show_plan(self, plan: OutputPlan, log_first: bool = False) -> None:
        """Show other data, in the view that suits it.

        ``log_first`` opens what tutorials print, where there is such a log.
        """
        self._plan, self._place = plan, None
        if isinstance(plan.shape, SurfacePlan):
            self.surface.show_plan(plan.shape)
            self._stack.setCurrentWidget(self.surface)
        elif isinstance(plan.shape, CurvePlan):
            self.curve.show_plan(plan.shape)
            self._stack.setCurrentWidget(self.curve)
        elif plan.kind == "images":
            self.images.show_data(plan.data)
            self.images.put_log_first(log_first)
            self._stack.setCurrentWidget(self.images)
        else:
            self._stack.setCurrentWidget(self.table)

    def show_values(self, values: OutputValues) -> None:
        """Show what the network gives now."""
        if isinstance(values, SurfaceValues):
            self.surface.show_values(values)
        elif isinstance(values, CurveValues):
            self.curve.show_values(values)
        elif isinstance(values, SampleValues):
            self.images.show_values(values)
        elif isinstance(values, TableValues):
            self.table.show_values(values)

    def show_sample(self, row: int) -> None:
        """Mark the current sample, a row of the data set; images show its picture."""
        for view in (self.surface, self.curve, self.table):
            view.show_sample(row)

    def show_read_out(self, read_out: ReadOut) -> None:
        """Write the exact outputs at a place; ignored if it is not pointed at now."""
        if read_out.place != self._place:
            return
        if len(read_out.place) == 2:
            self.surface.show_read_out(read_out)
        else:
            self.curve.show_read_out(read_out)

    def show_overview(self, overview: Overview) -> None:
        """Show another confusion matrix and other mistakes."""
        self.images.show_overview(overview)

    def show_evaluation(self, evaluation: Evaluation) -> None:
        """Write an evaluation into the log, where there is one."""
        if self._stack.currentWidget() is self.images:
            self.images.show_evaluation(evaluation)

    def show_drawing_shares(self, shares: Floats) -> None:
        """Show what the network says to the drawing."""
        self.images.show_drawing_shares(shares)

    def show_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        for view in (self.surface, self.curve, self.images, self.table):
            view.show_theme(theme)

    def _connect(self) -> None:
        self.surface.pointer_moved.connect(self._point_at)
        self.curve.pointer_moved.connect(self._point_at)
        self.surface.sample_requested.connect(self.sample_requested)
        self.curve.sample_requested.connect(self.sample_requested)
        self.table.sample_requested.connect(self.sample_requested)
        self.images.sample_requested.connect(self.sample_requested)
        self.images.sample_step_requested.connect(self.sample_step_requested)
        self.images.digit_drawn.connect(self.digit_drawn)
        self.images.overview_requested.connect(self.overview_requested)

    def _point_at(self, place: tuple[float, ...] | None) -> None:
        self._place = place
        self.pointer_moved.emit(place)
