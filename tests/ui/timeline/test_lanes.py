"""Branches in rows."""

from nnviz.session.timeline.timeline_view import (
    BranchView,
    Position,
    TimelineView,
)
from nnviz.views.track_layout import MOST_ROWS, Lanes
from tests.ui.timeline.runs import branched


def many(count: int) -> TimelineView:
    rest = [BranchView(k, 0, 10 * k, 5000) for k in range(1, count)]
    first = BranchView(0, None, 0, 5000)
    now = Position(5000, 0)
    return TimelineView((first, *rest), (), (), now, now)


def test_branches_at_the_same_time_lie_in_rows_of_their_own() -> None:
    assert [lane.row for lane in Lanes(branched()).all()] == [0, 1, 2]


def test_a_branch_that_has_ended_gives_its_row_to_a_later_one() -> None:
    now = Position(900, 2)
    view = TimelineView(
        (
            BranchView(0, None, 0, 800),
            BranchView(1, 0, 300, 400),
            BranchView(2, 0, 500, 900),
        ),
        (),
        (),
        now,
        now,
    )
    assert [lane.row for lane in Lanes(view).all()] == [0, 1, 1]


def test_any_number_of_branches_takes_a_few_rows() -> None:
    assert Lanes(many(200)).count <= MOST_ROWS


def test_before_its_fork_a_branch_lies_on_its_parents() -> None:
    lanes = Lanes(branched())
    owners = [lanes.owner(Position(at, 2)) for at in (100, 299, 300, 499, 500)]
    assert owners == [0, 0, 1, 1, 2]


def test_the_nearest_moment_is_on_a_branch_that_was_there() -> None:
    lanes = Lanes(branched())
    assert lanes.nearest(750, 1.0) in {Position(750, 0), Position(750, 2)}
    assert lanes.nearest(600, 0.2) == Position(600, 0)
    assert lanes.nearest(600, 1.2) == Position(600, 1)


def test_what_branches_share_counts_as_of_the_one_that_grows() -> None:
    assert Lanes(branched()).nearest(100, 0.0) == Position(100, 2)


def test_past_the_end_of_all_branches_lies_the_longest_one_s_end() -> None:
    assert Lanes(branched()).nearest(4000, 0.0) == Position(1000, 2)


def test_the_course_of_a_branch_goes_back_to_the_start() -> None:
    course = Lanes(branched()).course(2)
    assert [(lane.branch, last) for lane, last in course] == [
        (2, 1000),
        (1, 500),
        (0, 300),
    ]
