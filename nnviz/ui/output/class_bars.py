"""The share of every class as a bar, at any size; the right class is ticked."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnviz.core.types import Floats
from nnviz.ui.painting.canvas import LEFT, RIGHT, Canvas, fill, toned, write
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
    metrics = QFontMetricsF(text_font(size))
    widest = max(metrics.horizontalAdvance(state.names[k]) for k in rows)
    label = min(0.4 * rect.width(), widest + 4.0)
    for place, k in enumerate(rows):
        line = QRectF(rect.left(), rect.top() + place * height, rect.width(), height)
        _paint_row(painter, line, (state, k), (label, size, text), theme)


def _paint_row(
    painter: QPainter,
    line: QRectF,
    shown: tuple[ClassShares, int],
    look: tuple[float, int, Callable[[float], str]],
    theme: Theme,
) -> None:
    (state, k), (label, size, text) = shown, look
    shares, right = state.shares, state.wanted == k
    best = shares is not None and int(shares.argmax()) == k
    tone = theme.text if best or right else theme.muted
    tick = 1.5 * size
    painter.setFont(text_font(size))
    if right:
        place = QRectF(line.left(), line.top(), tick, line.height())
        write(painter, place, LEFT, TICK, theme.good)
    name = QRectF(line.left() + tick, line.top(), label, line.height())
    write(painter, name, LEFT, state.names[k], tone)
    painter.setFont(number_font(size))
    number = painter.fontMetrics().horizontalAdvance(text(1.0)) + 8.0
    inset = max(1.0, 0.18 * line.height())
    bar = line.adjusted(tick + label + 5.0, inset, -number, -inset)
    fill(painter, bar, theme.field, 2.5)
    if shares is None:
        return
    share = float(shares[k])
    # A network that has diverged answers with what is not a number.
    length = max(0.0, min(1.0, share)) * bar.width() if share == share else 0.0
    colour = theme.good if right else theme.subject
    filled = QRectF(bar.left(), bar.top(), length, bar.height())
    fill(painter, filled, colour if best else toned(theme, colour, 0.6), 2.5)
    reading = f"{state.quantity}[{k + 1}]" if state.quantity else ""
    write(painter, line, RIGHT, text(share), tone, reading)


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
