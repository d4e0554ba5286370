"""Commands that come at an awkward moment, turn by turn and without a thread."""

import pytest

from nnviz.live import single
from nnviz.live.commands import ReturnToNow, ShowMoment, Train
from nnviz.live.reports import Rested
from nnviz.live.single import build_single
from nnviz.live.snapshot import Block
from nnviz.session.config import RunConfig
from tests.live.driving import Driven

SLICED = RunConfig(dataset="circle", samples=6000, evaluate_every=10**9)


@pytest.fixture
def driven(monkeypatch: pytest.MonkeyPatch) -> Driven:
    """A run that rests after 1,000 iterations, whose evaluations all take long."""
    monkeypatch.setattr(single, "_QUICK_SECONDS", 0.0)
    driven = Driven(
        lambda run, port, check: build_single(run, (SLICED, None, None), port, check)
    )
    driven.ask(Train(1000, 1))
    driven.until(lambda: bool(driven.script.of(Rested)))
    driven.tick()
    return driven


def test_a_pause_takes_back_a_play_that_still_waits(driven: Driven) -> None:
    driven.ask(ShowMoment(777, None, 2), Train(None, 3), Train(0, 4))
    driven.tick()
    assert driven.script.costs().size == 1000
    assert driven.script.of(Rested)[-1] == Rested(4)


def test_a_step_while_a_moment_is_brought_back_shows_the_one_after(
    driven: Driven,
) -> None:
    driven.ask(ShowMoment(777, None, 2))
    driven.script.at_check = Train(1, 3)
    driven.tick()
    assert driven.script.at_check is None
    assert driven.script.snapshot.iteration == 778
    assert driven.script.snapshot.lane.evaluation is not None
    assert driven.script.snapshot.lane.evaluation.iteration == 778


def test_a_step_while_a_moment_is_evaluated_is_evaluated_itself(driven: Driven) -> None:
    driven.ask(ShowMoment(777, None, 2))
    driven.script.at_check_after_snapshot = Train(1, 3)
    driven.tick()
    assert driven.script.at_check is driven.script.at_check_after_snapshot is None
    assert driven.script.snapshot.lane.evaluation is not None
    assert driven.script.snapshot.lane.evaluation.iteration == 778


def test_a_return_while_a_moment_is_brought_back_shows_the_present(
    driven: Driven,
) -> None:
    driven.ask(ShowMoment(777, None, 2))
    driven.script.at_check = ReturnToNow()
    driven.tick()
    assert (driven.script.snapshot.iteration, driven.script.snapshot.is_present) == (
        1000,
        True,
    )
    assert driven.script.costs().size == 1000


def test_play_from_a_moment_that_is_not_brought_back_yet_begins_there(
    driven: Driven,
) -> None:
    driven.ask(ShowMoment(777, None, 2), Train(None, 3))
    driven.tick(5)
    firsts = [b.first_iteration for b in driven.script.of(Block) if b.branch]
    assert firsts[0] == 778
