"""The outputs of all contenders side by side, on one scale that is written above."""

from math import inf

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from nnviz.ui.comparison.cell_frame import NAME, PADDING
from nnviz.ui.comparison.cell_row import CellRow
from nnviz.ui.comparison.contender_caption import measure, paint_standing
from nnviz.ui.comparison.frames import ComparisonFrame, has_diverged
from nnviz.ui.comparison.outputs import (
    BarsPicture,
    CurveOutput,
    PairsPicture,
    SurfacePicture,
)
from nnviz.ui.comparison.scale_heading import paint_scale
from nnviz.ui.comparison.small_axes import row_at, unit_aspect
from nnviz.ui.comparison.small_bars import TALLEST, paint_bars
from nnviz.ui.comparison.small_outputs import OutputPainter
from nnviz.ui.output.image_canvas import paint_picture, picture
from nnviz.ui.painting.canvas import (
    CENTRE,
    LEFT,
    RIGHT,
    small_font,
    small_numbers,
    write,
)
from nnviz.ui.painting.numbers import count, significant
from nnviz.ui.theme.line_styles import series_style
from nnviz.ui.theme.tokens import Theme

NUMBERS = 16
_DIGIT = 112
"""What the picture of the current sample takes at the left, at most."""


class OutputRow(CellRow):
    """Shows what every contender puts out; a sample can be chosen in any of them.

    Signals
    -------
    sample_chosen
        The data set's row of the sample that was clicked.
    sample_step_requested
        -1 for the sample before, 1 for the one after: Page Up and Page Down.
    """

    sample_chosen = Signal(int)
    sample_step_requested = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setObjectName("comparison_outputs")
        self.setMinimumSize(320, 130)
        self.setToolTip(
            "The output of each contender, all on the scale written above. Dots are "
            "training samples, rings are test samples. Click a sample to select it, "
            "or a picture to select its contender"
        )
        self._painter: OutputPainter | None = None

    def show_frame(self, frame: ComparisonFrame) -> None:
        """Show a moment; only the contenders that look different are painted."""
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

    def sizeHint(self) -> QSize:
        """Return the size of one row of cells."""
        return QSize(820, 220)

    def aspects(self) -> tuple[float, float]:
        """Return the shapes that suit what is shown; a plane has equal units."""
        shown = None if self.frame is None else self.frame.contenders[0].output
        if isinstance(shown, SurfacePicture):
            return (unit_aspect(shown),) * 2
        if isinstance(shown, PairsPicture):
            return 1.0, 1.0
        return (1.2, 1.6) if isinstance(shown, CurveOutput) else (0.8, 4.0)

    def tallest(self) -> float:
        """Return how high a picture can be made use of, in pixels."""
        shown = None if self.frame is None else self.frame.contenders[0].output
        if self.frame is not None and isinstance(shown, BarsPicture):
            return TALLEST * len(self.frame.scale.classes)
        return inf

    def head(self) -> int:
        """Return the height of the name and the numbers."""
        return PADDING + NAME + NUMBERS

    def forget(self) -> None:
        """Give up the points, which lie elsewhere now."""
        self._painter = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask for the sample before or after."""
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
        row = row_at(shown, room, self.frame.scale, place)
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
        """Draw the numbers and the picture of a contender."""
        if self.frame is None:
            return
        each = self.frame.contenders[index]
        room = QRectF(self.picture_room(size))
        self._paint_output(painter, room, index, self.frame)
        paint_standing(painter, room, each.stop, self.theme)
        if has_diverged(each.stop):
            return
        line = QRectF(room.left(), PADDING + NAME - 2, room.width(), NUMBERS)
        painter.setFont(small_numbers())
        write(painter, line, LEFT, significant(each.cost, 4), self.theme.muted)
        write(painter, line, RIGHT, measure(each), self.theme.text)

    def _paint_output(
        self, painter: QPainter, room: QRectF, index: int, frame: ComparisonFrame
    ) -> None:
        if self._painter is None:
            self._painter = OutputPainter(self.theme, self.devicePixelRatioF())
        shown, scale = frame.contenders[index].output, frame.scale
        colour = series_style(self.theme, index).colour
        if isinstance(shown, SurfacePicture):
            self._painter.paint_surface(painter, room, shown, scale)
        elif isinstance(shown, CurveOutput):
            self._painter.paint_curve(painter, room, shown, scale, colour)
        elif isinstance(shown, PairsPicture):
            self._painter.paint_pairs(painter, room, shown, scale, colour)
        elif isinstance(shown, BarsPicture):
            paint_bars(painter, room, shown, scale.classes, self.theme)
        self._painter.paint_current(painter, room, shown, scale, frame.sample)

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
