"""A log that comes through a pipe, in whatever pieces."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from nnviz.core.errors import InputError
from nnviz.files.piped_log import follow_pipe
from nnviz.files.watch_log import WatchLog
from tests.watch.recording import Recording


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    source, target = os.pipe()
    yield source, target
    os.close(source)


@pytest.fixture
def whole(tmp_path: Path) -> bytes:
    recording = Recording(tmp_path / "a.nnvizlog")
    recording.train(6)
    recording.watch.close()
    return recording.path.read_bytes()


def test_it_is_read_while_it_comes_and_is_the_same_log(
    pipe: tuple[int, int], whole: bytes
) -> None:
    source, target = pipe
    half = len(whole) // 2
    os.write(target, whole[:half])
    log = WatchLog(follow_pipe(source))
    before = 0
    while log.unread == 0 and not before:
        before = log.update()
    os.write(target, whole[half:])
    os.close(target)
    while log.end is None:
        log.update()
    assert list(log.numbers) == [1, 2, 3, 4, 5, 6]


def test_one_that_ends_before_its_log_was_closed_is_cut_off(
    pipe: tuple[int, int], whole: bytes
) -> None:
    source, target = pipe
    os.write(target, whole[:-20])
    log = WatchLog(follow_pipe(source))
    while len(log) < 6:
        log.update()
    assert log.grows
    os.close(target)
    while log.grows:
        log.update()
    assert log.is_cut_off
    assert list(log.numbers) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("data", "why"), [(b"", "nothing in it"), (b"x,y\n1,2\n", "is no log")]
)
def test_what_is_no_log_is_refused(
    pipe: tuple[int, int], data: bytes, why: str
) -> None:
    source, target = pipe
    os.write(target, data)
    os.close(target)
    with pytest.raises(InputError, match=why):
        follow_pipe(source)
