import gc
import sys
import weakref
from collections.abc import Iterator

import psutil
import pytest
from pytestqt.qtbot import QtBot

from nnviz.ui.threads.garbage import GarbageCollector, note_end


class Knot:
    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def few() -> Iterator[None]:
    """Let a few objects be enough to look for garbage."""
    before = gc.get_threshold()
    gc.set_threshold(1, 1, 1)
    yield
    gc.set_threshold(*before)


def test_garbage_is_collected_while_the_loop_runs(qtbot: QtBot, few: None) -> None:
    collector = GarbageCollector()
    assert not gc.isenabled()
    knot = weakref.ref(Knot())
    assert knot() is not None
    qtbot.waitUntil(lambda: knot() is None)
    assert not gc.isenabled()
    collector.deleteLater()


def test_little_garbage_is_left_alone(qtbot: QtBot) -> None:
    gc.collect()
    collector = GarbageCollector()
    knot = weakref.ref(Knot())
    collector.look()
    assert knot() is not None


@pytest.mark.skipif(sys.platform != "linux", reason="asks the library of C on Linux")
def test_memory_that_is_freed_after_a_threads_end_is_given_back(qtbot: QtBot) -> None:
    collector = GarbageCollector()
    # Too small to be given back by themselves, and with one at the end that stays.
    blocks = [b"x" * 100_000 for _ in range(3000)]
    process = psutil.Process()
    note_end()
    collector.look()
    del blocks[:-1]
    before = process.memory_info().rss
    qtbot.waitUntil(lambda: process.memory_info().rss < before - (128 << 20))
    collector.deleteLater()
