"""A contender in words: its numbers, and whether and why it has stopped."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from nnviz.session.stop import Stop
from nnviz.ui.comparison.contender_frames import ContenderFrame
from nnviz.ui.comparison.frames import ComparisonFrame, has_diverged
from nnviz.ui.painting.canvas import CENTRE, fill, small_font, write
from nnviz.ui.painting.numbers import count, percent, signed, significant
from nnviz.ui.theme.fonts import text_font
from nnviz.ui.theme.tokens import Theme

_NO_GOAL = ("iterations", "epochs")
"""Reasons to stop that were set beforehand and say nothing about a contender."""


def paint_stop(
    painter: QPainter, room: QRectF, stop: Stop | None, theme: Theme
) -> None:
    """Write over a picture that its contender has stopped, if it has."""
    if stop is None or stop.reason in _NO_GOAL:
        return
    if has_diverged(stop):
        _paint_diverged(painter, room, stop, theme)
        return
    painter.setFont(small_font())
    words = f"{stop.reason} at {count(stop.iteration)}"
    wide = min(painter.fontMetrics().horizontalAdvance(words) + 12.0, room.width() - 8)
    place = QRectF(room.left() + 4, room.bottom() - 21, wide, 17)
    fill(painter, place, theme.raised, 4)
    write(painter, place.adjusted(4, 0, -4, 0), CENTRE, words, theme.text)


def measure(frame: ContenderFrame) -> str:
    """Return the accuracy or R², "" while neither is known."""
    if frame.accuracy is not None:
        return percent(frame.accuracy)
    return "" if frame.r2 is None else f"R² {signed(frame.r2, 3).strip()}"


def story(title: str, frame: ContenderFrame) -> str:
    """Describe a contender in a few lines."""
    lines = [title, f"cost {significant(frame.cost)} at {count(frame.iteration)}"]
    if measure(frame):
        what = "accuracy " if frame.accuracy is not None else ""
        lines.append(f"{what}{measure(frame)}")
    if frame.stop is not None:
        lines.append(f"stopped: {frame.stop.message}")
    return "\n".join(lines)


def spoken(names: Sequence[str], frame: ComparisonFrame) -> str:
    """Return the contenders' numbers for screen readers."""
    parts = []
    for name, each in zip(names, frame.contenders, strict=True):
        if each.stop is not None and has_diverged(each.stop):
            parts.append(f"{name} diverged at iteration {count(each.stop.iteration)}")
        else:
            parts.append(f"{name} cost {significant(each.cost)}")
    return ", ".join(parts)


def _paint_diverged(painter: QPainter, room: QRectF, stop: Stop, theme: Theme) -> None:
    """Grey out a picture and write at which iteration its contender diverged."""
    veil = QColor(theme.panel)
    veil.setAlphaF(0.84)
    painter.fillRect(room, veil)
    line = QRectF(room.left(), room.center().y() - 17, room.width(), 16)
    painter.setFont(text_font(12, bold=True))
    write(painter, line, CENTRE, "diverged", theme.bad)
    painter.setFont(small_font())
    at = f"at iteration {count(stop.iteration)}"
    write(painter, line.translated(0, 17), CENTRE, at, theme.text)
