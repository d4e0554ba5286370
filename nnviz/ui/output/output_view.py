"""The output panel: the one view that suits the data."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedLayout, QTabBar, QWidget

from nnviz.core.types import Floats
from nnviz.session.history import Evaluation
from nnviz.session.probe import ProbeSample
from nnviz.ui.controls.layouts import column_of
from nnviz.ui.output.confusion_view import ConfusionView
from nnviz.ui.output.surface_view import SurfaceView
from nnviz.ui.theme.style import set_role
from nnviz.views.output.curve_values import CurvePlan, CurveValues
from nnviz.views.output.image_values import Overview, SampleValues
from nnviz.views.output.output_values import OutputPlan, OutputReadout, OutputValues
from nnviz.views.output.predictions import TableValues
from nnviz.views.output.surface_values import SurfacePlan, SurfaceValues

if TYPE_CHECKING:
    from nnviz.ui.output.curve_view import CurveView
    from nnviz.ui.output.image_tabs import ImageTabs
    from nnviz.ui.output.table_view import TableView

    View = SurfaceView | CurveView | ImageTabs | TableView


class OutputView(QWidget):
    """The network's output, in the view that suits the data.

    A view is imported and made when it is first needed.

    Signals
    -------
    pointer_moved
        The place pointed at, (x, y) or (x,), or None; the answer is ``show_read_out``,
        which may be called again while the place stays the same.
    sample_requested
        A row of the data set that the user wants to see.
    sample_step_requested
        -1 for the previous sample, 1 for the next.
    place_requested
        A place, (x, y) or (x,), that is no sample's and is to be looked at.
    digit_drawn
        Pixels (I,) in the data set's units; the answer is ``show_drawing_shares``.
    overview_requested
        A tab was opened that needs ``show_overview``.
    """

    pointer_moved = Signal(object)
    sample_requested = Signal(int)
    sample_step_requested = Signal(int)
    place_requested = Signal(object)
    digit_drawn = Signal(object)
    overview_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("output_view")
        self.setAccessibleName("Output of the network")
        self._pages = _page_bar()
        self._pages.currentChanged.connect(self._show_page)
        self.confusion = ConfusionView()
        self._stack = QStackedLayout()
        self._stack.addWidget(self.confusion)
        column_of(self._pages, (self._stack, 1), within=self, spacing=6)
        self._views: list[View] = []
        self._place: tuple[float, ...] | None = None
        self._plan: OutputPlan | None = None
        self.surface = SurfaceView()
        self.surface.pointer_moved.connect(self._point_at)
        self.surface.canvas.place_requested.connect(self.place_requested)
        self._add(self.surface)

    @cached_property
    def curve(self) -> "CurveView":
        """The view of a function of one number."""
        from nnviz.ui.output.curve_view import CurveView

        view = CurveView()
        view.pointer_moved.connect(self._point_at)
        view.canvas.place_requested.connect(self.place_requested)
        self._add(view)
        return view

    @cached_property
    def images(self) -> "ImageTabs":
        """The views of image data."""
        from nnviz.ui.output.image_tabs import ImageTabs

        view = ImageTabs()
        view.sample_step_requested.connect(self.sample_step_requested)
        view.digit_drawn.connect(self.digit_drawn)
        view.overview_requested.connect(self.overview_requested)
        self._add(view)
        return view

    @cached_property
    def table(self) -> "TableView":
        """The view of everything else."""
        from nnviz.ui.output.table_view import TableView

        view = TableView()
        self._add(view)
        return view

    @property
    def place(self) -> tuple[float, ...] | None:
        """The place pointed at now, or None."""
        return self._place

    @property
    def wants_overview(self) -> bool:
        """Whether an overview of all samples would be visible now."""
        if self._shows_images:
            return self.images.wants_overview
        return self._stack.currentWidget() is self.confusion

    @property
    def drawing(self) -> Floats | None:
        """The pixels (I,) drawn on the pad, None if it is hidden or empty."""
        if not self._shows_images:
            return None
        pad = self.images.pad
        if self.images.tabs.currentWidget() is not pad:
            return None
        digit = pad.digit()
        return digit if digit.any() else None

    def show_plan(self, plan: OutputPlan, log_first: bool = False) -> None:
        """Show other data, in the view that suits it.

        ``log_first`` opens the log that tutorials print, if there is one.
        """
        self._plan, self._place = plan, None
        if isinstance(plan.shape, SurfacePlan):
            self.surface.show_plan(plan.shape)
        elif isinstance(plan.shape, CurvePlan):
            self.curve.show_plan(plan.shape)
        elif plan.kind == "images":
            self.images.show_data(plan.data)
            self.images.put_log_first(log_first)
        dataset = plan.data.dataset
        labels = dataset.output_names if dataset.task == "labels" else ()
        scored = dataset.class_names or labels
        # Images have the confusion matrix among tabs of their own.
        self._pages.setVisible(bool(scored) and not self._shows_images)
        self._pages.setTabText(1, "Labels" if labels else "Confusion")
        self.confusion.show_names(scored)
        self._show_page()

    @Slot()
    def _show_page(self) -> None:
        """Show the output, or the confusion matrix if its tab is in front."""
        if self._pages.isVisibleTo(self) and self._pages.currentIndex() == 1:
            self._stack.setCurrentWidget(self.confusion)
            self.overview_requested.emit()
        else:
            self._stack.setCurrentWidget(self.view)

    @property
    def view(self) -> QWidget:
        """The view that suits the data."""
        if self._plan is None or isinstance(self._plan.shape, SurfacePlan):
            return self.surface
        if isinstance(self._plan.shape, CurvePlan):
            return self.curve
        return self.images if self._shows_images else self.table

    @property
    def confusion_matrix(self) -> ConfusionView | None:
        """The confusion matrix, brought up to date; None where there are no classes."""
        if self._plan is None:
            return None
        dataset = self._plan.data.dataset
        if not (dataset.class_names or dataset.task == "labels"):
            return None
        self.overview_requested.emit()
        return self.shown_confusion

    @property
    def shown_confusion(self) -> ConfusionView:
        """The confusion matrix that the data have, or would have."""
        return self.images.confusion if self._shows_images else self.confusion

    def show_values(self, values: OutputValues) -> None:
        """Show the network's present output."""
        if isinstance(values, SurfaceValues):
            self.surface.show_values(values)
        elif isinstance(values, CurveValues):
            self.curve.show_values(values)
        elif isinstance(values, SampleValues):
            self.images.show_values(values)
        elif isinstance(values, TableValues):
            self.table.show_values(values)

    def show_sample(self, sample: ProbeSample) -> None:
        """Mark the current sample; images show its picture by their values."""
        for view in self._views:
            view.show_sample(sample.row)
        place = None
        if sample.row < 0 and sample.values is not None:
            place = tuple(sample.values[:2].tolist())
        shape = None if self._plan is None else self._plan.shape
        if isinstance(shape, SurfacePlan):
            self.surface.canvas.show_place(place)
        elif isinstance(shape, CurvePlan):
            self.curve.canvas.show_place(place)

    def show_read_out(self, read_out: OutputReadout) -> None:
        """Write the exact outputs at a place, unless the pointer has left it."""
        if read_out.place != self._place:
            return
        if len(read_out.place) == 2:
            self.surface.show_read_out(read_out)
        else:
            self.curve.show_read_out(read_out)

    def show_overview(self, overview: Overview) -> None:
        if self._shows_images:
            self.images.show_overview(overview)
        else:
            self.confusion.show_confusion(overview.confusion)

    def show_evaluation(self, evaluation: Evaluation) -> None:
        if self._shows_images:
            self.images.show_evaluation(evaluation)

    def show_drawing_shares(self, shares: Floats) -> None:
        self.images.show_drawing_shares(shares)

    @property
    def _shows_images(self) -> bool:
        return self._plan is not None and self._plan.kind == "images"

    def _add(self, view: "View") -> None:
        view.sample_requested.connect(self.sample_requested)
        self._views.append(view)
        self._stack.addWidget(view)

    def _point_at(self, place: tuple[float, ...] | None) -> None:
        self._place = place
        self.pointer_moved.emit(place)


def _page_bar() -> QTabBar:
    bar = QTabBar()
    bar.setObjectName("output_pages")
    bar.setAccessibleName("Views of the output")
    bar.setToolTip("What to show of the output")
    bar.setDrawBase(False)
    set_role(bar, "narrow")
    for title in ("Output", "Confusion"):
        bar.addTab(title)
    bar.hide()
    return bar
