"""A fitted curve beside the samples it was fitted to."""

from collections.abc import Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnviz.ui.controls.layouts import column_of
from nnviz.ui.output.output_painting import (
    curve_axes,
    curve_points,
    paint_curve,
    sample_colours,
)
from nnviz.ui.output.point_canvas import HOW_TO_LOOK, PointCanvas, sample_lines
from nnviz.ui.painting.axes import Axes, paint_axes
from nnviz.ui.painting.canvas import CENTRE, write
from nnviz.ui.painting.caption import Caption, place_text
from nnviz.ui.painting.point_marks import Group, Legend, LegendEntry, paint_cursor
from nnviz.ui.theme.themed import Themed
from nnviz.views.numbers import amount, signed, significant
from nnviz.views.output.curve_values import CurvePlan, CurveValues, FittedCurve
from nnviz.views.output.output_values import OutputReadout


class CurveCanvas(PointCanvas):
    """Paints points, and the curve over them; a place is (x,)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan: CurvePlan | None = None
        self._values: CurveValues | None = None
        self._read_out: OutputReadout | None = None

    def show_plan(self, plan: CurvePlan) -> None:
        """Show other samples; the curve follows with ``show_values``."""
        self._plan, self._values, self._read_out = plan, None, None
        self.show_points(train=plan.train, test=plan.test, validation=plan.validation)

    def show_values(self, values: CurveValues) -> None:
        self._values = values
        self.update()

    def show_read_out(self, read_out: OutputReadout | None) -> None:
        """Mark a place on the curve."""
        self._read_out = read_out
        self.update()

    def axes(self) -> Axes | None:
        if self._plan is None:
            return None
        return curve_axes(self._plan, QRectF(self.rect()).adjusted(48, 20, -4, -20))

    def place_of(self, x: float, y: float) -> tuple[float, ...]:
        """Return the input alone: the output is the question."""
        return (x,)

    def point_of(self, place: tuple[float, ...]) -> tuple[float, float] | None:
        """Return the point of the curve over a place."""
        if self._plan is None or self._values is None:
            return None
        return place[0], float(np.interp(place[0], self._plan.x, self._values.y))

    def point_groups(self, axes: Axes) -> Sequence[Group]:
        plan = self._plan
        return () if plan is None else curve_points(plan, axes, self.theme)

    def paintEvent(self, event: QPaintEvent) -> None:
        axes, plan = self.axes(), self._plan
        painter = self.painter()
        if axes is None or plan is None:
            write(painter, QRectF(self.rect()), CENTRE, "no data yet", self.theme.muted)
            return
        paint_axes(painter, axes, plan.axis_names, self.theme)
        painter.setClipRect(axes.rect)
        self.paint_points(painter, axes)
        if self._values is not None:
            picture = FittedCurve(plan, self._values)
            paint_curve(painter, axes, picture, self.theme.text, 2.0)
        self._paint_read_out(painter, axes)
        painter.setClipping(False)
        self.paint_marks(painter, axes)

    def _paint_read_out(self, painter: QPainter, axes: Axes) -> None:
        if self._read_out is None:
            return
        x, y = self._read_out.place[0], float(self._read_out.outputs[0])
        left, rect = axes.x_at(x), axes.rect
        painter.setPen(QPen(QColor(self.theme.line), 1))
        painter.drawLine(QPointF(left, rect.top()), QPointF(left, rect.bottom()))
        place = QPointF(left, axes.y_at(y))
        paint_cursor(painter, place, self.theme)


class CurveView(Themed, QWidget):
    """A curve, its legend and a line on what the pointer is at.

    Signals
    -------
    pointer_moved
        (x,) in the data set's units, or None; the answer is ``show_read_out``.
    sample_requested
        The data set row of a point that was clicked.
    """

    pointer_moved = Signal(object)
    sample_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas, self.legend = CurveCanvas(), Legend()
        self.caption = Caption()
        self._plan: CurvePlan | None = None
        self._place: tuple[float, ...] | None = None
        self.legend.setToolTip(HOW_TO_LOOK)
        column_of((self.canvas, 1), self.legend, self.caption, within=self, spacing=4)
        self.canvas.sample_requested.connect(self.sample_requested)
        self.canvas.pointer_moved.connect(self._point_at)

    def show_plan(self, plan: CurvePlan) -> None:
        """Show other samples."""
        self._plan, self._place = plan, None
        self.canvas.show_plan(plan)
        self.canvas.setAccessibleName(" over ".join(reversed(plan.axis_names)))
        self._show_legend()
        self._point_at(None)

    def show_values(self, values: CurveValues) -> None:
        self.canvas.show_values(values)

    def show_read_out(self, read_out: OutputReadout) -> None:
        """Write and mark the exact output at the place under the pointer."""
        if self._place is None or self._plan is None:
            return
        self.canvas.show_read_out(read_out)
        x, y = self._plan.axis_names
        value = amount(float(read_out.outputs[0]), partial(signed, decimals=6))
        self.caption.show_words(
            (*place_text((x,), read_out.place), f"network's {y} {value}")
        )
        self._note_sample(read_out)

    def show_sample(self, row: int) -> None:
        """Mark the sample of this row of the data set."""
        self.canvas.show_sample(row)

    def _recolour(self) -> None:
        self._show_legend()

    @Slot(object)
    def _point_at(self, place: tuple[float, ...] | None) -> None:
        if self._plan is None:
            return
        self._place = place
        x, y = self._plan.axis_names
        if place is None:
            self.canvas.show_read_out(None)
            self.caption.show_words((f"the network's {y} over {x}",))
        else:
            self.caption.show_words(place_text((x,), place))
        self.pointer_moved.emit(place)

    def _note_sample(self, read_out: OutputReadout) -> None:
        sample = self.canvas.hovered
        if sample is None or self._plan is None:
            return
        given = (self._plan.axis_names[0], sample.x)
        predicted = amount(float(read_out.outputs[0]), significant)
        self.canvas.show_note(
            (
                *sample_lines(sample.row, sample.part, [given, ("target", sample.y)]),
                ("predicted", predicted),
            )
        )

    def _show_legend(self) -> None:
        if self._plan is None:
            return
        theme, plan = self.canvas.theme, self._plan
        train, test, validation = sample_colours(theme)
        held_out = len(plan.validation.rows)
        entries = [
            LegendEntry("line", theme.text, "network"),
            LegendEntry("disc", train, f"{len(plan.train.rows)} training"),
            LegendEntry("ring", test, f"{len(plan.test.rows)} test"),
            LegendEntry("ring", validation, f"{held_out} validation"),
        ]
        self.legend.show_entries(entries if held_out else entries[:-1])
