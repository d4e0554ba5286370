"""The outputs of all contenders side by side, on one scale that is written above."""

from functools import partial
from math import inf

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from nnviz.ui.comparison.cell_row import (
    NAME,
    PADDING,
    CellRow,
    cost_words,
    measure,
    paint_stop,
)
from nnviz.ui.output.class_bars import TALLEST
from nnviz.ui.output.image_view import paint_picture, picture
from nnviz.ui.output.output_painting import OutputPainter, axes_of, row_at
from nnviz.ui.output.surface_colours import scale_image
from nnviz.ui.painting.canvas import (
    CENTRE,
    LEFT,
    RIGHT,
    class_colours,
    fill,
    outline,
    small_font,
    small_numbers,
    write,
)
from nnviz.ui.theme.enlarging import keep_size
from nnviz.ui.theme.fonts import text_font
from nnviz.ui.theme.line_styles import draw_sample, series_style
from nnviz.ui.theme.tokens import Theme
from nnviz.views.comparison.comparison_frames import ComparisonFrame, has_diverged
from nnviz.views.comparison.contender_frames import CurrentSample
from nnviz.views.numbers import amount, compact, count
from nnviz.views.output.curve_values import FittedCurve
from nnviz.views.output.image_values import ClassShares
from nnviz.views.output.output_values import OutputPicture
from nnviz.views.output.predictions import TableValues
from nnviz.views.output.surface_values import SurfacePicture

NUMBERS = 16
_SAMPLE = 22
"""Width of the piece of a contender's line beside its name."""
_RAMP = 96.0
"""Pixels of the bar that shows a surface's colours."""
_DIGIT = 112
"""The largest side of the current sample's picture at the left."""


class OutputRow(CellRow):
    """Shows every contender's outputs; a sample can be chosen in any of them.

    Signals
    -------
    sample_chosen
        The data set's row of the sample that was clicked.
    sample_step_requested
        -1 for the sample before, 1 for the one after: Page Up and Page Down.
    """

    sample_chosen = Signal(int)
    sample_step_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comparison_outputs")
        keep_size(self, least_width=320, least_height=130)
        self.setToolTip(
            "The output of each contender, all on the scale written above. Dots are "
            "training samples, rings are test samples. Click a sample to select it, "
            "or a picture to select its contender"
        )
        self._painter: OutputPainter | None = None

    def show_frame(self, frame: ComparisonFrame) -> None:
        """Show a frame; only contenders that look different are painted."""
        earlier = self.set_frame(frame)
        if earlier is None:
            self.renew_all()
            return
        if earlier.scale != frame.scale or earlier.sample is not frame.sample:
            self.renew_all()
            return
        pairs = zip(earlier.contenders, frame.contenders, strict=True)
        self.renew(
            index
            for index, (before, now) in enumerate(pairs)
            if before.output is not now.output or before.stop != now.stop
        )

    def aspects(self) -> tuple[float, float]:
        """Return the shapes that suit the outputs; a plane has equal units."""
        shown = None if self.frame is None else self.frame.contenders[0].output
        if isinstance(shown, SurfacePicture):
            return (_unit_aspect(shown),) * 2
        if isinstance(shown, TableValues):
            return 1.0, 1.0
        return (1.2, 1.6) if isinstance(shown, FittedCurve) else (0.8, 4.0)

    def tallest(self) -> float:
        """Return the greatest useful height of a picture, in pixels."""
        shown = None if self.frame is None else self.frame.contenders[0].output
        if self.frame is not None and isinstance(shown, ClassShares):
            return TALLEST * len(self.frame.scale.classes)
        return inf

    def shape(self) -> tuple[object, ...]:
        return *super().shape(), self.tallest()

    def head(self) -> int:
        """Return the height of the name and the numbers."""
        return PADDING + NAME + NUMBERS

    def forget(self) -> None:
        """Drop the painted points, which have other places now."""
        self._painter = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.sample_step_requested.emit(step)

    def press_cell(self, index: int, place: QPointF) -> bool:
        """Choose the sample at a place of a cell, if there is one."""
        if self.frame is None:
            return False
        room = QRectF(self.picture_room(self.cells()[index].size().toTuple()))
        shown = self.frame.contenders[index].output
        row = row_at(shown, room, self.frame.scale.span, place)
        if row is not None:
            self.sample_chosen.emit(row)
        return row is not None

    def paint_heading(self, painter: QPainter, room: QRectF) -> None:
        """Write the scale; and draw the current sample where it is a picture."""
        if self.frame is None:
            return
        paint_scale(painter, room, self.frame, self.theme)
        self._paint_digit(painter, self.frame)

    def paint_cell(self, painter: QPainter, index: int, size: tuple[int, int]) -> None:
        """Draw the name, the numbers and the picture of a contender."""
        if self.frame is None:
            return
        each = self.frame.contenders[index]
        room = QRectF(self.picture_room(size))
        whose = index, self.names[index], index == self.chosen
        _paint_name(painter, room, whose, self.theme)
        self._paint_output(painter, room, index, self.frame)
        paint_stop(painter, room, each.stop, self.theme)
        if has_diverged(each.stop):
            return
        line = QRectF(room.left(), PADDING + NAME - 2, room.width(), NUMBERS)
        painter.setFont(small_numbers())
        write(painter, line, LEFT, cost_words(each), self.theme.muted)
        write(painter, line, RIGHT, measure(each), self.theme.text)

    def _paint_output(
        self, painter: QPainter, room: QRectF, index: int, frame: ComparisonFrame
    ) -> None:
        if self._painter is None:
            self._painter = OutputPainter(self.theme, self.devicePixelRatioF())
        shown, scale = frame.contenders[index].output, frame.scale
        colour = series_style(self.theme, index).colour
        self._painter.paint(painter, room, shown, scale.span, colour, scale.classes)
        axes = axes_of(shown, room, scale.span)
        for place in _places(shown, frame.sample):
            if axes is not None and np.isfinite(place).all():
                self._painter.paint_current(painter, axes, place)

    def _paint_digit(self, painter: QPainter, frame: ComparisonFrame) -> None:
        """Draw the current sample, once for all contenders."""
        sample = frame.sample
        if sample.pixels is None:
            return
        beside = self.side()
        side = max(min(_DIGIT, beside.height() - 2 * NUMBERS - PADDING), 28)
        place = QRectF(1, beside.top() + PADDING, side, side)
        image = picture(sample.pixels, sample.brightest, self.theme)
        paint_picture(painter, place, image, self.theme)
        painter.setFont(small_font())
        words = QRectF(0, place.bottom() + 2, side + 8, NUMBERS)
        write(painter, words, CENTRE, f"target: {sample.wanted}", self.theme.text)
        row = f"{sample.part}, row {count(sample.row + 1)}"
        write(painter, words.translated(0, 14), CENTRE, row, self.theme.muted)


def _unit_aspect(picture: SurfacePicture) -> float:
    """Return how many times as wide as high a plane with equal units is, 0.5 to 2."""
    (left, right), (low, high) = picture.plan.x_span, picture.plan.y_span
    return min(max((right - left) / (high - low), 0.5), 2.0)


def _places(
    shown: OutputPicture, sample: CurrentSample
) -> tuple[tuple[float, float], ...]:
    """Return where the current sample is on the axes of a picture, for each label."""
    if not isinstance(shown, TableValues):
        return () if sample.place is None else (sample.place,)
    across, up = shown.pairs
    found = np.flatnonzero(np.resize(shown.rows, len(up)) == sample.row)
    return tuple((float(across[k]), float(up[k])) for k in found)


def _paint_name(
    painter: QPainter, room: QRectF, whose: tuple[int, str, bool], theme: Theme
) -> None:
    """Write a name; ``whose`` is a contender's index and name, and if it is chosen."""
    index, name, is_chosen = whose
    line = QRectF(room.left(), PADDING - 2, room.width(), NAME)
    sample = QRectF(line.left(), line.top(), _SAMPLE, NAME)
    draw_sample(painter, sample, series_style(theme, index))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(text_font(12, bold=is_chosen))
    write(painter, line.adjusted(_SAMPLE + 6, 0, 0, 0), LEFT, name, theme.text)


def paint_scale(
    painter: QPainter, room: QRectF, frame: ComparisonFrame, theme: Theme
) -> None:
    """Write the shared scale at the left, the names of the numbers at the right."""
    shown = frame.contenders[0].output
    left = room.left() + 2
    if isinstance(shown, SurfacePicture):
        left = _paint_key(painter, room, shown, frame, theme)
    words = scale_words(frame)
    painter.setFont(small_font())
    rest = QRectF(left, room.top(), room.right() - left, room.height())
    write(painter, rest, LEFT, words, theme.muted)
    taken = painter.fontMetrics().horizontalAdvance(words)
    columns = f"left: cost of the batch, right: {_measured(frame)}"
    if painter.fontMetrics().horizontalAdvance(columns) < rest.width() - taken - 24:
        write(painter, rest, RIGHT, columns, theme.muted)


def scale_words(frame: ComparisonFrame) -> str:
    """Describe the scale that all pictures share."""
    shown, scale, sample = frame.contenders[0].output, frame.scale, frame.sample
    low, high = amount(scale.low), amount(scale.high)
    if isinstance(shown, SurfacePicture):
        x, y = shown.plan.axis_names
        across = _span(shown.plan.x_span)
        return f"one scale for all; {x} {across}, {y} {_span(shown.plan.y_span)}"
    if isinstance(shown, FittedCurve):
        x, y = shown.plan.axis_names
        ends = float(shown.plan.x[0]), float(shown.plan.x[-1])
        return f"one scale for all: {y} from {low} to {high}, {x} {_span(ends)}"
    if isinstance(shown, TableValues):
        if shown.task == "labels":
            return "samples without a label at its left, with it at its right; up: P"
        name = shown.names[0]
        return (
            f"{name}: predicted (up) against target (across), all from {low} to {high}"
        )
    about = f"{sample.part}, row {count(sample.row + 1)}, target: {sample.wanted}"
    bars = "probability of each class, all bars from 0 to 1"
    return bars if sample.pixels is not None else f"{bars}; {about}"


def _measured(frame: ComparisonFrame) -> str:
    known = any(each.accuracy is not None for each in frame.contenders)
    shown = frame.contenders[0].output
    classes = isinstance(shown, ClassShares) or (
        isinstance(shown, SurfacePicture) and bool(shown.plan.class_names)
    )
    return "accuracy" if known or classes else "R²"


def _paint_key(
    painter: QPainter,
    room: QRectF,
    shown: SurfacePicture,
    frame: ComparisonFrame,
    theme: Theme,
) -> float:
    """Draw the key of the colours; return where the next words may begin."""
    names = shown.plan.class_names
    if len(names) > 2:
        return _paint_classes(painter, room, names, theme)
    low, high = amount(frame.scale.low), amount(frame.scale.high)
    if names == ("0", "1"):
        low, high = names
    elif names:
        low, high = f"{names[0]} 0", f"1 {names[1]}"
    painter.setFont(small_numbers() if not names else small_font())
    metrics = painter.fontMetrics()
    name = "" if names else f"{shown.plan.output_name}  "
    before = metrics.horizontalAdvance(name + low) + 6
    write(painter, room.adjusted(2, 0, 0, 0), LEFT, name + low, theme.text)
    ramp = QRectF(room.left() + 2 + before, room.center().y() - 5, _RAMP, 10)
    painter.drawImage(ramp, scale_image(theme))
    outline(painter, ramp, theme.line, 1.0)
    after = QRectF(ramp.right() + 6, room.top(), room.right(), room.height())
    write(painter, after, LEFT, high, theme.text)
    return after.left() + metrics.horizontalAdvance(high) + 16


def _paint_classes(
    painter: QPainter, room: QRectF, names: tuple[str, ...], theme: Theme
) -> float:
    left = room.left() + 2
    painter.setFont(small_font())
    for name, colour in zip(names, class_colours(theme, len(names)), strict=True):
        fill(painter, QRectF(left, room.center().y() - 4, 9, 9), colour, 2)
        wide = min(painter.fontMetrics().horizontalAdvance(name) + 2.0, 90.0)
        place = QRectF(left + 13, room.top(), wide, room.height())
        write(painter, place, LEFT, name, theme.text)
        left = place.right() + 10
        if left > 0.6 * room.right():
            break
    return left + 6


def _span(span: tuple[float, float]) -> str:
    low, high = (amount(end, partial(compact, digits=2)) for end in span)
    return f"{low} to {high}"
