"""Thinning: within the budget, even over the past, denser near now."""

from weakref import WeakSet

import numpy as np
import pytest

from nnviz.session.checkpoint import Checkpoint
from nnviz.session.config import RunConfig
from nnviz.session.timeline import store as store_module
from nnviz.session.timeline.spacing import Spacing
from nnviz.session.timeline.store import CheckpointStore, Kept, Worth, _candidates
from nnviz.session.timeline.timeline import Timeline
from nnviz.session.trainer import Trainer


def kept(iteration: int, worth: Worth = Worth.PASSING) -> Kept:
    return Kept(Checkpoint(iteration, np.zeros(128), {}, {}), 0, worth)


ONE = kept(0).nbytes


def filled(count: int, budget: int, marked: dict[int, Worth]) -> CheckpointStore:
    store = CheckpointStore(budget * ONE)
    for iteration in range(count):
        worth = marked.get(iteration, Worth.PASSING)
        store.add(0, kept(iteration, worth), {0: iteration})
    return store


def iterations(store: CheckpointStore, branch: int = 0) -> list[int]:
    return [one.iteration for number, one in store if number == branch]


@pytest.mark.parametrize("budget", [1, 2, 10, 100])
def test_the_budget_holds_at_any_time(budget: int) -> None:
    store = CheckpointStore(budget * ONE)
    for iteration in range(500):
        worth = Worth.PASSING if iteration else Worth.ROOT
        store.add(0, kept(iteration, worth), {0: iteration})
        assert store.nbytes == ONE * len(store) <= budget * ONE
    assert iterations(store)[0] == 0


def test_stores_share_the_memory_and_each_may_take_half_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(store_module, "_all", WeakSet())
    monkeypatch.setattr(store_module, "TOGETHER", 150 * ONE)
    alone = filled(200, 100, {})
    assert len(alone) > 85
    beside = filled(200, 100, {})
    assert 45 < len(beside) <= 65
    for iteration in range(200, 400):
        alone.add(0, kept(iteration), {0: iteration})
        assert len(alone) + len(beside) <= 150
    del alone
    for iteration in range(200, 400):
        beside.add(0, kept(iteration), {0: iteration})
    assert 85 < len(beside) <= 100


def test_the_past_is_covered_evenly_and_the_latest_more_densely() -> None:
    gaps = np.diff(iterations(filled(20_000, 100, {0: Worth.ROOT})))
    places = np.cumsum(gaps)
    past, late = gaps[places < 15_000], gaps[places > 19_500]
    assert past.max() <= 4 * np.median(past)
    assert np.median(late) <= np.median(past) / 3


def test_marked_moments_and_events_outlast_the_others() -> None:
    marked = {0: Worth.ROOT, 333: Worth.MARKED, 5001: Worth.EVENT}
    found = iterations(filled(10_000, 20, marked))
    assert {0, 333, 5001} <= set(found)


def test_events_go_before_bookmarks_where_nothing_else_is_left() -> None:
    marked = dict.fromkeys(range(1, 60), Worth.EVENT)
    store = filled(
        60, 12, {0: Worth.ROOT, 30: Worth.MARKED, **marked} | {30: Worth.MARKED}
    )
    assert {0, 30} <= set(iterations(store))
    assert store.nbytes <= 12 * ONE


def test_many_events_in_one_place_do_not_lay_the_rest_of_the_past_bare() -> None:
    marked = {0: Worth.ROOT, **dict.fromkeys(range(3000, 3300), Worth.EVENT)}
    found = iterations(filled(10_000, 60, marked))
    assert np.diff(found).max() <= 6 * 10_000 / 60


def test_a_released_bookmark_passes() -> None:
    store = CheckpointStore(10 * ONE)
    store.add(0, kept(0, Worth.ROOT), {})
    store.add(0, kept(5, Worth.MARKED), {})
    store.release(0, 5)
    assert [one.worth for _, one in store] == [Worth.ROOT, Worth.PASSING]


def test_old_branches_are_thinned_too() -> None:
    store = filled(100, 120, {0: Worth.ROOT})
    for iteration in range(200):
        store.add(1, kept(iteration), {1: iteration})
    assert 0 < len(iterations(store, 0)) < 90
    assert len(iterations(store, 1)) > len(iterations(store, 0)) / 2


def test_the_nearest_is_the_last_one_not_after() -> None:
    store = filled(5, 100, {})
    store.add(0, kept(20), {})
    found = [store.nearest(0, iteration) for iteration in (3, 19, 20, 99)]
    assert [one.iteration for one in found if one] == [3, 4, 20, 20]
    assert store.nearest(7, 3) is None


def test_the_spacing_at_most_doubles_and_learns_from_what_took_time() -> None:
    spacing = Spacing(gap_seconds=0.05)
    spacing.learn(100, 0.01)
    assert (spacing.iterations, spacing.seconds_each) == (2, pytest.approx(1e-4))
    for iterations, seconds in ((0, 1.0), (5, 0.0), (-1, 1.0)):
        spacing.learn(iterations, seconds)
        assert (spacing.iterations, spacing.seconds_each) == (2, pytest.approx(1e-4))
    for _ in range(12):
        spacing.learn(100, 0.01)
    assert spacing.iterations == 500
    spacing.learn(1, 1.0)
    assert spacing.iterations == 1
    fixed = Spacing(7)
    fixed.learn(100, 0.01)
    assert fixed.iterations == 7


def test_a_timeline_tells_what_its_checkpoints_take() -> None:
    trainer = Trainer(RunConfig(dataset="xor"))
    line = Timeline(trainer)
    begun = line.nbytes
    assert begun >= trainer.checkpoint().nbytes
    line.run(20)
    assert line.nbytes > begun


@pytest.mark.parametrize("budget", [20, 100])
def test_no_more_is_dropped_than_makes_room_for_a_while(budget: int) -> None:
    store = CheckpointStore(budget * ONE)
    for iteration in range(400):
        worth = Worth.PASSING if iteration else Worth.ROOT
        store.add(0, kept(iteration, worth), {0: iteration})
        if iteration > budget:
            assert store.nbytes >= (0.9 * budget - 1) * ONE


def test_a_moment_after_events_is_kept_once_it_is_trained_on_from() -> None:
    line = Timeline(Trainer(RunConfig(dataset="circle", hidden=(3,))), spacing=100)
    line.run(30)

    def events() -> list[tuple[int, int]]:
        return [
            (one.iteration, one.events)
            for _, one in line.past().kept
            if one.worth is Worth.EVENT
        ]

    line.change(learning_rate=0.5)
    line.edit(0, 0.25)
    assert events() == []
    line.run(1)
    assert events() == [(30, 2)]
    line.run(40)
    assert events() == [(30, 2)]


@pytest.mark.parametrize(
    ("worth", "now", "gaps"),
    [
        # Gaps over the widths wanted at 0, 10, 40 and 64: 1, 1, 1 and 1/8.
        (Worth.ROOT, 64, [10 / 1, 40 / 1, 8 * 54 / 1, 24 / 0.125]),
        (Worth.PASSING, 64, [10 / 1, 40 / 1, 24 / 0.125]),
        (Worth.ROOT, None, [10, 40, 8 * 54, 24]),
        (Worth.ROOT, 80, [10 / 1, 40 / 1, 8 * 54 / 1, 40 / 1]),
        (Worth.ROOT, 66, [10 / 1, 40 / 1, 8 * 54 / 1, 26 / (2 / 66 * 8 + 1 / 8)]),
    ],
)
def test_a_checkpoint_is_worth_the_gap_that_it_would_leave(
    worth: Worth, now: int | None, gaps: list[float]
) -> None:
    each = [kept(0), kept(10), kept(40, Worth.EVENT), kept(64)]
    found = [(gap, place) for gap, _, place in _candidates(5, each, worth, now)]
    places = [place for place, one in enumerate(each) if one.worth <= worth]
    assert found == [
        (pytest.approx(gap), k) for gap, k in zip(gaps, places, strict=True)
    ]


@pytest.mark.parametrize("first", [0, 3])
def test_checkpoints_are_as_far_apart_as_they_are_to_be(first: int) -> None:
    line = Timeline(Trainer(RunConfig(dataset="circle", hidden=(3,))), spacing=10)
    line.run(first)
    for _ in range(45):
        line.trainer.run(1)
        line.note()
    # Those of the state before the iteration that was looked into.
    found = iterations(line._store)
    assert np.diff(found[2:]).tolist() == [10] * (len(found) - 3)
    assert len(found) >= 5
