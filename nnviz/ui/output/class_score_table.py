"""How each class is told apart: precision, recall and F1, painted as a table."""

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from nnviz.core.class_scores import ClassScores, LabelScores
from nnviz.ui.painting.canvas import LEFT, RIGHT, Canvas, fill, small_font, toned, write
from nnviz.ui.theme.fonts import number_font
from nnviz.views.numbers import count, percent

SCORES = (
    ("precision", "of the samples predicted as the class, the share that has it"),
    ("recall", "of the samples of the class, the share that was found"),
    ("F1", "the harmonic mean of precision and recall"),
)
_LEAST, _MOST, _COLUMN, _SAMPLES = 15.0, 26.0, 58.0, 52.0


class ClassLine(NamedTuple):
    """A row of the table: what it is of, its number from 1 or "macro", its scores."""

    name: str
    number: str
    samples: int
    scores: tuple[float, ...]


def paint_scores(
    canvas: Canvas,
    painter: QPainter,
    place: QRectF,
    found: tuple[ClassScores | LabelScores, tuple[str, ...]],
) -> None:
    """Paint the scores of named classes or labels; of too many, those of the worst."""
    scores, names = found
    rows = max(1, int(place.height() / _LEAST) - 3)
    lines = _lines(scores, names, rows)
    height = min(_MOST, place.height() / (len(lines) + 2))
    theme, left = canvas.theme, place.width() - _SAMPLES - 3 * _COLUMN
    painter.setFont(small_font())
    heading = QRectF(place.left(), place.top(), place.width(), height)
    few = len(lines) - 1 < len(names)
    title = f"worst {len(lines) - 1} of {len(names)}" if few else _noun(scores)
    for text, (start, width) in zip(
        (title, "samples", *(name for name, _ in SCORES)), _columns(left), strict=True
    ):
        cell = QRectF(start, heading.top(), width - 5, height)
        write(painter, cell, RIGHT if start else LEFT, text, theme.muted)
    for row, line in enumerate(lines, start=1):
        _paint_line(canvas, painter, heading.translated(0, row * height), line)
    note = heading.translated(0, (len(lines) + 1) * height)
    painter.setFont(small_font())
    if isinstance(scores, LabelScores):
        return
    always = (
        f"always saying {names[scores.commonest]} would be right for "
        f"{percent(scores.commonest_share)}"
    )
    write(painter, note, LEFT, always, theme.muted)
    canvas.note("commonest_share", percent(scores.commonest_share))


def _noun(scores: ClassScores | LabelScores) -> str:
    return "label" if isinstance(scores, LabelScores) else "class"


def _lines(
    scores: ClassScores | LabelScores, names: tuple[str, ...], most: int
) -> list[ClassLine]:
    order = list(range(len(names)))
    if len(names) > most:
        worst = np.argsort(np.nan_to_num(scores.f1, nan=2.0), kind="stable")
        order = sorted(worst[:most].tolist())
    columns = scores.precision, scores.recall, scores.f1
    lines = [
        ClassLine(
            names[k],
            str(k + 1),
            int(scores.samples[k]),
            tuple(float(column[k]) for column in columns),
        )
        for k in order
    ]
    counted = scores.labels[0] if isinstance(scores, LabelScores) else scores
    total = int(counted.samples.sum())
    return [*lines, ClassLine("macro average", "macro", total, scores.macro)]


def _columns(left: float) -> list[tuple[float, float]]:
    """Return where the columns begin, and how wide they are."""
    first = left + _SAMPLES
    shares = [(first + k * _COLUMN, _COLUMN) for k in range(len(SCORES))]
    return [(0.0, left), (left, _SAMPLES), *shares]


def _paint_line(
    canvas: Canvas, painter: QPainter, row: QRectF, line: ClassLine
) -> None:
    theme, is_mean = canvas.theme, line.number == "macro"
    left = row.width() - _SAMPLES - 3 * _COLUMN
    columns = _columns(left)
    size = 11 if row.height() >= 18 else 9
    painter.setFont(small_font())
    name = painter.fontMetrics().elidedText(
        line.name, Qt.TextElideMode.ElideRight, int(left - 6)
    )
    words = theme.muted if is_mean else theme.text
    write(painter, QRectF(0, row.top(), left, row.height()), LEFT, name, words)
    painter.setFont(number_font(size))
    texts = [count(line.samples), *map(_share, line.scores)]
    quantities = ("samples", *(name for name, _ in SCORES))
    for k, (text, quantity) in enumerate(zip(texts, quantities, strict=True)):
        start, width = columns[k + 1]
        cell = QRectF(start, row.top(), width, row.height())
        if k and not is_mean and line.scores[k - 1] == line.scores[k - 1]:
            tone = toned(theme, theme.good, 0.5 * line.scores[k - 1])
            fill(painter, cell.adjusted(4, 1, 0, -1), tone, 3)
        right = cell.adjusted(0, 0, -5, 0)
        write(painter, right, RIGHT, text, theme.text, f"{quantity}[{line.number}]")


def _share(score: float) -> str:
    """Write a score; one that divides by nothing is a dash."""
    return percent(score) if score == score else "–"
