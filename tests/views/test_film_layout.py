"""Where the views of a film are: on one line, without gaps or overlaps."""

import pytest

from nnviz.core.errors import InputError
from nnviz.views.film_layout import check_size, parsed_layout, side_by_side


def test_columns_and_rows_fill_the_frame() -> None:
    layout = parsed_layout("diagram | output / cost:2 | accuracy:5")
    places = dict(layout.places())
    assert list(places) == ["diagram", "output", "cost", "accuracy"]
    assert sum(wide * high for _, _, wide, high in places.values()) == pytest.approx(1)
    assert places["accuracy"] == pytest.approx((0.5, 0.0, 0.5, 1.0))
    assert places["cost"][3] == pytest.approx(2 * places["output"][3])


def test_the_usual_layout_is_what_can_be_written() -> None:
    written = parsed_layout("diagram | output / cost")
    assert side_by_side(("diagram", "output", "cost")) == written
    assert side_by_side(("cost",)) == parsed_layout("cost")


@pytest.mark.parametrize(
    "text", ["", "diagram |", "a:0", "a b", "| cost", "a/" * 9 + "a", "cost:"]
)
def test_what_is_no_layout_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="--layout"):
        parsed_layout(text)


@pytest.mark.parametrize(
    ("size", "words"),
    [
        ((10, 10), "give 160x90 at least"),
        ((641, 360), "even numbers"),
        ((9998, 9998), "as many pixels as 7680x4320"),
        ((1920, 90), "no room for 'diagram'"),
        ((640, 180), "no room for 'output'"),
    ],
)
def test_a_film_has_room_for_each_of_its_views(
    size: tuple[int, int], words: str
) -> None:
    layout = parsed_layout("diagram | output / cost / accuracy / gradients")
    check_size(layout, (1280, 720))
    with pytest.raises(InputError, match=words):
        check_size(layout, size)
