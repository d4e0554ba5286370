import math
import re
from xml.etree import ElementTree

import numpy as np
import pytest

from nnviz.core.number_text import MINUS
from nnviz.files.comparison_report.report_plots import draw_curves, draw_spreads
from nnviz.session.comparison.cost_curve import CostBand
from nnviz.session.comparison.spread import Spread


def marks(svg: str) -> list[tuple[float, float]]:
    """The values of grid lines across, and where they stand."""
    places = [float(x) for x in re.findall(r'd="M([\d.]+) 6V', svg)]
    texts = [
        (text.text or "").replace(MINUS, "-")
        for text in ElementTree.fromstring(svg).iter("text")
    ]
    values = [float(text) for text in texts if re.fullmatch(r"[\d.e+-]+", text)]
    return list(zip(values, places, strict=True))


@pytest.mark.parametrize(
    ("low", "high"),
    [(0.004, 0.07), (0.0025, 0.7), (0.0011, 0.9), (1e-9, 3.0), (2.0, 9.0), (0.97, 1)],
)
def test_an_axis_has_marks_enough_to_be_read(low: float, high: float) -> None:
    found = marks(draw_spreads("cost", [("f", Spread(low, low, high, 9))], log=True))
    assert 3 <= len(found) <= 9
    assert all(low * 0.7 <= value <= high * 1.4 for value, _ in found)


def test_a_mark_stands_where_values_like_it_do() -> None:
    values = (0.004, 0.02, 0.7)
    svg = draw_spreads(
        "cost", [(f"f{v}", Spread(v, v, v, 1)) for v in values], log=True
    )
    circles = [float(x) for x in re.findall(r'<circle cx="([\d.]+)"', svg)]
    slope, start = np.polyfit(np.log10(values), circles, 1)
    assert slope > 0
    for value, place in marks(svg):
        assert place == pytest.approx(slope * math.log10(value) + start, abs=0.2)
    assert "cost (log)" in svg


def test_values_of_one_size_stand_on_a_plain_axis() -> None:
    svg = draw_spreads("cost", [("f", Spread(0.5, 0.4, 0.6, 9))], log=True)
    assert "(log)" not in svg


def test_a_band_lies_around_its_median_and_what_is_higher_is_above() -> None:
    band = CostBand(
        (1.0, 2.0, 3.0), (0.5, 0.4, 0.3), (0.45, 0.3, 0.2), (0.6, 0.5, 0.35)
    )
    around, line = (
        [tuple(map(float, point.split())) for point in path.split("L")]
        for path in re.findall(
            r'd="M([^"Z]+)Z?" class="(?:band|line)"', draw_curves([("f", band)])
        )
    )
    low, high = around[:3], around[:2:-1]
    assert [x for x, _ in low] == [x for x, _ in high] == [x for x, _ in line]
    # In SVG, y grows downwards.
    for (_, bottom), (_, middle), (_, top) in zip(low, line, high, strict=True):
        assert bottom > middle > top
    heights = [y for _, y in line]
    assert np.diff(heights) == pytest.approx([heights[1] - heights[0]] * 2, abs=0.2)
    assert heights[2] > heights[0]
