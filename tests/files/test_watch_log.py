"""A log that is cut off, damaged, or lies about itself."""

import os
import zlib
from pathlib import Path

import msgspec
import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.files.opening import open_file
from nnviz.files.watch_log import LogOverwrittenError, WatchLog, is_log
from nnviz.watch import Watch
from nnviz.watch.log_format import FRAME, MAGIC


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    place = tmp_path_factory.mktemp("log") / "a"
    with Watch(place, activations=["relu"], loss="mse") as watch:
        for k in range(3):
            watch.iteration([np.full((2, 2), k)], cost=k)
            watch.iteration([np.full((2, 3), k)], inputs=np.ones((1, 3)))
    return place.read_bytes()


def test_a_log_that_is_cut_off_is_read_up_to_there(
    whole: bytes, tmp_path: Path
) -> None:
    place, counts = tmp_path / "a", []
    for length in range(len(MAGIC), len(whole) + 1):
        place.write_bytes(whole[:length])
        log = WatchLog(place)
        assert log.damage == ""
        counts.append(len(log))
    assert counts == sorted(counts)
    assert (counts[0], counts[-1]) == (0, 6)


def test_it_is_read_on_while_it_grows(whole: bytes, tmp_path: Path) -> None:
    place = tmp_path / "a"
    place.write_bytes(whole[:40])
    log = WatchLog(place)
    for length in range(40, len(whole) + 1, 7):
        place.write_bytes(whole[:length])
        log.update()
    place.write_bytes(whole)
    log.update()
    assert list(log.numbers) == [1, 2, 3, 4, 5, 6]
    assert log.costs_at([0, 1]).tolist() == pytest.approx([0.0, np.nan], nan_ok=True)


def test_a_flipped_bit_is_noticed(whole: bytes, tmp_path: Path) -> None:
    place = tmp_path / "a"
    for k in range(len(MAGIC), len(whole)):
        changed = bytearray(whole)
        changed[k] ^= 1 << (k % 8)
        place.write_bytes(changed)
        log = WatchLog(place)
        assert len(log) < 6 or log.damage or log.unread
        for at in range(len(log)):
            log.read(at)


def framed(*parts: object) -> bytes:
    body = msgspec.msgpack.encode(parts)
    return FRAME.pack(len(body), zlib.crc32(body)) + body


LAYOUT = {"id": 0, "arrays": [["weights/1", "<f8", [2]]]}
LIES = {
    "kind": framed("other", {}),
    "version": framed("start", {"version": 99}),
    "object": framed("layout", {"id": 0, "arrays": [["a", "|O", [1]]]}),
    "shape": framed("layout", {"id": 0, "arrays": [["a", "<f8", [-1]]]}),
    "large": framed("layout", {"id": 0, "arrays": [["a", "<f8", [2**40, 2**40, 0]]]}),
    "no layout": framed("iterations", {"layout": 3, "rows": [[1]]}, b""),
    "too few": framed("layout", LAYOUT)
    + framed("iterations", {"layout": 0, "rows": [[1]]}, b"1234"),
    "order": framed("layout", LAYOUT)
    + framed("iterations", {"layout": 0, "rows": [[2], [1]]}, bytes(32)),
    "shared": framed("layout", LAYOUT)
    + framed(
        "iterations", {"layout": 0, "rows": [[1, None, None, 0, {"a": 5}]]}, bytes(16)
    ),
    "promise": framed("shared", {"id": 0, "type": "<f8", "shape": [2**38]}, b"x"),
    "text": framed("iterations", {"layout": 0, "rows": []}, "text"),
    "number": framed("layout", LAYOUT)
    + framed("iterations", {"layout": 0, "rows": [[2**63]]}, bytes(16)),
    "id": framed("layout", {"id": 2**63, "arrays": []}),
    "names": framed("layout", {"id": 0, "arrays": [["a", "<f8", [1]]] * 2}),
    "layout again": framed("layout", LAYOUT)
    + framed("layout", {"id": 0, "arrays": [["weights/1", "<f4", [4]]]}),
    "array again": framed("shared", {"id": 0, "type": "|u1", "shape": [1]}, b"x")
    + framed("shared", {"id": 0, "type": "|u1", "shape": [1]}, b"y"),
    "endless": FRAME.pack(5, zlib.crc32(b"\xdd\xff\xff\xff\xff"))
    + b"\xdd\xff\xff\xff\xff",
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_what_a_record_says_of_itself_is_not_believed(
    lie: bytes, tmp_path: Path
) -> None:
    place = tmp_path / "a"
    place.write_bytes(MAGIC + lie)
    log = WatchLog(place)
    assert "is damaged" in log.damage
    assert "\n" not in log.damage
    assert len(log) == 0


def test_another_file_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"something else")
    with pytest.raises(InputError, match="is no log of"):
        WatchLog(tmp_path / "a")


def start_of(size: int) -> bytes:
    """Return a record whose fields have so many bytes."""
    empty = len(msgspec.msgpack.encode({"version": 1, "loss": "x" * 70_000})) - 70_000
    return framed("start", {"version": 1, "loss": "x" * (size - empty)})


def layout_of(*arrays: object) -> bytes:
    return framed("layout", {"id": 0, "arrays": arrays})


@pytest.mark.parametrize(
    ("fits", "too_much"),
    [
        (start_of(2**20), start_of(2**20 + 1)),
        (
            layout_of(*[[f"{k}", "<f8", [1]] for k in range(4096)]),
            layout_of(*[[f"{k}", "<f8", [1]] for k in range(4097)]),
        ),
        (layout_of(["a", "<f8", [1] * 4]), layout_of(["a", "<f8", [1] * 5])),
        (layout_of(["a", "<f8", [0]]), layout_of(["a", "<f8", [-1]])),
        (layout_of(["a", "|u1", [2**40]]), layout_of(["a", "|u1", [2**40 + 1]])),
    ],
    ids=["fields", "arrays", "dimensions", "lengths", "sizes"],
)
def test_what_is_at_its_bound_is_read_and_no_more(
    fits: bytes, too_much: bytes, tmp_path: Path
) -> None:
    place = tmp_path / "a"
    place.write_bytes(MAGIC + fits)
    assert WatchLog(place).damage == ""
    place.write_bytes(MAGIC + too_much)
    assert "is damaged" in WatchLog(place).damage


def test_what_could_not_be_recorded_is_counted(whole: bytes, tmp_path: Path) -> None:
    place = tmp_path / "a"
    place.write_bytes(whole)
    assert WatchLog(place).dropped == 0
    rows = [[1, None, None, 2], [5, 0.25, 0.5, 7]]
    body = framed("iterations", {"layout": 0, "rows": rows}, bytes(32))
    place.write_bytes(MAGIC + framed("layout", LAYOUT) + body)
    log = WatchLog(place)
    assert (log.dropped, log.end, log.unread) == (7, None, 0)
    first, second = log.read(0), log.read(1)
    assert (first.number, first.cost, first.learning_rate) == (1, None, None)
    assert (second.number, second.cost, second.learning_rate) == (5, 0.25, 0.5)
    place.write_bytes(place.read_bytes() + b"123")
    assert WatchLog(place).unread == 3


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a")
    assert not is_log(tmp_path / "a")
    with pytest.raises(InputError, match="not a regular file"):
        open_file(tmp_path / "a")


def rewritten(place: Path, whole: bytes, other: bytes) -> WatchLog:
    """Read a log whose file is then written anew, in its place."""
    place.write_bytes(whole)
    log = WatchLog(place)
    with place.open("r+b") as file:
        file.truncate(0)
        file.write(other)
    return log


@pytest.mark.parametrize("more", [False, True])
def test_a_log_that_begins_anew_is_noticed_whatever_its_length(
    more: bool, whole: bytes, tmp_path: Path
) -> None:
    with Watch(tmp_path / "other", loss="mae") as watch:
        for k in range(40 if more else 1):
            watch.iteration([np.full((2, 2), -k)], cost=-k)
    other = (tmp_path / "other").read_bytes()
    assert (len(other) > len(whole)) == more
    log = rewritten(tmp_path / "a", whole, other)
    with pytest.raises(LogOverwrittenError, match="was overwritten by another log"):
        log.update()


def test_what_is_damaged_says_what_comes_first(whole: bytes, tmp_path: Path) -> None:
    body = msgspec.msgpack.encode(("start", {"version": "one\nof two lines"}))
    frame = FRAME.pack(len(body), zlib.crc32(body)) + body
    (tmp_path / "a").write_bytes(whole + frame)
    damage = WatchLog(tmp_path / "a").damage
    assert damage.startswith(f"the record at byte {len(whole):,} is damaged: Expected")
    assert "\n" not in damage


def test_an_array_that_stays_the_same_is_read_of_every_iteration(
    tmp_path: Path,
) -> None:
    inputs = np.arange(150_000.0).reshape(50_000, 3)
    with Watch(tmp_path / "a") as watch:
        for k in range(4):
            watch.iteration([np.full((3, 2), k)], inputs=inputs)
    assert (tmp_path / "a").stat().st_size < 2 * inputs.nbytes
    log = WatchLog(tmp_path / "a")
    for place in range(4):
        arrays = log.read(place).arrays
        assert np.array_equal(arrays["inputs"], inputs)
        (weights,) = (one for name, one in arrays.items() if name != "inputs")
        assert weights[0, 0] == place
