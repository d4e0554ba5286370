"""The share of every class as a bar, at any size; the right class is ticked."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnviz.core.types import Floats
from nnviz.ui.painting.canvas import LEFT, RIGHT, Canvas, toned, write
from nnviz.ui.theme.enlarging import keep_size
from nnviz.ui.theme.fonts import number_font, text_font
from nnviz.ui.theme.tokens import Theme
from nnviz.views.numbers import percent, signed
from nnviz.views.output.image_values import ClassShares

TALLEST = 34.0
"""The most pixels that a class takes."""

TICK = "✓"
_LARGEST, _SMALLEST = 11, 6
"""Sizes of the letters, in pixels: low rows get small ones."""
_ROUNDING = 2.5


def three_digits(share: float) -> str:
    """Write a share; a very small one gets an exponent."""
    return signed(share, 3).strip()


def two_digits(share: float) -> str:
    """Write a share where there is little room."""
    return signed(round(share, 2), 2).strip()


def paint_shares(
    painter: QPainter,
    rect: QRectF,
    state: ClassShares,
    theme: Theme,
    *,
    classes: Sequence[int] | None = None,
    text: Callable[[float], str] = three_digits,
) -> None:
    """Draw a row for each class, a full bar being 1.

    Parameters
    ----------
    classes
        Which classes have a row; None for all.
    text
        How a share is written.
    """
    rows = range(len(state.names)) if classes is None else classes
    if not rows:
        return
    height = min(TALLEST, rect.height() / len(rows))
    size = max(min(_LARGEST, int(height)), _SMALLEST)
    lines = [
        QRectF(rect.left(), rect.top() + place * height, rect.width(), height)
        for place in range(len(rows))
    ]
    shown = list(zip(lines, rows, strict=True))
    best = None if state.shares is None else int(state.shares.argmax())
    marked = {best, state.wanted}
    tones = [theme.text if k in marked else theme.muted for k in rows]
    painter.setFont(text_font(size))
    label = _paint_names(painter, shown, state, tones, theme)
    painter.setFont(number_font(size))
    number = painter.fontMetrics().horizontalAdvance(text(1.0)) + 8.0
    inset = max(1.0, 0.18 * height)
    bars = [line.adjusted(label + 5.0, inset, -number, -inset) for line in lines]
    _fill(painter, bars, theme.field)
    if state.shares is None:
        return
    shares = state.shares.tolist()
    for bar, k in zip(bars, rows, strict=True):
        # A network that has diverged answers with what is not a number.
        share = shares[k] if shares[k] == shares[k] else 0.0
        bar.setWidth(min(max(share, 0.0), 1.0) * bar.width())
        colour = theme.good if k == state.wanted else theme.subject
        _fill(painter, [bar], colour if k == best else toned(theme, colour, 0.6))
    for (line, k), tone in zip(shown, tones, strict=True):
        reading = f"{state.quantity}[{k + 1}]" if state.quantity else ""
        write(painter, line, RIGHT, text(shares[k]), tone, reading)


def _paint_names(
    painter: QPainter,
    shown: Sequence[tuple[QRectF, int]],
    state: ClassShares,
    tones: Sequence[str],
    theme: Theme,
) -> float:
    """Paint names and the tick, and return the width that they take."""
    metrics = painter.fontMetrics()
    widest = max(metrics.horizontalAdvance(state.names[k]) for _, k in shown)
    tick = 1.5 * painter.font().pixelSize()
    width = min(0.4 * shown[0][0].width(), widest + 4.0)
    for (line, k), tone in zip(shown, tones, strict=True):
        if k == state.wanted:
            place = QRectF(line.left(), line.top(), tick, line.height())
            write(painter, place, LEFT, TICK, theme.good)
        name = QRectF(line.left() + tick, line.top(), width, line.height())
        write(painter, name, LEFT, state.names[k], tone)
    return tick + width


def _fill(painter: QPainter, bars: Sequence[QRectF], colour: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    for bar in bars:
        painter.drawRoundedRect(bar, _ROUNDING, _ROUNDING)


class ClassBars(Canvas):
    """Shows the share of every class for one sample."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        keep_size(self, least_width=150, least_height=120)
        self._shown = ClassShares(())

    def show_names(self, names: Sequence[str]) -> None:
        """Show these classes; their shares come later."""
        self._shown = ClassShares(tuple(names))
        self.update()

    def show_shares(
        self, shares: Floats | None, wanted: int | None = None, quantity: str = ""
    ) -> None:
        """Show a share for each class, and which class is right if that is known.

        ``quantity`` is the program's name for the shares.
        """
        names = self._shown.names
        self._shown = ClassShares(names, shares, wanted, quantity)
        self.setAccessibleName("Probability of each class")
        if shares is not None:
            best = int(shares.argmax())
            said = f"{names[best]} with {percent(float(shares[best]))}"
            self.setAccessibleName(said)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        rect = QRectF(self.rect())
        paint_shares(self.painter(), rect, self._shown, self.theme)
