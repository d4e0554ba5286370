"""Lines drawn from arrays look as if Qt had been given their points one by one."""

from collections.abc import Callable
from itertools import groupby, pairwise

import numpy as np
import pytest
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from nnviz.core.types import Floats
from nnviz.ui.painting.polylines import draw_polyline, draw_segments, polygon

Draw = Callable[[QPainter, Floats, Floats], None]


def drawn(draw: Draw, across: Floats, down: Floats) -> QImage:
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    painter = QPainter(image)
    painter.setPen(QPen(QColor("white"), 1.0))
    draw(painter, across, down)
    painter.end()
    return image


def as_pieces(painter: QPainter, across: Floats, down: Floats) -> None:
    points = zip(across.tolist(), down.tolist(), strict=True)
    for start, stop in pairwise(points):
        if np.isfinite([*start, *stop]).all():
            painter.drawLine(QLineF(*start, *stop))


def as_runs(painter: QPainter, across: Floats, down: Floats) -> None:
    points = zip(across.tolist(), down.tolist(), strict=True)
    for finite, run in groupby(points, lambda point: bool(np.isfinite(point).all())):
        places = [QPointF(*point) for point in run]
        if finite and len(places) > 1:
            painter.drawPolyline(places)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    ("draw", "expected"), [(draw_polyline, as_runs), (draw_segments, as_pieces)]
)
@pytest.mark.parametrize("missing", [(), (3,), (0, 5, 6, 8, 11)])
def test_a_line_has_gaps_where_values_are_missing(
    draw: Draw, expected: Draw, missing: tuple[int, ...]
) -> None:
    across = np.linspace(2.0, 57.0, 12)
    down = np.where(np.arange(12) % 2 == 0, 5.0, 33.0)
    down[list(missing)] = np.nan
    assert drawn(draw, across, down) == drawn(expected, across, down)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("draw", [draw_polyline, draw_segments])
@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_points_are_no_line(draw: Draw, count: int) -> None:
    nothing = drawn(lambda *_: None, np.empty(0), np.empty(0))
    assert drawn(draw, np.full(count, 9.0), np.full(count, 9.0)) == nothing


def test_a_polygon_has_the_points_it_was_given() -> None:
    across, down = np.array([1.5, -2.0]), np.array([1e-9, 4e7])
    points = [(point.x(), point.y()) for point in polygon(across, down)]
    assert points == [(1.5, 1e-9), (-2.0, 4e7)]
    assert polygon(np.empty(0), np.empty(0)).isEmpty()
