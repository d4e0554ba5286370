"""Iterations and pixels."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.ui.timeline.scale import Scale, end_with_room


@given(st.integers(0, 10_000_000))
def test_there_is_room_for_the_run_and_little_more(end: int) -> None:
    room = end_with_room(end)
    assert max(end, 10) <= room <= max(1.5 * end, 10)


def test_the_scale_changes_seldom_while_a_run_grows() -> None:
    assert len({end_with_room(end) for end in range(1, 100_000)}) < 50


@given(st.integers(1, 400), st.data())
def test_every_iteration_has_its_pixel_while_there_are_few(
    last: int, data: st.DataObject
) -> None:
    scale = Scale(last, 12.0, 612.0)
    iteration = data.draw(st.integers(0, last))
    assert scale.iteration_at(scale.across(iteration)) == iteration


def test_no_iteration_lies_before_the_start() -> None:
    assert Scale(100, 12.0, 612.0).iteration_at(0.0) == 0


@pytest.mark.parametrize("last", [10, 15, 1000, 12_500, 1_000_000])
def test_labels_keep_their_distance(last: int) -> None:
    scale = Scale(last, 0.0, 600.0)
    places = [scale.across(place) for place, _ in scale.ticks(apart=90.0)]
    gaps = [b - a for a, b in itertools.pairwise(places)]
    assert 2 <= len(places) <= 7
    assert all(gap >= 90.0 for gap in gaps)
