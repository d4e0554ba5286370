"""What another program has recorded is a course: it is shown, and never trained."""

import os
from pathlib import Path

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.files.piped_log import follow_pipe
from nnviz.files.watch_log import WatchLog
from nnviz.live.commands import (
    Change,
    Compare,
    Examine,
    Follow,
    GoOnFromHere,
    ReturnToNow,
    SetBookmark,
    SetSpeed,
    ShowMoment,
    StepBack,
    TakeOver,
    Train,
    TrainEpoch,
)
from nnviz.live.recorded import build_recorded
from nnviz.live.reports import Difference, Examined, NotTakenOver, Outdated, TakenOver
from nnviz.live.snapshot import Block, Snapshot
from nnviz.session.findings.dating import beginning_of
from nnviz.session.findings.find import find
from nnviz.session.interruption import Interrupted
from nnviz.session.timeline.timeline_view import Position, TimelineView
from nnviz.session.trainer import Trainer
from nnviz.views.recorded_words import CUT_OFF, recorded_sentence, rest_words
from tests.live.driving import Driven, Script
from tests.watch.recording import Recording


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "mine.nnvizlog"


def opened(path: Path) -> Driven:
    driven = Driven(lambda run, port, check: build_recorded(run, path, port, check))
    driven.tick()
    return driven


def closed(path: Path, iterations: int = 20, **options: object) -> Recording:
    recording = Recording(path, **options)  # type: ignore[arg-type]
    recording.train(iterations)
    recording.watch.close()
    return recording


def rest(driven: Driven, order: int) -> None:
    driven.until(lambda: order in driven.script.orders_done, most=10**7)
    driven.tick()


def test_each_moment_has_the_recorded_weights_and_the_iteration_done_with_them(
    path: Path,
) -> None:
    recording = closed(path)
    driven = opened(path)
    assert driven.snapshot.iteration == 20
    for number in (1, 7, 20):
        driven.order(ShowMoment(number))
        lane = driven.snapshot.lane
        np.testing.assert_array_equal(lane.parameters, recording.flat(number))
        assert lane.trace is not None
        assert lane.trace.iteration == number
        np.testing.assert_allclose(
            lane.trace["cost"], driven.snapshot.recorded.cost, rtol=1e-12
        )
        after = recording.flat(number + 1) if number < 20 else None
        if after is not None:
            got = [*lane.trace.after.values()]
            blocks = zip(got[::2], got[1::2], strict=True)
            flat = np.concatenate([np.column_stack(one).ravel() for one in blocks])
            np.testing.assert_allclose(flat, after, rtol=1e-12)


def test_what_is_wrong_is_known_at_each_moment(path: Path) -> None:
    closed(path, sums_bias=True)
    driven = opened(path)
    for number in (2, 11):
        driven.order(ShowMoment(number))
        verdict = driven.snapshot.recorded.verdict
        assert [one.name for one in verdict.quantities if not one.ok] == ["db1"]


def test_costs_of_both_programs_are_reported_once(path: Path) -> None:
    closed(path, 300)
    driven = opened(path)
    driven.until(lambda: not driven.course.work_aside())
    driven.tick()
    blocks = driven.script.of(Block)
    numbers = np.concatenate([block.numbers for block in blocks])
    claimed = np.concatenate([block.costs[0] for block in blocks])
    np.testing.assert_array_equal(numbers, np.arange(1, 301))
    own = [one for block in blocks for one in block.evaluations[0]]
    assert [one.iteration for one in own] == list(range(1, 301))
    np.testing.assert_allclose([one.train.cost for one in own], claimed, rtol=1e-9)


@pytest.mark.parametrize(
    ("wish", "there"), [(0, 1), (5, 1), (14, 11), (16, 11), (1000, 41)]
)
def test_a_moment_is_the_nearest_one_recorded(
    path: Path, wish: int, there: int
) -> None:
    closed(path, 50, every=10)
    driven = opened(path)
    driven.order(ShowMoment(wish))
    assert driven.snapshot.iteration == there


def test_steps_go_from_one_recorded_moment_to_the_next(path: Path) -> None:
    closed(path, 50, every=10)
    driven = opened(path)
    driven.order(ShowMoment(1))
    for there in (11, 21, 31, 41, 41):
        driven.order(Train(1))
        assert driven.snapshot.iteration == there
    driven.order(StepBack(1))
    assert driven.snapshot.iteration == 31
    driven.order(StepBack(15))
    assert driven.snapshot.iteration == 11
    driven.order(Train(15))
    assert driven.snapshot.iteration == 31
    driven.order(StepBack(1000))
    assert driven.snapshot.iteration == 1


def test_play_shows_the_record_again_up_to_its_end(path: Path) -> None:
    closed(path, 40, every=3)
    driven = opened(path)
    driven.order(ShowMoment(1))
    driven.script.reports.clear()
    driven.ask(SetSpeed(1000.0), Train(None, 200))
    rest(driven, 200)
    seen = [shown.iteration for shown in driven.script.of(Snapshot)]
    assert seen == sorted(seen)
    assert seen[-1] == 40


def test_a_pause_is_obeyed_before_the_next_moment(path: Path) -> None:
    closed(path, 40)
    driven = opened(path)
    driven.order(ShowMoment(1))
    driven.ask(SetSpeed(20.0), Train(None, 200))
    driven.until(lambda: driven.course.position.iteration > 1, most=10**7)
    there = driven.course.position
    driven.ask(Train(0, 300))
    rest(driven, 300)
    assert driven.course.position == there


@pytest.mark.parametrize(
    "command",
    [
        Change({"learning_rate": 0.5}),
        GoOnFromHere(),
        ReturnToNow(),
        TrainEpoch(4),
    ],
    ids=lambda command: type(command).__name__,
)
def test_what_a_record_cannot_do_is_passed_over(path: Path, command: Change) -> None:
    recording = closed(path)
    driven = opened(path)
    driven.ask(command)
    driven.tick()
    assert driven.course.now.iteration == 20
    np.testing.assert_array_equal(driven.snapshot.lane.parameters, recording.flat(20))


@pytest.mark.parametrize("wish", [Train(None, 1), ShowMoment(5, None, 1)])
def test_its_thread_ends_when_it_is_asked_to(
    path: Path, wish: Train | ShowMoment
) -> None:
    closed(path)
    driven = opened(path)
    driven.order(ShowMoment(1))
    driven.script.interrupt_at = lambda: True
    driven.ask(wish)
    with pytest.raises(Interrupted):
        driven.tick()


def test_a_log_that_grows_is_followed_until_somebody_looks_back(path: Path) -> None:
    recording = Recording(path)
    recording.train(3)
    recording.flush(3)
    driven = opened(path)
    assert driven.snapshot.recorded.follows
    recording.train(2)
    driven.until(lambda: driven.snapshot.iteration == 5, most=10**6)
    np.testing.assert_array_equal(driven.snapshot.lane.parameters, recording.flat(5))
    driven.order(ShowMoment(2))
    recording.train(2)
    driven.until(lambda: driven.snapshot.recorded.newest == 7, most=10**6)
    assert driven.snapshot.iteration == 2
    driven.ask(Follow(True))
    driven.until(lambda: driven.snapshot.iteration == 7, most=10**6)
    driven.ask(Follow(False))
    recording.train(1)
    driven.until(lambda: driven.snapshot.recorded.newest == 8, most=10**6)
    assert driven.snapshot.iteration == 7
    recording.watch.close()
    driven.until(lambda: not driven.snapshot.recorded.grows, most=10**6)


def test_reading_a_log_that_grows_reads_nothing_twice(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = Recording(path)
    recording.train(30)
    recording.flush(30)
    log, before = WatchLog(path), path.stat().st_size
    read = []
    original = WatchLog._take
    monkeypatch.setattr(
        WatchLog,
        "_take",
        lambda log, body, offset: (read.append(offset), original(log, body, offset)),
    )
    assert log.update() == 0
    recording.train(1)
    recording.watch.close()
    assert log.update() == 1
    assert min(read) >= before


def test_a_log_that_is_overwritten_is_to_be_opened_again(path: Path) -> None:
    closed(path, 20)
    driven = opened(path)
    recording = Recording(path)
    recording.train(30)
    recording.watch.close()
    driven.until(lambda: bool(driven.script.of(Outdated)), most=10**6)
    assert "overwritten" in driven.script.of(Outdated)[0].why


def test_batches_that_were_not_seen_at_first_have_the_log_opened_again(
    path: Path,
) -> None:
    recording = Recording(path, batch=8)
    recording.train(1)
    recording.flush(1)
    driven = opened(path)
    assert driven.snapshot.lane.trace is not None
    recording.train(8)
    driven.until(lambda: bool(driven.script.of(Outdated)), most=10**6)
    recording.watch.close()
    again = opened(path)
    trace = again.snapshot.lane.trace
    assert trace is not None
    known = again.course.start().lane.data.train.inputs
    np.testing.assert_array_equal(known[trace.rows], trace["inputs"])


def test_iterations_without_a_batch_show_their_weights_and_say_why_no_more(
    path: Path,
) -> None:
    recording = Recording(path)
    recording.train(2)
    recording.train(1, leave_out=("inputs", "targets"))
    recording.watch.close()
    driven = opened(path)
    shown = driven.snapshot
    np.testing.assert_array_equal(shown.lane.parameters, recording.flat(3))
    assert shown.lane.trace is None
    assert shown.recorded.lacks == "its batch was not recorded"
    driven.order(ShowMoment(2))
    assert driven.snapshot.lane.trace is not None


def test_iterations_of_another_network_are_left_out_and_counted(path: Path) -> None:
    recording = Recording(path)
    recording.train(2)
    wider = Recording(path.with_name("other"), hidden=6)
    recording.weights, recording.biases = wider.weights, wider.biases
    recording.train(3)
    wider.watch.close()
    recording.watch.close()
    shown = opened(path).snapshot
    assert (shown.iteration, shown.recorded.count, shown.recorded.others) == (2, 2, 3)


def test_numbers_that_are_not_finite_are_shown_as_they_are(path: Path) -> None:
    recording = Recording(path)
    recording.train(2)
    recording.weights[0][0, 0] = np.nan
    recording.train(2)
    recording.watch.close()
    driven = opened(path)
    assert np.isnan(driven.snapshot.lane.parameters[0])
    assert np.isnan(driven.snapshot.recorded.cost)
    driven.ask(TakeOver())
    driven.tick()
    driven.order(ShowMoment(2))
    assert np.isfinite(driven.snapshot.lane.parameters).all()


@pytest.mark.parametrize("batch", [None, 5])
def test_a_run_that_takes_it_over_begins_with_exactly_its_weights(
    path: Path, batch: int | None
) -> None:
    recording = closed(path, batch=batch)
    driven = opened(path)
    driven.order(ShowMoment(9))
    driven.ask(TakeOver())
    driven.tick()
    (taken,) = driven.script.of(TakenOver)
    trainer = Trainer(taken.session.state.config, taken.session.dataset)
    trainer.resume(taken.session.state)
    np.testing.assert_array_equal(trainer.network.parameters, recording.flat(9))
    assert trainer.order.batch_size == (batch or 30)
    trainer.run(1)
    if batch is None:
        np.testing.assert_allclose(
            trainer.network.parameters, recording.flat(10), rtol=1e-12
        )
    assert not driven.script.of(NotTakenOver)


@pytest.mark.parametrize("left_out", [(), ("gradients", "after")])
def test_a_run_that_takes_it_over_goes_on_by_its_rule(
    path: Path, left_out: tuple[str, ...]
) -> None:
    recording = Recording(path, momentum=0.9, optimizer="momentum")
    recording.train(20, leave_out=left_out)
    recording.watch.close()
    driven = opened(path)
    driven.order(ShowMoment(9))
    driven.ask(TakeOver())
    driven.tick()
    (taken,) = driven.script.of(TakenOver)
    assert "goes on by momentum, with all" in taken.words
    trainer = Trainer(taken.session.state.config, taken.session.dataset)
    trainer.resume(taken.session.state)
    np.testing.assert_array_equal(trainer.network.parameters, recording.flat(9))
    trainer.run(8)
    np.testing.assert_allclose(
        trainer.network.parameters, recording.flat(17), rtol=1e-9
    )
    begun = beginning_of(trainer)
    np.testing.assert_array_equal(begun.network.parameters, recording.flat(9))
    assert begun.checkpoint().state["velocity"].any()


def test_a_pipe_that_ends_before_its_log_is_closed_is_cut_off(path: Path) -> None:
    closed(path, 6)
    source, target = os.pipe()
    os.write(target, path.read_bytes()[:-20])
    driven = opened(follow_pipe(source))
    driven.until(lambda: driven.snapshot.iteration == 6, most=10**6)
    assert "following" in recorded_sentence(driven.snapshot, "")[0]
    os.close(target)
    driven.until(lambda: not driven.snapshot.recorded.grows, most=10**6)
    os.close(source)
    assert driven.snapshot.recorded.is_cut_off
    assert "cut off" in recorded_sentence(driven.snapshot, "")[0]
    assert CUT_OFF in rest_words(driven.snapshot.recorded)


def test_a_pipe_that_ends_too_early_is_not_waited_for(path: Path) -> None:
    closed(path, 0)
    source, target = os.pipe()
    os.write(target, path.read_bytes()[:8])
    os.close(target)
    with pytest.raises(InputError, match="no iteration is recorded"):
        opened(follow_pipe(source))
    os.close(source)


def test_two_moments_are_compared_and_marked(path: Path) -> None:
    recording = closed(path)
    driven = opened(path)
    driven.ask(SetBookmark("here"), Compare(Position(3), Position(20)))
    driven.tick()
    (found,) = driven.script.of(Difference)
    np.testing.assert_array_equal(
        found.parameters, recording.flat(20) - recording.flat(3)
    )
    view = driven.script.of(TimelineView)[-1]
    assert [mark.position.iteration for mark in view.bookmarks] == [20]
    assert (view.first, view.branches[0].end) == (1, 20)


def test_a_log_that_has_just_begun_is_waited_for(path: Path) -> None:
    recording, script = Recording(path, batch=1), Script()
    script.interrupt_at = lambda: bool(recording.train(1))
    course = build_recorded(1, path, script, lambda: script.interrupt_at() and None)
    known = course.start().dataset.targets
    assert len(np.unique(known, axis=0)) == 2
    recording.watch.close()


def test_a_log_that_is_closed_too_early_is_refused(path: Path) -> None:
    closed(path, 0)
    with pytest.raises(InputError, match="no iteration is recorded"):
        opened(path)


def test_what_cannot_be_shown_is_refused_in_one_sentence(path: Path) -> None:
    recording = Recording(path)
    recording.train(2, leave_out=("targets",))
    recording.watch.close()
    with pytest.raises(InputError, match="no targets are recorded"):
        opened(path)


def test_what_keeps_it_from_learning_is_found_in_the_recorded_numbers(
    path: Path,
) -> None:
    recording = Recording(path)
    recording.biases[0] += 50.0
    recording.train(40)
    recording.watch.close()
    driven = opened(path)
    driven.ask(Examine())
    driven.tick()
    (examined,) = driven.script.of(Examined)
    data = driven.course.start().lane.data
    trainer = Trainer(examined.state.config, data.dataset, data)
    trainer.resume(examined.state)
    np.testing.assert_array_equal(
        beginning_of(trainer).network.parameters, recording.flat(1)
    )
    before = trainer.before_last
    assert before is not None
    np.testing.assert_array_equal(before.parameters, recording.flat(40))
    (found,) = find(trainer, dated=False, trains_on=True)
    assert (found.kind, found.layer) == ("saturated", 1)
