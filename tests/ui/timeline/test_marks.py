"""Events and bookmarks on the track."""

import itertools

from nnviz.core.layout import Layout
from nnviz.ui.timeline.lanes import Lanes
from nnviz.ui.timeline.scale import Scale
from nnviz.ui.timeline.timeline_marks import diamonds, flags
from tests.ui.timeline.runs import branched, rate_changed, straight

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
    standing = branched()
    found = diamonds(standing.events, Lanes(standing), SCALE)
    at_fork = next(one for one in found if one.row == 1)
    assert at_fork.x == SCALE.across(300) + SCALE.bend


def test_a_flag_has_the_row_of_its_branch_and_its_name() -> None:
    standing = branched()
    (flag,) = flags(standing.bookmarks, Lanes(standing), SCALE)
    assert (flag.x, flag.row) == (300.0, 0)
    assert flag.words == "plateau: iteration 600"
