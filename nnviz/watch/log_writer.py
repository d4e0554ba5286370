"""The thread that writes records into a log, and how much may wait for it."""

import os
import threading
import time
import zlib
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import msgspec

from nnviz.watch.log_format import MAGIC, Iterations, Part, Row, frame

_PAUSE = 0.02
"""Seconds in which iterations gather: to write each alone would cost the loop time."""

_AT_ONCE = 1 << 20
"""The bytes after which what has gathered is written."""

_MOST_ROWS = 4096
"""The most iterations in a record."""

_SMALL = 1 << 16
"""Below so many bytes, joining costs less than a call of the system."""

_MOST_SPARE = 8 << 20
"""The bytes of written blocks that are kept to be filled again, but one in any case."""

_SUMMED, _WRITTEN = 1 << 19, 1 << 17
"""The bytes that are summed up, and written, in one go."""

_REST = 2e-5
"""Seconds in which the thread leaves its core to others after each of these.

A loop that computes on all cores waits for the slowest of them. Left alone, the system
would let it wait for all of a record, which is a tenth of a millisecond this way.
"""

Waiting = tuple[int | None, msgspec.Struct, list[Part], int]
"""A row and its layout, or None and another record; its bytes, and how many."""


class LogWriter:
    """Appends records to a new file in a thread of its own; never makes anyone wait.

    Parameters
    ----------
    path
        The file, which is overwritten.
    most_waiting
        The bytes of data that may wait to be written.

    Raises
    ------
    OSError
        If the file cannot be made.

    Attributes
    ----------
    failure
        Why nothing more can be written, or None.
    lost
        How many iterations could not be written for that reason.
    """

    def __init__(self, path: Path, most_waiting: int) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND
        self._file = os.open(path, flags | getattr(os, "O_BINARY", 0), 0o666)
        self._most_waiting = most_waiting
        self._waiting: deque[Waiting] = deque()
        # Either counter is changed by one thread alone, so neither needs a lock.
        self._given, self._taken = 0, 0
        self._wake, self._asleep, self._closing = threading.Event(), False, False
        self._spare: deque[memoryview] = deque()
        self.failure: str | None = None
        self.lost = 0
        self._write_all(MAGIC)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def has_room(self, size: int) -> bool:
        """Tell whether a record of so many bytes can wait; one alone always can."""
        if self.failure is not None:
            return False
        waiting = self._given - self._taken
        return waiting == 0 or waiting + size <= self._most_waiting

    def block(self, size: int) -> memoryview:
        """Return memory for so many bytes, at best some whose bytes were written.

        Memory that is new costs the loop ten times as much as the copying: the system
        has to find and to clear each of its pages.
        """
        while True:
            try:
                block = self._spare.popleft()
            except IndexError:
                return memoryview(bytearray(size))
            if len(block) == size:
                return block

    def put(self, record: msgspec.Struct, data: list[Part], size: int) -> None:
        """Have a record written with its ``size`` bytes of data; returns at once."""
        self._given += size
        self._waiting.append((None, record, data, size))
        if self._asleep:
            self._wake.set()

    def put_row(self, layout: int, row: Row, data: list[Part], size: int) -> None:
        """Have an iteration written, together with others of its layout."""
        self._given += size
        self._waiting.append((layout, row, data, size))
        if self._asleep or size >= _SMALL:
            self._wake.set()

    def close(self) -> None:
        """Write what waits, and close the file."""
        self._closing = True
        self._wake.set()
        self._thread.join()

    def _run(self) -> None:
        while True:
            closing = self._closing
            if self._waiting:
                self._write_waiting()
            elif closing:
                break
            else:
                self._sleep()
            if not closing and self._given - self._taken < _SMALL:
                # What is large, and the end, ask for the thread at once.
                self._wake.wait(_PAUSE)
                self._wake.clear()
        os.close(self._file)

    def _sleep(self) -> None:
        self._asleep = True
        # A record may have come before its sender could see that this thread sleeps.
        if not self._waiting and not self._closing:
            self._wake.wait()
        self._asleep = False
        self._wake.clear()

    def _write_waiting(self) -> None:
        while self._waiting:
            rows, parts, taken = self._next_rows()
            try:
                if rows is None:
                    _, record, parts, taken = self._waiting.popleft()
                    self._write(frame(record, parts, self._checksum))
                elif self.failure is None:
                    self._write(frame(rows, parts, self._checksum))
            except (OSError, OverflowError, MemoryError) as error:
                self.failure = str(error) or type(error).__name__
            if self.failure is not None and rows is not None:
                self.lost += len(rows.rows)
            self._keep(parts)
            self._taken += taken

    def _keep(self, parts: list[Part]) -> None:
        for part in parts:
            if isinstance(part, memoryview):
                spare = len(self._spare)
                if not spare or (spare + 1) * len(part) <= _MOST_SPARE:
                    self._spare.append(part)

    def _next_rows(self) -> tuple[Iterations | None, list[Part], int]:
        """Take iterations of one layout from the queue, with their bytes."""
        waiting, taken = self._waiting, 0
        rows: list[Row] = []
        parts: list[Part] = []
        layout = waiting[0][0]
        while layout is not None and waiting and waiting[0][0] == layout:
            _, row, data, size = waiting.popleft()
            assert isinstance(row, Row)
            rows.append(row)
            parts += data
            taken += size
            if taken >= _AT_ONCE or len(rows) == _MOST_ROWS:
                break
        # Joined before they are summed up: of a large block, that leaves the loop free.
        joined: list[Part] = [b"".join(parts)] if taken < _SMALL * len(parts) else parts
        return (None if layout is None else Iterations(layout, rows)), joined, taken

    def _write(self, parts: list[Part]) -> None:
        small: list[Part] = []
        for part in parts:
            if len(part) < _SMALL:
                small.append(part)
                continue
            # What is large is written as it is, rather than copied once more.
            self._write_all(b"".join(small))
            self._write_all(part)
            small = []
        self._write_all(b"".join(small))

    def _checksum(self, data: Part, checksum: int) -> int:
        for part in _slices(data, _SUMMED):
            checksum = zlib.crc32(part, checksum)
            self._rest(part)
        return checksum

    def _write_all(self, data: Part) -> None:
        for part in _slices(data, _WRITTEN):
            rest = part
            while rest:
                rest = rest[os.write(self._file, rest) :]
            self._rest(part)

    def _rest(self, done: memoryview) -> None:
        hurries = self._closing or 2 * (self._given - self._taken) > self._most_waiting
        if len(done) >= _WRITTEN and not hurries:
            time.sleep(_REST)


def _slices(data: Part, size: int) -> Iterator[memoryview]:
    view = memoryview(data)
    for begin in range(0, len(view), size):
        yield view[begin : begin + size]
