"""When a frame is shown: at rest immediately, in training once a frame."""

import msgspec
import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from nnviz.ui.threads.live_controller import FrameClock


class Moment(msgspec.Struct, eq=False):
    """As much of a snapshot as the clock looks at."""

    at_rest: bool


class Screen:
    """Keeps what it is given."""

    def __init__(self) -> None:
        self.shown: list[object] = []
        self.asked = 0

    def show(self, snapshot: object) -> None:
        self.shown.append(snapshot)

    def ask(self) -> None:
        self.asked += 1


@pytest.fixture
def parent(qtbot: QtBot) -> QObject:
    return QObject()


def test_what_arrives_at_rest_is_shown_immediately(parent: QObject) -> None:
    screen = Screen()
    clock = FrameClock(screen.show, screen.ask, parent)
    clock.start()
    moment = Moment(at_rest=True)
    clock.receive(moment)
    assert screen.shown == [moment]
    assert clock.snapshot is moment
    assert screen.asked == 2
    clock.stop()


def test_in_training_the_latest_waits_for_its_frame(
    parent: QObject, qtbot: QtBot
) -> None:
    screen = Screen()
    clock = FrameClock(screen.show, screen.ask, parent)
    clock.start()
    moments = [Moment(at_rest=False), Moment(at_rest=False)]
    for moment in moments:
        clock.receive(moment)
    assert screen.shown == []
    qtbot.waitUntil(lambda: moments[1] in screen.shown)
    assert moments[0] not in screen.shown
    clock.stop()


def test_after_the_last_frame_nothing_is_shown(parent: QObject) -> None:
    screen = Screen()
    clock = FrameClock(screen.show, screen.ask, parent)
    clock.start()
    clock.stop()
    clock.receive(Moment(at_rest=True))
    assert screen.shown == []


def test_the_next_is_asked_for_before_one_is_shown(parent: QObject) -> None:
    asked: list[int] = []
    screen = Screen()
    clock = FrameClock(lambda _: asked.append(screen.asked), screen.ask, parent)
    clock.start()
    clock.receive(Moment(at_rest=True))
    assert asked == [2]
    clock.stop()


def test_what_is_late_for_its_frame_does_not_wait_for_another(
    parent: QObject, qtbot: QtBot
) -> None:
    screen = Screen()
    clock = FrameClock(screen.show, screen.ask, parent)
    clock.start()
    qtbot.waitUntil(lambda: bool(screen.shown))
    assert screen.asked == 1
    moment = Moment(at_rest=False)
    clock.receive(moment)
    assert screen.shown[-1] is moment
    assert screen.asked == 2
    clock.stop()
