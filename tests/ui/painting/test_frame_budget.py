"""Nothing is drawn more often than the budget allows, and the last is always drawn."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from nnviz.ui.painting.frame_budget import SHARE, FrameBudget, FramePacer, Pace


class Machine:
    """A clock, and a thread that works a share of its time."""

    def __init__(self) -> None:
        self.now = self.worked = 0.0

    def pass_time(self, seconds: float, share: float) -> None:
        self.now += seconds
        self.worked += share * seconds

    def budget(self) -> FrameBudget:
        return FrameBudget(lambda: self.now, lambda: self.worked)


def train(machine: Machine, budget: FrameBudget, share: Callable[[], float]) -> None:
    """Let three seconds of frames pass."""
    for _ in range(180):
        budget.measure()
        machine.pass_time(1 / 60, share())


def test_a_window_that_spends_too_much_draws_less_until_it_keeps_its_share() -> None:
    machine = Machine()
    budget = machine.budget()
    # A tenth of a core goes into what is done in every frame.
    train(machine, budget, lambda: 0.1 + 0.3 / budget.stretch)
    assert budget.share == pytest.approx(SHARE, rel=0.05)
    assert budget.stretch == pytest.approx(0.3 / (SHARE - 0.1), rel=0.1)


def test_a_window_that_spends_little_draws_as_often_as_the_eye_can_follow() -> None:
    machine = Machine()
    budget = machine.budget()
    train(machine, budget, lambda: 0.6)
    assert budget.stretch == 4.0
    train(machine, budget, lambda: 0.02)
    assert budget.stretch == 1.0


def test_at_rest_there_is_nothing_to_leave_a_core_to() -> None:
    machine = Machine()
    budget = machine.budget()
    train(machine, budget, lambda: 0.6)
    budget.rest()
    assert budget.stretch == 1.0
    # What was spent at rest is not counted either.
    machine.pass_time(10.0, 1.0)
    budget.measure()
    machine.pass_time(1.0, 0.1)
    budget.measure()
    assert budget.share == pytest.approx(0.1)


def test_a_pace_is_kept_and_stretched() -> None:
    machine = Machine()
    budget = machine.budget()
    pace = Pace(0.1, budget, lambda: machine.now)
    drawn = []
    for frame in range(60):
        machine.now = frame / 60
        if pace.take():
            drawn.append(frame)
    assert drawn == list(range(0, 60, 6))
    budget.stretch = 2.0
    machine.now = 54 / 60 + 0.15
    assert not pace.take()
    assert pace.take(now=True)
    machine.now += 0.2
    assert pace.take()


def test_the_last_of_a_series_is_drawn(qtbot: QtBot) -> None:
    owner = QObject()
    states: list[int] = []
    drawn: list[int] = []

    def draw() -> None:
        pacer.note()
        drawn.append(states[-1])

    pacer = FramePacer(owner, draw, 3600.0)
    for state in range(5):
        states.append(state)
        pacer.ask()
    assert drawn == [0]
    qtbot.waitUntil(lambda: drawn == [0, 4])
