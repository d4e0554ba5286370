"""What has room in the diagram: neurons, values, names and labels."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.ui.diagram.diagram_painting import short_titles
from nnviz.views.diagram.geometry import Area, Geometry, ShownNeurons, Viewport
from nnviz.views.diagram.hits import fold_box, fold_label, part_at
from nnviz.views.diagram.parts import NeuronPart
from nnviz.views.diagram.scene import VALUE_ROOM, lay_out

DEEP = (32, 24, 16, 12, 10, 10, 10, 10)
IMAGE = ShownNeurons(784, np.arange(0), (28, 28), True)


def folded(size: int) -> ShownNeurons:
    return ShownNeurons(size, np.arange(12 if size > 16 else size), None, size > 16)


def with_image(sizes: Sequence[int], area: Area) -> Geometry:
    return lay_out([IMAGE, *map(folded, sizes)], area)


def has_room_for_values(geometry: Geometry, layer: int) -> bool:
    column = geometry.columns[layer]
    return column.aside > 0.0 or column.pitch - column.side >= VALUE_ROOM


@given(
    st.lists(st.integers(1, 200), min_size=1, max_size=9),
    st.floats(500, 2000),
    st.floats(300, 1200),
)
def test_columns_never_overlap(sizes: list[int], width: float, height: float) -> None:
    for gap in with_image(sizes, Area(width, height)).gaps:
        assert gap.x0 < gap.x1


@given(
    st.lists(st.integers(17, 999), min_size=2, max_size=9),
    st.floats(640, 2000),
)
def test_fold_labels_lie_in_the_window_side_by_side(
    sizes: list[int], width: float
) -> None:
    columns = lay_out([*map(folded, sizes)], Area(width, 420.0)).columns
    boxes = [fold_box(column) for column in columns]
    assert boxes[0][0] >= 0.0
    assert boxes[-1][0] + boxes[-1][2] <= width
    for column, box in zip(columns, boxes, strict=True):
        assert box[2] <= column.room or fold_label(column).count(" ") == 1


@pytest.mark.parametrize("sizes", [(2, 16, 16, 1), (1, 16, 16, 1), (13, 16, 3)])
def test_sixteen_neurons_have_room_for_their_values(sizes: tuple[int, ...]) -> None:
    geometry = lay_out([folded(size) for size in sizes], Area(640.0, 417.0, 90.0, 90.0))
    for layer in range(len(sizes)):
        assert has_room_for_values(geometry, layer)


def test_a_value_beside_a_neuron_belongs_to_it() -> None:
    geometry = lay_out([folded(size) for size in (2, 16, 1)], Area(640.0, 417.0))
    column = geometry.columns[1]
    x, y = column.right - 5.0, float(column.ys[3])
    assert part_at(geometry, x, y, False) == NeuronPart(1, 3)


def test_zooming_in_leaves_no_more_room_beside_neurons_than_values_take() -> None:
    geometry = lay_out([folded(size) for size in (2, 16, 1)], Area(640.0, 417.0))
    seen = geometry.seen_through(Viewport(3.0, -500.0, -200.0))
    assert seen.columns[1].aside == geometry.columns[1].aside > 0.0


def test_the_outputs_have_room_for_their_values_before_all_others() -> None:
    geometry = with_image((128, 64, 10), Area(360.0, 417.0, 28.0, 38.0))
    found = [has_room_for_values(geometry, layer) for layer in (1, 2, 3)]
    assert found == [False, False, True]


def test_where_edges_need_the_room_no_value_is_written() -> None:
    geometry = with_image(DEEP, Area(640.0, 417.0, 28.0, 38.0))
    for layer, size in enumerate(DEEP, start=1):
        assert has_room_for_values(geometry, layer) == (size <= 10)


def test_edges_begin_at_a_neuron_that_has_a_value_beside_it() -> None:
    geometry = lay_out([folded(size) for size in (2, 16, 1)], Area(640.0, 417.0))
    column, gap = geometry.columns[1], geometry.gaps[1]
    assert column.aside > 0.0
    assert gap.x0 == column.x + column.side / 2


def test_the_picture_of_the_input_leaves_the_network_most_of_the_room() -> None:
    for width, height in ((640.0, 350.0), (940.0, 500.0)):
        image = with_image((10, 10), Area(width, height)).columns[0]
        assert image.right - image.left <= 0.2 * width


def test_all_names_are_shortened_where_one_does_not_fit(qapp: object) -> None:
    titles = ("input", "hidden 1 · tanh", "hidden 2 · tanh", "output · sigmoid")
    assert short_titles(titles, [90.0] * 4) == list(titles)
    assert short_titles(titles, [90.0, 90.0, 30.0, 90.0]) == [
        "input",
        "h1 · tanh",
        "h2 · tanh",
        "output · sigmoid",
    ]
