"""Reads a log that ``nnviz.watch`` writes, also while it grows.

Every record has a checksum. A log is whole up to its last complete record, and read so
far; what a record says of itself is not believed before its bytes bear it out.
"""

import os
import zlib
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError, visible
from nnviz.files.piped_log import has_ended
from nnviz.watch.log_format import (
    FRAME,
    MAGIC,
    RECORDS,
    VERSION,
    ArrayLayout,
    End,
    Iterations,
    Row,
    Shared,
    Start,
)

LOG_ENDING = ".nnvizlog"
"""How the names of logs end by custom; they are known by their first bytes."""

_LARGEST_FIELDS = 1 << 20
"""The most bytes of a record beside its arrays."""

_KEPT = 2
"""So many arrays that several iterations have are kept: inputs and targets."""

_MOST_ARRAYS = 4096
_MOST_DIMENSIONS = 4
_LARGEST_ARRAY = 1 << 40
_LARGEST_NUMBER = 2**63 - 1
_TYPES = frozenset(
    f"{order}{kind}"
    for order in "<>|="
    for kind in ("b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8")
)


def is_log(path: Path) -> bool:
    """Tell whether a file begins as a log does."""
    try:
        # A pipe would be waited for, and what is read of it is gone.
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except (OSError, ValueError):
        return False


@dataclass(frozen=True, slots=True, eq=False)
class RecordedIteration:
    """An iteration as it was recorded.

    Attributes
    ----------
    number
        Its number, from 1.
    cost, learning_rate
        As its program had them, or None.
    arrays
        Its arrays by the names they were recorded with: ``inputs``, ``weights/1``, ...
    """

    number: int
    cost: float | None
    learning_rate: float | None
    arrays: dict[str, NDArray[Any]]


_NOTHING = -1.5e308
"""Stands for no number, where NaN is one."""


@dataclass(frozen=True, slots=True)
class _Bytes:
    """Where the bytes of an array or of an iteration's arrays stand in the file."""

    offset: int
    size: int


class LogOverwrittenError(InputError):
    """Another log has been written in the place of one that was being read."""


class WatchLog:
    """A log, of which ``update`` reads what has been added since.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    InputError
        If it cannot be read, or is no log.

    Attributes
    ----------
    start
        What the user said about the network.
    numbers
        The numbers of the recorded iterations, in their order.
    end
        What was counted, if the log was closed.
    damage
        What is wrong after the last record that could be read; "" if nothing is.
    dropped
        How many iterations could not be recorded.
    is_cut_off
        Whether it came through a pipe that has ended, without having been closed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.start: Start = Start()
        self.end: End | None = None
        self.damage = ""
        self.dropped = 0
        self.is_cut_off = False
        self.numbers = array("q")
        self._offsets, self._layout_of = array("q"), array("q")
        self._costs, self._rates = array("d"), array("d")
        self._shared_of: dict[int, dict[str, int]] = {}
        self._layouts: dict[int, ArrayLayout] = {}
        self._sizes: dict[int, int] = {}
        self._shared: dict[int, tuple[Shared, _Bytes]] = {}
        self._read_to = len(MAGIC)
        self._kept: dict[int, NDArray[Any]] = {}
        self._last_head: tuple[int, bytes] = (0, MAGIC)
        self._seen: tuple[int, int, int] | None = None
        with self._opened() as file:
            found = file.read(len(MAGIC))
        if found != MAGIC:
            raise InputError(f"{path}: is no log of nnviz.watch")
        self.update()

    def __len__(self) -> int:
        return len(self.numbers)

    def update(self) -> int:
        """Read the records that have been added; return how many iterations.

        What has been read is not read again.

        Raises
        ------
        LogOverwrittenError
            If it is not the same log any more.
        InputError
            If the file cannot be read any more.
        """
        before = len(self)
        # Asked before it is read, so that nothing can come after this was the end.
        ended = has_ended(self._path)
        with self._opened() as file:
            now = os.fstat(file.fileno())
            seen = now.st_ino, now.st_size, now.st_mtime_ns
            if seen != self._seen:
                self._check_same(file, now)
                self._seen = seen
                while not self.damage and self._read_record(file, now.st_size):
                    pass
        self.is_cut_off = ended and self.end is None
        return len(self) - before

    def _check_same(self, file: BinaryIO, now: os.stat_result) -> None:
        """Raise LogOverwrittenError unless what was read last still stands there."""
        place, head = self._last_head
        file.seek(place)
        other = self._seen is not None and self._seen[0] != now.st_ino
        if other or now.st_size < self._read_to or file.read(len(head)) != head:
            raise LogOverwrittenError(f"{self._path}: was overwritten by another log")

    @property
    def grows(self) -> bool:
        """Whether more may come: it was not closed, and is whole so far."""
        return self.end is None and not self.damage and not self.is_cut_off

    def layouts(self, first: int = 0) -> NDArray[np.int64]:
        """Return the layouts of all iterations from a place on, (n,).

        Iterations of one layout have the same arrays in the same shapes.
        """
        return np.array(self._layout_of[first:], np.int64)

    @property
    def unread(self) -> int:
        """The bytes after the last whole record: one that is cut off or damaged."""
        with self._opened() as file:
            return max(0, os.fstat(file.fileno()).st_size - self._read_to)

    def read(self, place: int) -> RecordedIteration:
        """Read the iteration at a place in ``numbers``.

        Raises
        ------
        InputError
            If the file cannot be read any more.
        """
        layout = self._layouts[self._layout_of[place]]
        with self._opened() as file:
            size = self._sizes[layout.id]
            data = self._bytes(file, _Bytes(self._offsets[place], size))
            arrays = _parted(layout, data)
            for name, number in self._shared_of.get(place, {}).items():
                arrays[name] = self._read_shared(file, number)
        cost, rate = self._costs[place], self._rates[place]
        return RecordedIteration(
            self.numbers[place],
            None if cost == _NOTHING else cost,
            None if rate == _NOTHING else rate,
            arrays,
        )

    def _read_shared(self, file: BinaryIO, number: int) -> NDArray[Any]:
        """Read an array that several iterations have; the last few are kept."""
        if number not in self._kept:
            described, where = self._shared[number]
            raw = self._bytes(file, where)
            while len(self._kept) >= _KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[number] = _array(described.type, described.shape, raw)
        return self._kept[number]

    def _opened(self) -> BinaryIO:
        try:
            return self._path.open("rb")
        except OSError as error:
            reason = error.strerror or str(error)
            raise InputError(f"{self._path}: cannot be read ({reason})") from error

    def _bytes(self, file: BinaryIO, where: _Bytes) -> bytes:
        file.seek(where.offset)
        data = file.read(where.size)
        if len(data) != where.size:
            raise InputError(f"{self._path}: has become shorter: it was overwritten")
        return data

    def _read_record(self, file: BinaryIO, size: int) -> bool:
        """Read the next record; return whether there was a whole one."""
        file.seek(self._read_to)
        head = file.read(FRAME.size)
        if len(head) < FRAME.size:
            return False
        length, checksum = FRAME.unpack(head)
        if self._read_to + FRAME.size + length > size:
            return False
        body = file.read(length)
        if len(body) < length:
            return False
        offset = self._read_to + FRAME.size
        try:
            if zlib.crc32(body) != checksum:
                raise ValueError("its checksum is wrong")  # noqa: TRY301
            self._take(body, offset)
        except (ValueError, msgspec.MsgspecError, RecursionError, MemoryError) as error:
            why = visible(str(error).splitlines()[0][:100])
            self.damage = f"the record at byte {self._read_to:,} is damaged: {why}"
            return False
        self._last_head = self._read_to, head
        self._read_to = offset + length
        return True

    def _take(self, body: bytes, offset: int) -> None:
        kind, fields, data = _split(body)
        place = _Bytes(offset + len(body) - data, data)
        record = msgspec.msgpack.decode(fields, type=RECORDS[kind], strict=True)
        if isinstance(record, Start):
            if record.version > VERSION:
                raise ValueError(f"it has version {record.version} of the format")
            self.start = record
        elif isinstance(record, End):
            self.end = record
            self.dropped = max(self.dropped, record.dropped)
        elif isinstance(record, ArrayLayout):
            self._take_layout(record)
        elif isinstance(record, Shared):
            self._take_shared(record, place)
        else:
            self._take_iterations(record, place)

    def _take_layout(self, record: ArrayLayout) -> None:
        size = _check_layout(record)
        # Iterations that came before would be read by it, too.
        if self._layouts.get(record.id, record) != record:
            raise ValueError("it says anew what a layout is")
        self._sizes[record.id], self._layouts[record.id] = size, record

    def _take_shared(self, record: Shared, place: _Bytes) -> None:
        if _bytes_of(record.type, record.shape) != place.size:
            raise ValueError("an array does not have the bytes it promises")
        if record.id in self._shared:
            raise ValueError("it says anew what an array is")
        self._shared[record.id] = record, place

    def _take_iterations(self, record: Iterations, place: _Bytes) -> None:
        if record.layout not in self._layouts:
            raise ValueError("it refers to a layout that was not written")
        size = self._sizes[record.layout]
        if place.size != size * len(record.rows):
            raise ValueError("its arrays do not have the bytes they promise")
        if any(set(row.shared.values()) - set(self._shared) for row in record.rows):
            raise ValueError("it refers to an array that was not written")
        last = self.numbers[-1] if self.numbers else 0
        for row in record.rows:
            if not last < row.number <= _LARGEST_NUMBER:
                raise ValueError("its iterations are out of order")
            last = row.number
        for i, row in enumerate(record.rows):
            self._append(row, record.layout, place.offset + i * size)

    def _append(self, row: Row, layout: int, offset: int) -> None:
        if row.shared:
            self._shared_of[len(self)] = row.shared
        self.numbers.append(row.number)
        self._offsets.append(offset)
        self._layout_of.append(layout)
        self._costs.append(_NOTHING if row.cost is None else row.cost)
        self._rates.append(_NOTHING if row.learning_rate is None else row.learning_rate)
        self.dropped = max(self.dropped, row.dropped)

    @property
    def has_rates(self) -> bool:
        """Whether the first iteration has a learning rate of its own."""
        return len(self) > 0 and self._rates[0] != _NOTHING

    def costs_at(self, places: Sequence[int]) -> NDArray[np.float64]:
        """Return the costs at some places, (n,); NaN where none was given."""
        costs = np.array([self._costs[place] for place in places], np.float64)
        costs[costs == _NOTHING] = np.nan
        return costs


_WITH_DATA = msgspec.msgpack.Decoder(tuple[str, msgspec.Raw, msgspec.Raw])
_WITHOUT = msgspec.msgpack.Decoder(tuple[str, msgspec.Raw])
_BYTES_HEADS = {0xC4: 2, 0xC5: 3, 0xC6: 5}
"""How many bytes stand before the data, by the first of them."""


def _split(body: bytes) -> tuple[str, msgspec.Raw, int]:
    """Return the kind of a record, its fields, and how many bytes of data follow.

    Raises
    ------
    ValueError
        If it has no such form.
    """
    data = 0
    if body[:1] == b"\x93":
        kind, fields, raw = _WITH_DATA.decode(body)
        view = memoryview(raw)
        if view[0] not in _BYTES_HEADS:
            raise ValueError("its third part is not bytes")
        data = len(view) - _BYTES_HEADS[view[0]]
    else:
        kind, fields = _WITHOUT.decode(body)
    if kind not in RECORDS:
        raise ValueError(f"'{kind[:20]}' is no kind of record")
    if len(memoryview(fields)) > _LARGEST_FIELDS:
        raise ValueError("it says too much of too little")
    return kind, fields, data


def _check_layout(layout: ArrayLayout) -> int:
    """Return the bytes of the arrays of a layout; raise ValueError for a wrong one."""
    if len(layout.arrays) > _MOST_ARRAYS:
        raise ValueError("it has too many arrays")
    if len({name for name, _, _ in layout.arrays}) < len(layout.arrays):
        raise ValueError("two of its arrays have one name")
    if not 0 <= layout.id <= _LARGEST_NUMBER:
        raise ValueError("a layout has no possible number")
    return sum(_bytes_of(kind, shape) for _, kind, shape in layout.arrays)


def _bytes_of(kind: str, shape: list[int]) -> int:
    """Return the bytes of an array; raise ValueError if there is no such one."""
    if kind not in _TYPES:
        raise ValueError(f"'{kind[:20]}' is no type of numbers")
    if len(shape) > _MOST_DIMENSIONS or any(length < 0 for length in shape):
        raise ValueError("an array has no possible shape")
    if prod(max(1, length) for length in shape) > _LARGEST_ARRAY:
        raise ValueError("an array is larger than any")
    return prod(shape) * np.dtype(kind).itemsize


def _parted(layout: ArrayLayout, data: bytes) -> dict[str, NDArray[Any]]:
    arrays, offset = {}, 0
    for name, kind, shape in layout.arrays:
        size = _bytes_of(kind, shape)
        arrays[name] = _array(kind, shape, data[offset : offset + size])
        offset += size
    return arrays


def _array(kind: str, shape: list[int], data: bytes) -> NDArray[Any]:
    return np.frombuffer(data, np.dtype(kind)).reshape(shape)
