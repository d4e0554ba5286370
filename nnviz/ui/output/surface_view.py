"""The output over a plane, with points, legend and the value under the pointer."""

from collections.abc import Sequence
from functools import partial
from operator import itemgetter

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QHBoxLayout,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from nnviz.ui.output.output_painting import paint_surface, surface_axes, surface_points
from nnviz.ui.output.point_canvas import (
    HOW_TO_LOOK,
    NoteLine,
    PointCanvas,
    Sample,
    sample_lines,
)
from nnviz.ui.output.surface_colours import scale_image, surface_image
from nnviz.ui.painting.axes import Axes, paint_labels
from nnviz.ui.painting.canvas import (
    CENTRE,
    LEFT,
    RIGHT,
    Canvas,
    class_colours,
    write,
)
from nnviz.ui.painting.caption import Caption, place_text
from nnviz.ui.painting.point_marks import Group, Legend, LegendEntry
from nnviz.ui.theme.enlarging import enlarged
from nnviz.ui.theme.themed import Themed
from nnviz.views.numbers import amount, compact, signed, significant
from nnviz.views.output.output_values import OutputReadout
from nnviz.views.output.surface_values import (
    SurfacePlan,
    SurfaceValues,
    held_out_words,
)

LEFT_OF_IT, ABOVE_IT, BELOW_IT = 48, 20, 20
"""Pixels that the labels of the axes take beside the surface."""


class SurfaceCanvas(PointCanvas):
    """Paints a surface, and the samples over it; a place is (x, y)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan: SurfacePlan | None = None
        self._values: SurfaceValues | None = None
        self._discrete = False
        self._image: QImage | None = None

    def show_plan(self, plan: SurfacePlan) -> None:
        """Show the points of other data; the surface follows with ``show_values``."""
        self._plan, self._values, self._image = plan, None, None
        self.show_points(train=plan.train, test=plan.test, validation=plan.validation)

    def show_values(self, values: SurfaceValues) -> None:
        self._values, self._image = values, None
        self.update()

    def show_discrete(self, discrete: bool) -> None:
        """Show the decision at each place instead of its degree, or degrees again."""
        self._discrete, self._image = discrete, None
        self.update()

    def _recolour(self) -> None:
        self._image = None
        super()._recolour()

    def axes(self) -> Axes | None:
        if self._plan is None:
            return None
        room = QRectF(self.rect()).adjusted(LEFT_OF_IT, ABOVE_IT, -1, -BELOW_IT)
        side = max(40.0, min(room.width(), room.height()))
        rect = QRectF(room.left(), room.top(), side, side)
        rect.moveLeft(room.left() + max(0.0, (room.width() - side) / 2))
        return surface_axes(self._plan, rect)

    def place_of(self, x: float, y: float) -> tuple[float, ...]:
        return x, y

    def point_groups(self, axes: Axes) -> Sequence[Group]:
        plan = self._plan
        return () if plan is None else surface_points(plan, axes, self.theme)

    def paintEvent(self, event: QPaintEvent) -> None:
        axes, plan = self.axes(), self._plan
        painter = self.painter()
        if axes is None or plan is None:
            write(painter, QRectF(self.rect()), CENTRE, "no data yet", self.theme.muted)
            return
        image = self._surface(plan)
        if image is not None:
            smooth = not self._discrete
            paint_surface(painter, axes.rect, image, self.theme, smooth=smooth)
        self.paint_points(painter, axes)
        paint_labels(painter, axes, plan.axis_names, self.theme)
        self.paint_marks(painter, axes)

    def _surface(self, plan: SurfacePlan) -> QImage | None:
        if self._image is None and self._values is not None:
            self._image = surface_image(
                self._values, plan, self.theme, discrete=self._discrete
            )
        return self._image


SPACE = 12
"""Pixels between the surface and a legend beside it."""

MOST = 16_777_215
"""Qt's size of a widget without a bound."""

BAR = 80.0
"""Width of the colour scale in pixels."""


class SurfaceView(Themed, QWidget):
    """A surface, its legend, a switch and a line on what the pointer is at.

    Signals
    -------
    pointer_moved
        (x, y) in the data set's units, or None; the answer is ``show_read_out``.
    sample_requested
        The data set row of a point that was clicked.
    """

    pointer_moved = Signal(object)
    sample_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan: SurfacePlan | None = None
        self._place: tuple[float, float] | None = None
        self.canvas = SurfaceCanvas()
        self.legend = Legend()
        self.scale = ColourScale()
        self.switch = _switch()
        self.caption = Caption()
        self._below, self._foot = QStackedLayout(), QHBoxLayout()
        self._whole = QVBoxLayout(self)
        self._picture = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._lay_out()
        self.legend.setToolTip(HOW_TO_LOOK)
        self.switch.toggled.connect(self.canvas.show_discrete)
        self.canvas.sample_requested.connect(self.sample_requested)
        self.canvas.pointer_moved.connect(self._point_at)

    def show_plan(self, plan: SurfacePlan) -> None:
        self._plan, self._place = plan, None
        self.canvas.show_plan(plan)
        self.canvas.setAccessibleName(
            f"{plan.output_name} over {' and '.join(plan.axis_names)}"
        )
        self.scale.show_scale(plan)
        self._show_legend()
        self._rest()

    def show_values(self, values: SurfaceValues) -> None:
        self.canvas.show_values(values)

    def show_read_out(self, read_out: OutputReadout) -> None:
        """Write the exact outputs at the place under the pointer."""
        if self._place is None or self._plan is None:
            return
        outputs = read_out.outputs.tolist()
        words = place_text(self._plan.axis_names, read_out.place)
        self._say((*words, *_outputs_text(self._plan, outputs)))
        sample = self.canvas.hovered
        if sample is not None:
            self.canvas.show_note(_note(self._plan, sample, outputs))

    def show_sample(self, row: int) -> None:
        """Mark the sample of this row of the data set."""
        self.canvas.show_sample(row)

    def _recolour(self) -> None:
        self._show_legend()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        """Put the legend where it leaves the most room for the surface, a square."""
        across, down = enlarged(LEFT_OF_IT + 1), enlarged(ABOVE_IT + BELOW_IT)
        width, height = self.width(), self.height() - self._foot.sizeHint().height()
        height -= self._whole.spacing() + down
        own = self.legend.widest
        below = min(width - across, height - self.legend.heightForWidth(width))
        beside = min(width - across - own - enlarged(SPACE), height)
        # A little smaller is better than empty bands at both sides.
        if is_beside := beside > 0.9 * below:
            self.legend.setMinimumWidth(own)
            self.canvas.setMaximumSize(beside + across, MOST)
        else:
            self.legend.setMinimumWidth(0)
            self.canvas.setMaximumSize(MOST, max(120, width - across + down))
        way = QBoxLayout.Direction
        self._picture.setDirection(way.LeftToRight if is_beside else way.TopToBottom)
        top = Qt.AlignmentFlag.AlignTop if is_beside else Qt.AlignmentFlag(0)
        self._picture.setAlignment(self.legend, top)
        self._whole.activate()

    @Slot(object)
    def _point_at(self, place: tuple[float, float] | None) -> None:
        self._place = place
        if place is None or self._plan is None:
            self._rest()
        else:
            self._say(place_text(self._plan.axis_names, place))
        self.pointer_moved.emit(place)

    def _rest(self) -> None:
        """Explain the picture while the pointer is elsewhere."""
        plan = self._plan
        if plan is None:
            return
        if len(plan.class_names) <= 2:
            self._below.setCurrentWidget(self.scale)
        else:
            self._say(("a stronger colour is more certain",))

    def _say(self, words: Sequence[str]) -> None:
        self.caption.show_words(words)
        self._below.setCurrentWidget(self.caption)

    def _show_legend(self) -> None:
        plan = self._plan
        if plan is None:
            return
        colours = class_colours(self.canvas.theme, len(plan.class_names))
        named = zip(colours, plan.class_names, strict=False)
        entries = [LegendEntry("disc", colour, name) for colour, name in named]
        grey = self.canvas.theme.muted
        entries.append(LegendEntry("disc", grey, f"{len(plan.train.rows)} training"))
        if held_out := held_out_words(plan.test, plan.validation):
            entries.append(LegendEntry("ring", grey, held_out))
        self.legend.show_entries(entries)
        self._share()

    def _lay_out(self) -> None:
        below = self._foot
        below.setSpacing(8)
        for part in (self.scale, self.caption):
            self._below.addWidget(part)
        below.addLayout(self._below, 1)
        below.addWidget(self.switch)
        column = self._whole
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._picture.setSpacing(4)
        self._picture.addWidget(self.canvas, 100)
        self._picture.addWidget(self.legend, 1)
        column.addLayout(self._picture, 100)
        column.addLayout(below)
        column.addStretch(1)


class ColourScale(Canvas):
    """The scale of the colours, with the values at its ends."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._plan: SurfacePlan | None = None

    def show_scale(self, plan: SurfacePlan) -> None:
        """Show the scale of a plan's output."""
        self._plan = plan
        self.update()

    def sizeHint(self) -> QSize:
        return enlarged(QSize(160, 16))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._plan is None:
            return
        painter = self.painter()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        plan, middle = self._plan, self.height() / 2
        low, high = ("0", "1") if plan.class_names else _ends(plan.limit)
        metrics, name = painter.fontMetrics(), plan.output_name
        room = max(0.0, self.width() - BAR - metrics.averageCharWidth() * 8)
        # Where there is little room, the name is shortened; the ends are all there.
        end = metrics.horizontalAdvance(low) + 8.0
        left = min(room, metrics.horizontalAdvance(f"{name}  ") + end + 8.0)
        bar = QRectF(left, middle - 3, BAR, 6)
        painter.drawImage(bar, scale_image(self.theme))
        after = QRectF(
            bar.right() + 8, 0, self.width() - bar.right() - 8, self.height()
        )
        ahead = QRectF(0, 0, left - 8, self.height())
        write(painter, ahead, RIGHT, low, self.theme.muted)
        ahead.setRight(ahead.right() - end)
        write(painter, ahead, LEFT, name, self.theme.muted)
        write(painter, after, LEFT, high, self.theme.muted)


def _switch() -> QCheckBox:
    switch = QCheckBox("Discrete")
    switch.setObjectName("discrete_output")
    switch.setAccessibleName("Discrete output")
    switch.setToolTip(
        "Show the decision instead of how certain it is: the winning class at each "
        "point, or bands of equal height for a regression"
    )
    return switch


def _ends(limit: float) -> tuple[str, str]:
    return amount(-limit, _rounded), amount(limit, _rounded)


_rounded = partial(compact, digits=3)


def _note(plan: SurfacePlan, sample: Sample, outputs: list[float]) -> list[NoteLine]:
    """Return the lines on a sample: its row, values, target and prediction."""
    first, second = plan.axis_names
    lines = sample_lines(
        sample.row, sample.part, [(first, sample.x), (second, sample.y)]
    )
    if not plan.class_names:
        wanted, found = (amount(v, significant) for v in (sample.mark, outputs[0]))
        return [*lines, ("target", wanted), ("predicted", found)]
    lines.append(("target", plan.class_names[int(sample.mark)]))
    if len(outputs) == 1:
        return [*lines, (plan.output_name, significant(outputs[0], 4))]
    share, name = max(zip(outputs, plan.class_names, strict=True))
    return [*lines, ("predicted", name), (f"P({name})", significant(share, 4))]


def _outputs_text(plan: SurfacePlan, outputs: list[float]) -> list[str]:
    """Return the exact output, or those of the three most likely classes."""
    if len(outputs) == 1:
        return [f"{plan.output_name} {amount(outputs[0], partial(signed, decimals=6))}"]
    named = zip(plan.class_names, outputs, strict=True)
    surest = sorted(named, key=itemgetter(1), reverse=True)[:3]
    return [f"{name} {signed(value, 4)}" for name, value in surest]
