"""Where iterations, events and bookmarks lie on the track."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.layout import Layout
from nnviz.views.track_layout import Lanes, Scale, diamonds, end_with_room, flags
from tests.ui.timeline.runs import branched, rate_changed, straight


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


SCALE = Scale(1000, 0.0, 500.0)
LAYOUT = Layout((2, 3, 1))


def test_an_event_far_from_others_has_a_diamond_at_its_iteration() -> None:
    events = (rate_changed(200), rate_changed(600))
    found = diamonds(events, Lanes(straight(1000)), SCALE)
    assert [one.x for one in found] == [100.0, 300.0]


def test_hundreds_of_events_never_lie_over_each_other() -> None:
    events = tuple(rate_changed(k * 7919 % 1000) for k in range(700))
    found = diamonds(events, Lanes(straight(1000)), SCALE)
    places = [one.x for one in found]
    assert all(b - a >= 9.0 for a, b in itertools.pairwise(places))
    assert sum(len(one.events) for one in found) == 700


def test_a_diamond_says_what_was_done_and_when() -> None:
    (found,) = diamonds((rate_changed(1200),), Lanes(straight(2000)), SCALE)
    assert found.words(LAYOUT) == "iteration 1,200: learning rate 0.3 → 0.1"


def test_a_diamond_of_many_events_counts_those_it_does_not_name() -> None:
    events = tuple(rate_changed(5) for _ in range(9))
    (found,) = diamonds(events, Lanes(straight(1000)), SCALE)
    assert found.words(LAYOUT).endswith("\nand 3 more")


def test_an_event_at_a_fork_lies_where_the_branch_has_its_row() -> None:
    view = branched()
    found = diamonds(view.events, Lanes(view), SCALE)
    at_fork = next(one for one in found if one.row == 1)
    assert at_fork.x == SCALE.across(300) + SCALE.bend


def test_a_flag_has_the_row_of_its_branch_and_its_name() -> None:
    view = branched()
    (flag,) = flags(view.bookmarks, Lanes(view), SCALE)
    assert (flag.x, flag.row) == (300.0, 0)
    assert flag.words == "plateau: iteration 600"
