"""The share of each class as small bars; the right class is ticked."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QPainter

from nnviz.ui.comparison.outputs import BarsPicture
from nnviz.ui.output.image_canvas import TICK
from nnviz.ui.painting.canvas import LEFT, RIGHT, fill, toned, write
from nnviz.ui.painting.numbers import signed
from nnviz.ui.theme.fonts import number_font, text_font
from nnviz.ui.theme.tokens import Theme

TALLEST = 34.0
"""The most pixels that a class takes."""

_TICK = 12.0
_NUMBER = 34.0


def paint_bars(
    painter: QPainter,
    room: QRectF,
    picture: BarsPicture,
    classes: Sequence[int],
    theme: Theme,
) -> None:
    """Draw a row for each class, a full bar being 1."""
    if not classes:
        return
    row = min(TALLEST, room.height() / len(classes))
    size = max(min(11, int(row)), 6)
    metrics = QFontMetricsF(text_font(size))
    widest = max(metrics.horizontalAdvance(picture.names[k]) for k in classes)
    label = min(0.45 * room.width(), widest + 2.0)
    for place, k in enumerate(classes):
        line = QRectF(room.left(), room.top() + place * row, room.width(), row)
        _paint_row(painter, line, picture, k, (label, size, theme))


def _paint_row(
    painter: QPainter,
    line: QRectF,
    picture: BarsPicture,
    k: int,
    look: tuple[float, int, Theme],
) -> None:
    label, size, theme = look
    share, right = float(picture.shares[k]), picture.wanted == k
    best = int(picture.shares.argmax()) == k
    tone = theme.text if best or right else theme.muted
    painter.setFont(text_font(size))
    if right:
        tick = QRectF(line.left(), line.top(), _TICK, line.height())
        write(painter, tick, LEFT, TICK, theme.good)
    name = QRectF(line.left() + _TICK, line.top(), label, line.height())
    write(painter, name, LEFT, picture.names[k], tone)
    inset = max(1.0, 0.16 * line.height())
    bar = line.adjusted(_TICK + label + 5, inset, -_NUMBER, -inset)
    fill(painter, bar, theme.field, 2)
    length = max(0.0, min(1.0, share)) * bar.width() if share == share else 0.0
    colour = theme.good if right else theme.accent
    filled = QRectF(bar.left(), bar.top(), length, bar.height())
    fill(painter, filled, colour if best else toned(theme, colour, 0.6), 2)
    painter.setFont(number_font(size))
    write(painter, line, RIGHT, signed(round(share, 2), 2).strip(), tone)
