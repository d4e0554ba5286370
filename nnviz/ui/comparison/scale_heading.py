"""The line above the outputs that says which scale all of them share."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from nnviz.ui.comparison.frames import ComparisonFrame
from nnviz.ui.comparison.outputs import (
    BarsPicture,
    CurveOutput,
    PairsPicture,
    SurfacePicture,
)
from nnviz.ui.output.surface_colours import scale_image
from nnviz.ui.painting.canvas import (
    LEFT,
    RIGHT,
    class_colours,
    fill,
    outline,
    small_font,
    small_numbers,
    write,
)
from nnviz.ui.painting.numbers import compact, count
from nnviz.ui.theme.tokens import Theme

_RAMP = 96.0


def paint_scale(
    painter: QPainter, room: QRectF, frame: ComparisonFrame, theme: Theme
) -> None:
    """Write the shared scale at the left, what the numbers are at the right."""
    shown = frame.contenders[0].output
    left = room.left() + 2
    if isinstance(shown, SurfacePicture):
        left = _paint_key(painter, room, shown, frame, theme)
    words = scale_words(frame)
    painter.setFont(small_font())
    rest = QRectF(left, room.top(), room.right() - left, room.height())
    write(painter, rest, LEFT, words, theme.muted)
    taken = painter.fontMetrics().horizontalAdvance(words)
    told = f"left: cost of the batch, right: {_measured(frame)}"
    if painter.fontMetrics().horizontalAdvance(told) < rest.width() - taken - 24:
        write(painter, rest, RIGHT, told, theme.muted)


def scale_words(frame: ComparisonFrame) -> str:
    """Say which scale all pictures have in common."""
    shown, scale, sample = frame.contenders[0].output, frame.scale, frame.sample
    low, high = compact(scale.low), compact(scale.high)
    if isinstance(shown, SurfacePicture):
        x, y = shown.plan.axis_names
        across = _span(shown.plan.x_span)
        return f"one scale for all; {x} {across}, {y} {_span(shown.plan.y_span)}"
    if isinstance(shown, CurveOutput):
        x, y = shown.plan.axis_names
        ends = float(shown.plan.x[0]), float(shown.plan.x[-1])
        return f"one scale for all: {y} from {low} to {high}, {x} {_span(ends)}"
    if isinstance(shown, PairsPicture):
        name = shown.name
        return (
            f"{name}: predicted (up) against target (across), all from {low} to {high}"
        )
    about = f"{sample.part}, row {count(sample.row + 1)}, target: {sample.wanted}"
    scale_told = "share of each class, all bars from 0 to 1"
    return scale_told if sample.pixels is not None else f"{scale_told}; {about}"


def _measured(frame: ComparisonFrame) -> str:
    known = any(each.accuracy is not None for each in frame.contenders)
    shown = frame.contenders[0].output
    classes = isinstance(shown, BarsPicture) or (
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
    """Draw what colours mean; return where the next words may begin."""
    names = shown.plan.class_names
    if len(names) > 2:
        return _paint_classes(painter, room, names, theme)
    low, high = compact(frame.scale.low), compact(frame.scale.high)
    if names:
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
    return f"{compact(span[0], 2)} to {compact(span[1], 2)}"
