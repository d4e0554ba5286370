"""The contribution of each sample of the batch, as sorted bars, with their mean."""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from nnviz.core.types import Indices
from nnviz.explain.explanation import SampleStack
from nnviz.ui.painting.canvas import LEFT, RIGHT, Canvas, write
from nnviz.ui.theme.enlarging import keep_size
from nnviz.ui.theme.tokens import blend
from nnviz.views.numbers import exact, percent, significant

HEIGHT = 132
WIDEST = 34.0


class StackPicture(Canvas):
    """Bars from the largest contribution to the smallest, the mean as a dashed line.

    Signals
    -------
    sample_requested
        The row of the batch whose bar was clicked, or chosen with Return.
    """

    sample_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        keep_size(self, height=HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._stack: SampleStack | None = None
        self._order: Indices = np.arange(0)
        self._sample, self._pointed = 0, -1

    def show_stack(self, stack: SampleStack, sample: int) -> None:
        """Show the samples of a batch; ``sample`` is the row of the current one."""
        if stack is self._stack and sample == self._sample:
            return
        self._stack, self._sample = stack, sample
        self._order = np.argsort(-stack.values, kind="stable")
        self.setAccessibleName(
            f"{len(stack.values)} samples, mean {_mean(stack)!r}; sample "
            f"{stack.driver + 1} contributes most"
        )
        self.update()

    @property
    def order(self) -> Indices:
        """The rows of the batch from left to right."""
        return self._order

    def bar_at(self, x: float) -> int | None:
        """Return the row of the batch whose bar is at a place."""
        if not len(self._order):
            return None
        number = int((x - self._area.left()) // self._pitch)
        return int(self._order[number]) if 0 <= number < len(self._order) else None

    def middle_of(self, row: int) -> float:
        """Return the middle of the bar of a row of the batch."""
        number = int(np.flatnonzero(self._order == row)[0])
        return self._area.left() + (number + 0.5) * self._pitch

    def design_height(self, width: int) -> int:
        """Return its one height."""
        return HEIGHT

    def paintEvent(self, _event: QPaintEvent) -> None:
        stack = self._stack
        if stack is None:
            return
        painter, theme, area = self.painter(), self.theme, self._area
        values = np.nan_to_num(stack.values, nan=0.0, posinf=0.0, neginf=0.0)
        high, low = max(float(values.max()), 0.0), min(float(values.min()), 0.0)
        unit = area.height() / ((high - low) or 1.0)
        zero = area.top() + high * unit
        self._paint_bars(painter, zero, unit)
        painter.setPen(QPen(QColor(theme.line), 1.0))
        painter.drawLine(QPointF(area.left(), zero), QPointF(area.right(), zero))
        mean = _mean(stack)
        if np.isfinite(mean):
            y = zero - mean * unit
            painter.setPen(QPen(QColor(theme.text), 1.4, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        self._write(painter, stack, mean)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Wish for the sample of the bar."""
        row = self.bar_at(self.event_place(event).x())
        if row is not None:
            self.sample_requested.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from bar to bar; Return wishes for the sample."""
        moves = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        move = moves.get(Qt.Key(event.key()))
        if move and len(self._order):
            self._pointed = (self._pointed + move) % len(self._order)
            row = int(self._order[self._pointed])
            self.setAccessibleDescription(self._tip(row))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if 0 <= self._pointed < len(self._order):
                self.sample_requested.emit(int(self._order[self._pointed]))
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row = self.bar_at(self.event_place(event).toPoint().x())
            QToolTip.showText(
                event.globalPos(), "" if row is None else self._tip(row), self
            )
            return True
        return super().event(event)

    @property
    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(4.0, 20.0, -4.0, -20.0)

    @property
    def _pitch(self) -> float:
        return min(self._area.width() / max(1, len(self._order)), WIDEST)

    def _tip(self, row: int) -> str:
        stack = self._stack
        if stack is None:
            return ""
        known = stack.rows[row] >= 0
        which = f" (training sample {stack.rows[row] + 1})" if known else ""
        return (
            f"sample {row + 1} of the batch{which}: "
            f"{exact(stack.values[row])}\nclick to look at this sample"
        )

    def _paint_bars(self, painter: QPainter, zero: float, unit: float) -> None:
        stack, theme, pitch = self._stack, self.theme, self._pitch
        if stack is None:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        gap = 2.0 if pitch > 6.0 else 0.0
        for number, row in enumerate(self._order.tolist()):
            value = float(stack.values[row])
            left = self._area.left() + number * pitch
            colour = theme.positive if value > 0.0 else theme.negative
            if row not in (stack.driver, self._sample):
                colour = blend(theme.panel, colour, 0.5)
            height = value * unit if np.isfinite(value) else 0.0
            place = QRectF(left, zero - max(height, 0.0), pitch - gap, abs(height))
            painter.fillRect(place, QColor(colour))
            if row == self._sample or (number == self._pointed and self.hasFocus()):
                mark = QRectF(left, self._area.bottom() + 2.0, pitch - gap, 3.0)
                painter.fillRect(mark, QColor(theme.selection))

    def _write(self, painter: QPainter, stack: SampleStack, mean: float) -> None:
        theme, rect = self.theme, QRectF(self.rect())
        above = rect.adjusted(4.0, 0.0, -4.0, 18.0 - rect.height())
        below = rect.adjusted(4.0, rect.height() - 14.0, -4.0, 0.0)
        painter.setFont(painter.font())
        write(painter, above, LEFT, f"mean {significant(mean)}", theme.text)
        share = percent(stack.driver_share, 0)
        text = f"sample {stack.driver + 1} contributes most: {share}"
        write(painter, above, RIGHT, text, theme.muted)
        text = f"this sample ({self._sample + 1}) is underlined"
        write(painter, below, LEFT, text, theme.muted)


def _mean(stack: SampleStack) -> float:
    with np.errstate(all="ignore"):
        return float(stack.values.mean())
