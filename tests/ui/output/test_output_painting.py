"""Pictures of outputs look alike at every size."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter

from nnviz.core.network import Network
from nnviz.data.prepared import PreparedData
from nnviz.ui.output.class_bars import paint_shares
from nnviz.ui.output.output_painting import (
    OutputPainter,
    axes_of,
    nearest,
    paint_surface,
    point_layer,
    row_at,
    surface_axes,
)
from nnviz.ui.output.surface_colours import surface_image
from nnviz.ui.painting.axes import Axes
from nnviz.ui.painting.point_marks import paint_disc
from nnviz.ui.theme.fonts import load_fonts
from nnviz.ui.theme.tokens import DARK
from nnviz.views.output.image_values import ClassShares
from nnviz.views.output.predictions import TableValues
from nnviz.views.output.surface_values import plan_surface, surface
from tests.ui.seen_pixels import pixels_in

Case = Callable[[str], tuple[Network, PreparedData]]
Paint = Callable[[QPainter, QRectF], None]
SIZES = [(90, 90), (150, 110), (400, 300)]


@pytest.fixture(autouse=True)
def fonts(qapp: object) -> None:
    load_fonts()


def painted(size: tuple[int, int], paint: Paint) -> QImage:
    screen = QImage(*size, QImage.Format.Format_RGB32)
    screen.fill(QColor(DARK.panel))
    painter = QPainter(screen)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint(painter, QRectF(0, 0, *size))
    painter.end()
    return screen


def widths(screen: QImage, colour: str) -> list[int]:
    """Return how many pixels of each row have a colour, rows without any left out."""
    found = (pixels_in(screen) == QColor(colour).rgb()).sum(axis=1)
    return found[found > 0].tolist()


@pytest.mark.parametrize("size", SIZES)
def test_a_surface_has_the_same_colours_at_every_size(
    case: Case, size: tuple[int, int]
) -> None:
    network, data = case("bumps")
    plan = plan_surface(data)
    values = surface(network, data, plan)
    image = surface_image(values, plan, DARK, discrete=False)
    large, small = (
        painted(each, lambda p, rect: paint_surface(p, rect, image, DARK))
        for each in ((800, 800), size)
    )
    for x, y in ((0.21, 0.33), (0.5, 0.62), (0.83, 0.44)):
        one = large.pixelColor(round(800 * x), round(800 * y))
        other = small.pixelColor(round(size[0] * x), round(size[1] * y))
        assert one.getRgb() == pytest.approx(other.getRgb(), abs=12)


def test_smaller_points_have_thinner_outlines_too() -> None:
    def extent(scale: float) -> int:
        group = ([QPointF(50, 50)], [DARK.positive], paint_disc)
        layer = point_layer(QSize(100, 100), 1.0, [group], DARK, scale)
        image = layer.toImage()
        return sum(image.pixelColor(x, 50).alpha() > 128 for x in range(100))

    assert extent(4.0) == pytest.approx(4 * 8.2, abs=2)
    assert extent(2.0) == pytest.approx(2 * 8.2, abs=2)


@pytest.mark.parametrize("size", SIZES)
def test_bars_are_as_long_as_their_shares_at_every_size(size: tuple[int, int]) -> None:
    shares = ClassShares(("a", "b", "c"), np.array([0.5, 0.25, 0.25]), wanted=0)
    screen = painted(size, lambda p, rect: paint_shares(p, rect, shares, DARK))
    grooves, best = widths(screen, DARK.field), widths(screen, DARK.good)
    assert max(best) == pytest.approx(max(grooves) * 2 / 3, abs=6)


def test_a_class_without_a_number_has_an_empty_bar() -> None:
    shares = ClassShares(("a", "b"), np.array([np.nan, np.nan]), wanted=None)
    screen = painted((200, 60), lambda p, rect: paint_shares(p, rect, shares, DARK))
    assert max(widths(screen, DARK.subject), default=0) < 5


def test_predictions_that_are_no_numbers_are_left_out() -> None:
    wanted = np.array([[0.0], [0.5], [1.0]])
    predicted = np.array([[0.5], [np.nan], [0.5]])
    values = TableValues(
        np.arange(3), "test", ("y",), "regression", wanted, predicted, None, np.zeros(3)
    )
    painter = OutputPainter(DARK, 1.0)
    screen = painted(
        (101, 101),
        lambda p, rect: painter.paint(p, rect, values, (-1.0, 2.0), DARK.positive),
    )
    ends = [QPointF(33.7, 50.5), QPointF(67.3, 50.5)]
    for place in ends:
        found = screen.pixelColor(place.toPoint())
        assert found.getRgb() == pytest.approx(QColor(DARK.positive).getRgb(), abs=60)
    below = {screen.pixelColor(50, y).name() for y in range(56, 90)}
    assert below == {DARK.field}


def test_the_nearest_point_of_all_groups_is_found() -> None:
    axes = Axes(QRectF(0, 0, 100, 100), (0.0, 1.0), (0.0, 1.0))
    first = np.array([0.2, np.nan]), np.array([0.2, 0.5])
    second = np.array([0.9, 0.53]), np.array([0.9, 0.5])
    assert nearest(axes, [first, second], QPointF(51, 50), 8.0) == (1, 1)
    assert nearest(axes, [first, second], QPointF(51, 70), 8.0) is None


def test_axes_of_a_surface_reach_its_outer_edges(case: Case) -> None:
    plan = plan_surface(case("circle")[1])
    axes = surface_axes(plan, QRectF(10, 20, 300, 200))
    assert axes.x_at(plan.x_span[0]) == pytest.approx(10)
    assert axes.y_at(plan.y_span[0]) == pytest.approx(220)


def test_samples_of_labels_stand_at_their_probabilities() -> None:
    wanted = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    predicted = np.array([[0.9, 0.2], [0.1, 0.4], [0.6, np.nan]])
    values = TableValues(
        np.array([7, 8, 9]),
        "test",
        ("red", "round"),
        "labels",
        wanted,
        predicted,
        None,
        np.zeros(3),
    )
    across, up = values.pairs
    assert (across[:3] % 1 > 0.5).tolist() == [True, False, True]
    assert (across[3:] % 1 > 0.5).tolist() == [False, True, True]
    np.testing.assert_array_equal(up, predicted.T.ravel())
    rect = QRectF(0, 0, 200, 200)
    axes = axes_of(values, rect, (0.0, 1.0))
    assert axes is not None
    for k, row in ((0, 7), (4, 8), (2, 9)):
        place = QPointF(axes.x_at(across[k]), axes.y_at(up[k]))
        assert row_at(values, rect, (0.0, 1.0), place) == row
    painter = OutputPainter(DARK, 1.0)
    screen = painted(
        (200, 200),
        lambda p, room: painter.paint(p, room, values, (0.0, 1.0), DARK.positive),
    )
    for k in (0, 3, 4):
        found = screen.pixelColor(int(axes.x_at(across[k])), int(axes.y_at(up[k])))
        assert found.getRgb() == pytest.approx(QColor(DARK.positive).getRgb(), abs=70)
