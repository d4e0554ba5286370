"""The one picture of an activation function."""

import math
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.core.network import find_activation
from nnviz.explain.exploring.function_curves import sampled_curve
from nnviz.ui.painting.function_chart import (
    ChartLine,
    ChartPoint,
    FunctionCanvas,
    FunctionChart,
    Histogram,
    function_pen,
    paint,
    slope_pen,
    value_span,
)
from nnviz.ui.theme.tokens import DARK, LIGHT, Theme
from tests.ui.seen_pixels import count_colour, lightness_in

pytestmark = pytest.mark.usefixtures("qapp")
SIZES = [QRectF(0.0, 0.0, 400.0, 240.0), QRectF(0.0, 0.0, 160.0, 90.0)]
TANH = sampled_curve(find_activation("tanh"), 4.0, 241)


def chart(**changes: object) -> FunctionChart:
    lines = ChartLine(TANH.slope, slope_pen), ChartLine(TANH.value, function_pen)
    made = FunctionChart(TANH.z, lines, value_span((TANH.value,)), ("z", "tanh(z)"))
    return replace(made, **changes)


def point(**changes: object) -> ChartPoint:
    a = math.tanh(1.0)
    made = ChartPoint(1.0, a, 1.0 - a * a, lambda theme: theme.good, named=True)
    return replace(made, **changes)


def painted(
    shown: FunctionChart, rect: QRectF = SIZES[0], theme: Theme = DARK
) -> QImage:
    image = QImage(rect.size().toSize(), QImage.Format.Format_RGB32)
    image.fill(QColor(theme.panel))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint(painter, rect, shown, theme)
    painter.end()
    return image


def colours_near(image: QImage, place: QPoint, reach: int) -> set[str]:
    away = range(-reach, reach + 1)
    return {image.pixelColor(place + QPoint(x, y)).name() for x in away for y in away}


def pixels_made_lighter(before: QImage, after: QImage) -> int:
    return int((lightness_in(after) > lightness_in(before) + 8).sum())


@pytest.mark.parametrize("rect", SIZES, ids=["large", "small"])
@pytest.mark.parametrize("names", [None, ("z", "f")], ids=["bare", "labelled"])
@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_the_curve_lies_where_its_axes_say(
    rect: QRectF, names: tuple[str, str] | None, theme: Theme
) -> None:
    shown = chart(names=names)
    axes, image = shown.axes(rect), painted(shown, rect, theme)
    for z in (-2.0, -0.5, 0.5, 2.0):
        place = QPointF(axes.x_at(z), axes.y_at(math.tanh(z))).toPoint()
        assert theme.subject in colours_near(image, place, 1)


def test_without_a_slope_there_is_no_tangent_and_without_a_value_no_point() -> None:
    alone = painted(chart(lines=(), point=point(slope=None)))
    whole = painted(chart(lines=(), point=point()))
    waiting = painted(chart(point=point(a=None, slope=None)))
    assert pixels_made_lighter(alone, whole) > 20
    assert pixels_made_lighter(whole, alone) == 0
    assert count_colour(alone, DARK.good) > 20
    assert count_colour(waiting, DARK.good) == 0
    assert waiting != painted(chart())


@pytest.mark.parametrize("z", [math.nan, math.inf])
def test_a_point_that_is_nowhere_is_not_painted(z: float) -> None:
    assert painted(chart(point=point(z=z))) == painted(chart())


def test_the_tangent_touches_the_curve_in_the_point() -> None:
    shown = chart(lines=(), point=point(z=0.0, a=0.0, slope=1.0, named=False))
    axes, image = shown.axes(SIZES[0]), painted(shown)
    on, off = (QPointF(axes.x_at(0.35), axes.y_at(y)).toPoint() for y in (0.35, -0.35))
    brightest = [
        max(QColor(c).lightness() for c in colours_near(image, place, 3))
        for place in (on, off)
    ]
    assert brightest[0] > brightest[1] + 80


def test_the_highest_bar_stands_where_most_z_are() -> None:
    bars = Histogram(np.linspace(-4.0, 4.0, 5), np.array([0, 1, 4, 0]))
    shown = chart(lines=(), histogram=bars)
    axes, image = shown.axes(SIZES[0]), painted(shown)
    bottom = round(axes.rect.bottom()) - 3
    colours = [
        image.pixelColor(round(axes.x_at(z)), bottom).name() for z in (-3, -1, 1, 3)
    ]
    assert colours[0] == colours[3] == DARK.panel
    assert colours[1] == colours[2] != DARK.panel
    high = round(axes.rect.bottom() - 0.45 * axes.rect.height())
    assert image.pixelColor(round(axes.x_at(1.2)), high).name() == colours[2]
    assert image.pixelColor(round(axes.x_at(-1.2)), high).name() != colours[1]


def test_what_no_longer_holds_is_faint() -> None:
    image = painted(chart(faint=True))
    assert count_colour(image, DARK.subject) == 0
    assert image != painted(chart(lines=()))


@pytest.mark.parametrize(
    ("least", "most", "expected"),
    [
        (None, (-math.inf, math.inf), (-3.0, 9.0)),
        ((-5.0, 0.0), (-math.inf, math.inf), (-5.0, 9.0)),
        ((0.0, 1.0), (-1.0, 6.0), (-1.0, 6.0)),
    ],
)
def test_the_span_holds_what_is_finite(
    least: tuple[float, float] | None,
    most: tuple[float, float],
    expected: tuple[float, float],
) -> None:
    curves = np.array([-3.0, np.nan, 2.0]), np.array([9.0, np.inf, -np.inf])
    assert value_span(curves, least, most, margin=0.0) == expected


def test_a_constant_function_has_room_around_it() -> None:
    low, high = value_span((np.full(5, 2.0),))
    assert low < 2.0 < high


def test_the_canvas_says_what_it_waits_for(qtbot: QtBot, qapp: QApplication) -> None:
    canvas = FunctionCanvas("choose a layer")
    qtbot.addWidget(canvas)
    canvas.resize(300, 160)
    hint = canvas.grab().toImage()
    canvas.show_chart(chart(), "tanh and its slope")
    assert canvas.accessibleName() == "tanh and its slope"
    assert count_colour(canvas.grab().toImage(), DARK.subject) > 50
    canvas.show_hint("choose a layer")
    assert canvas.grab().toImage() == hint
