import math
import re
from xml.etree import ElementTree

import numpy as np
import pytest

from nnviz.core.writing.number_text import MINUS
from nnviz.files.comparison_report.report_plots import (
    _log_ticks,
    _step,
    draw_curves,
    draw_spreads,
)
from nnviz.session.comparison.seeds.cost_curve import CostBand
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


def test_each_contender_has_a_row_and_all_is_within_the_picture() -> None:
    spreads = [
        ("one", Spread(2.0, 1.0, 4.0, 5)),
        ("none", None),
        ("x" * 27, Spread(3.0, 3.0, 3.0, 5)),
    ]
    root = ElementTree.fromstring(draw_spreads("cost", spreads, log=False))
    _, _, width, height = (float(part) for part in root.get("viewBox").split())
    texts = {text.text: text for text in root.iter("text")}
    rows = [float(texts[name].get("y")) for name in ("one", "none", "x" * 25 + "…")]
    assert rows[1] - rows[0] == rows[2] - rows[1] > 12.0
    assert texts["no value"].get("y") == texts["none"].get("y")
    for text in texts.values():
        assert 0.0 <= float(text.get("x")) <= width
        assert 0.0 <= float(text.get("y")) <= height
    dots = [(float(dot.get("cx")), float(dot.get("cy"))) for dot in root.iter("circle")]
    assert [y + 4.0 for _, y in dots] == [rows[0], rows[2]]
    low, high = re.search(
        r'd="M([\d.]+) [\d.]+H([\d.]+)" class="line"',
        draw_spreads("cost", spreads, log=False),
    ).groups()
    # From 1 to 4, with the median 2 at a third of the way.
    assert dots[0][0] == pytest.approx(
        float(low) + (float(high) - float(low)) / 3, abs=0.1
    )
    assert draw_spreads("cost", [("none", None)], log=True) == ""


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.0, 6.5, [1.0, 1e2, 1e4, 1e6]),
        (-1.0, 4.5, [0.1, 1.0, 10.0, 100.0, 1000.0, 1e4]),
        (0.0, 1.1, [1.0, 2.0, 5.0, 10.0]),
        (0.0, 3.0, [1.0, 10.0, 100.0]),
    ],
)
def test_a_long_log_axis_has_fewer_powers_and_a_short_one_2_and_5(
    low: float, high: float, expected: list[float]
) -> None:
    assert _log_ticks(low, high) == expected


@pytest.mark.parametrize(("raw", "step"), [(0.9, 1), (1.1, 2), (30, 50), (60, 100)])
def test_steps_are_round(raw: float, step: float) -> None:
    assert _step(raw) == pytest.approx(step)


def points(svg: str) -> list[float]:
    (line,) = re.findall(r'd="M([^"Z]+)" class="line"', svg)
    return [float(point.split()[0]) for point in line.split("L")]


def labels(svg: str, anchor: str) -> list[tuple[str, float]]:
    return [
        (str(text.text), float(text.get("x", "nan")))
        for text in ElementTree.fromstring(svg).iter("text")
        if text.get("text-anchor") == anchor
    ]


@pytest.mark.parametrize("last", [0.5, 1.0, 600.0])
def test_iterations_reach_from_one_edge_to_the_other(last: float) -> None:
    band = CostBand((0.0, last), (0.5, 0.4), (0.5, 0.4), (0.5, 0.4))
    svg = draw_curves([("f", band)])
    first, end = points(svg)
    ends = [float(x) for x in re.findall(r'd="M([\d.]+) [\d.]+H([\d.]+)"', svg)[0]]
    assert first == ends[0]
    # Less than one iteration is no axis by itself.
    share = min(last, 1.0)
    assert end == pytest.approx(ends[0] + share * (ends[1] - ends[0]), abs=0.1)
    marked = [(text, x) for text, x in labels(svg, "middle") if text[0].isdigit()]
    assert len(marked) in (6, 7)
    assert marked[0] == ("0", ends[0])
    assert float(marked[-1][0]) <= max(last, 1.0)
    # Values are written beside the axis.
    assert all(x < ends[0] for _, x in labels(svg, "end"))
