"""Going on from the past: the old course stays, the new one has its own record."""

import numpy as np
import pytest

from nnviz.session.timeline.store import Worth
from nnviz.session.timeline.timeline import Timeline
from nnviz.session.timeline.timeline_view import BranchView, Position
from nnviz.session.trainer import Trainer
from tests.session.timeline.walking import Seen, Walk, assert_same, timeline


def costs(line: Timeline[Trainer], branch: int) -> list[float]:
    return line.branches.costs(branch).tolist()


def test_going_on_from_the_past_opens_a_branch_and_the_old_one_stays() -> None:
    walk = Walk(timeline(optimizer="adam", evaluate_every=10))
    walk.train(50)
    old = costs(walk.line, 0)
    walk.go_on_from(20, 0)
    walk.act(lambda line: line.change(learning_rate=0.3))
    walk.train(30)
    assert walk.line.view().branches == (
        BranchView(0, None, 0, 50),
        BranchView(1, 0, 20, 50),
    )
    assert costs(walk.line, 0) == old
    assert costs(walk.line, 1)[:20] == old[:20]
    assert costs(walk.line, 1)[21:] != old[21:]
    walk.check()


def test_a_branch_without_changes_is_the_same_course_again() -> None:
    walk = Walk(timeline(optimizer="rmsprop", batch_size=10))
    walk.train(50)
    walk.go_on_from(31, 0)
    walk.train(19)
    assert costs(walk.line, 0) == costs(walk.line, 1)


def test_a_branch_of_a_branch() -> None:
    walk = Walk(timeline(optimizer="momentum"))
    walk.train(30)
    for rate in (0.3, 0.4):
        at = walk.line.now
        walk.go_on_from(at.iteration - 10, at.branch)
        walk.act(lambda line, rate=rate: line.change(learning_rate=rate))
        walk.train(25)
    branches = walk.line.view().branches
    assert [(b.parent, b.fork, b.end) for b in branches] == [
        (None, 0, 30),
        (0, 20, 45),
        (1, 35, 60),
    ]
    walk.check()


def test_before_its_fork_a_branch_shows_its_parents_moments() -> None:
    walk = Walk(timeline())
    walk.train(30)
    walk.go_on_from(20, 0)
    walk.train(5)
    walk.go_on_from(23, 1)
    walk.act(lambda line: line.edit(0, 1.0))
    walk.train(5)
    for iteration, branch in ((3, 0), (20, 0), (22, 1)):
        clone = walk.line.visit(Position(iteration, 2))
        assert_same(clone, walk.seen[Position(iteration, branch)])


def test_a_branch_from_before_the_fork_leaves_the_parent() -> None:
    walk = Walk(timeline())
    walk.train(30)
    walk.go_on_from(20, 0)
    walk.train(5)
    walk.go_on_from(10, 1)
    assert walk.line.view().branches[2] == BranchView(2, 0, 10, 10)


def test_at_the_end_of_a_branch_that_was_left_it_goes_on_itself() -> None:
    walk = Walk(timeline(optimizer="adam", evaluate_every=7))
    walk.train(40)
    walk.go_on_from(20, 0)
    walk.train(5)
    walk.go_on_from(40, 0)
    assert walk.line.now == Position(40, 0)
    walk.train(10)
    alone = timeline(optimizer="adam", evaluate_every=7)
    alone.run(50)
    assert_same(walk.line.trainer, Seen.of(alone.trainer))
    assert walk.line.trainer.history.evaluations == alone.trainer.history.evaluations
    walk.check()


def test_the_record_of_a_branch_has_the_evaluations_on_its_way() -> None:
    line = timeline(evaluate_every=10)
    line.run(35)
    line.go_on_from(Position(25))
    line.run(20)
    done = [e.iteration for e in line.trainer.history.evaluations]
    assert done == [10, 20, 30, 40]
    found = [
        line.branches.evaluation(Position(k, b)) for k, b in ((34, 0), (29, 1), (9, 1))
    ]
    assert [None if e is None else e.iteration for e in found] == [30, 20, None]


def test_going_on_at_the_start_begins_again() -> None:
    walk = Walk(timeline())
    walk.train(12)
    walk.go_on_from(0, 0)
    walk.act(lambda line: line.edit(1, 2.0))
    walk.train(12)
    walk.check()


def test_a_limit_that_was_reached_stops_its_branch_alone() -> None:
    line = timeline(iterations=20)
    line.run(50)
    line.go_on_from(Position(10))
    assert line.trainer.stopped is None
    line.run(50)
    assert line.now == Position(20, 1)
    assert [b.stop is not None for b in line.view().branches] == [True, True]


def test_bookmarks_name_moments_and_move() -> None:
    line = timeline()
    line.run(30)
    line.bookmark("low", Position(12))
    line.bookmark("low", Position(21))
    line.bookmark("start", Position(0))
    line.forget_bookmark("start")
    line.forget_bookmark("never")
    assert [(b.name, b.position.iteration) for b in line.view().bookmarks] == [
        ("low", 21)
    ]


def test_of_two_bookmarks_at_one_moment_the_other_keeps_it() -> None:
    line = timeline()
    line.run(30)
    line.bookmark("one", Position(17))
    line.bookmark("other", Position(17))

    def worth() -> list[Worth]:
        return [kept.worth for _, kept in line._store if kept.iteration == 16]

    line.forget_bookmark("one")
    assert worth() == [Worth.MARKED]
    line.forget_bookmark("other")
    assert worth() == [Worth.PASSING]


@pytest.mark.parametrize("limit", ["iterations", "epochs"])
def test_a_limit_of_either_kind_that_is_raised_lets_an_old_branch_go_on(
    limit: str,
) -> None:
    line = timeline(**{limit: 5}, batch_size="full")
    line.run(50)
    line.go_on_from(Position(2))
    line.trainer.config = line.trainer.config.changed(**{limit: 8})
    line.go_on_from(Position(5))
    line.run(50)
    assert line.now == Position(8, 0)


def test_the_difference_of_two_moments_is_that_of_their_parameters() -> None:
    walk = Walk(timeline())
    walk.train(30)
    one, other = Position(7), Position(26)
    expected = walk.seen[other].parameters - walk.seen[one].parameters
    np.testing.assert_array_equal(walk.line.difference(one, other), expected)


def test_an_act_again_at_the_same_moment_is_one_event() -> None:
    line = timeline(learning_rate=0.1)
    line.run(5)
    for rate in (0.2, 0.3, 0.3):
        line.change(learning_rate=rate)
    (event,) = line.view().events
    layout = line.trainer.network.layout
    assert event.act.summary(layout) == "learning rate 0.1 → 0.3"


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({"activation": "relu"}, "activations tanh → relu"),
        ({"l2": 0.5}, "l2 0 → 0.5"),
        ({"mistakes": ("missing_mean",)}, "mistakes none → missing_mean"),
        (
            {"schedule": "step"},
            "schedule constant → step, schedule settings  → every 1000, factor 0.5",
        ),
    ],
)
def test_events_say_what_was_done(settings: dict[str, object], text: str) -> None:
    line = timeline(activation="tanh")
    line.change(**settings)
    assert line.view().events[0].act.summary(line.trainer.network.layout) == text


def test_an_edit_says_which_weight() -> None:
    line = timeline()
    line.edit(2, 1.25)
    line.edit(2, 1.5)
    (event,) = line.view().events
    summary = event.act.summary(line.trainer.network.layout)
    assert summary.startswith("b1[1] ")
    assert summary.endswith(" → 1.5")
