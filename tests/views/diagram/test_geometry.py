import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nnviz.views.diagram.geometry import (
    Area,
    Geometry,
    ShownNeurons,
    Viewport,
    curve_fraction,
)
from nnviz.views.diagram.hits import part_at
from nnviz.views.diagram.parts import EdgePart, NeuronPart
from nnviz.views.diagram.scene import lay_out, strongest

SIZES = st.lists(st.integers(1, 16), min_size=2, max_size=5)
AREAS = st.builds(Area, st.floats(500, 2000), st.floats(300, 1200))


def geometry_of(sizes: list[int], area: Area) -> Geometry:
    return lay_out([ShownNeurons(size, np.arange(size)) for size in sizes], area)


@given(SIZES, AREAS)
def test_every_neuron_lies_in_the_area(sizes: list[int], area: Area) -> None:
    for column in geometry_of(sizes, area).columns:
        assert column.ys.min() - column.side / 2 >= area.top - 1e-6
        assert column.ys.max() + column.side / 2 <= area.height - area.bottom + 1e-6
        assert area.left <= column.x <= area.width - area.right


@given(SIZES, AREAS)
def test_every_neuron_is_hit_at_its_middle(sizes: list[int], area: Area) -> None:
    geometry = geometry_of(sizes, area)
    for column in geometry.columns:
        for neuron, y in enumerate(column.ys):
            hit = part_at(geometry, column.x, y, True)
            assert hit == NeuronPart(column.layer, neuron)


def test_an_edge_is_hit_a_little_beside_it() -> None:
    geometry = geometry_of([1, 2], Area(600, 400))
    gap = geometry.gaps[0]
    start, stop = gap.before.ys[0], gap.after.ys[1]
    x, y = (gap.x0 + gap.x1) / 2, (start + stop) / 2
    assert part_at(geometry, x, y + 3, True) == EdgePart(1, 1, 0)


@given(st.floats(0.5, 2), st.floats(0, 500), st.floats(0, 500))
def test_zooming_keeps_what_is_under_the_pointer(
    factor: float, x: float, y: float
) -> None:
    view = Viewport(1.5, 20, -30)
    place = (x - view.x) / view.scale, (y - view.y) / view.scale
    np.testing.assert_allclose(
        view.zoomed(factor, x, y).to_screen(*place), (x, y), atol=1e-6
    )


@given(st.floats(0, 1))
def test_the_curve_is_symmetric(fraction: float) -> None:
    total = curve_fraction(fraction) + curve_fraction(1 - fraction)
    assert abs(total - 1) < 1e-6


def test_folding_shows_the_strongest_and_the_selected() -> None:
    rated = np.array([5.0, 1.0, 4.0, 2.0, 3.0])
    assert strongest(rated, 2).tolist() == [0, 2]
    assert strongest(rated, 2, kept=1).tolist() == [0, 1]


def test_a_shown_neuron_stays_while_it_is_among_the_better_ones() -> None:
    rated = np.array([5.0, 1.0, 4.0, 2.0, 3.0])
    assert strongest(rated, 2, before=np.array([3, 4])).tolist() == [3, 4]
    assert strongest(rated, 2, before=np.array([1, 4])).tolist() == [0, 4]
