"""Watches how far the reading of a file is, and can end it: nobody need wait."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import TYPE_CHECKING

from nnviz.core.errors import InputError

if TYPE_CHECKING:
    from nnviz.data.readers.raw_table import RawTable

LONG = 1 << 20
"""The bytes of text from which on the first rows are shown before the others."""

_CELLS = 0.5
"""The share of the work that is done when a text has been divided into cells."""


class ReadingEndedError(Exception):
    """Nobody wants the file any more."""


class ReadingWatch:
    """How far the reading of one file is; asked from one thread, told from another.

    Parameters
    ----------
    on_first
        Called with a `RawTable` of the first rows of a long table.
    """

    def __init__(self, on_first: "Callable[[RawTable], None] | None" = None) -> None:
        self.share = 0.0
        self.on_first = on_first
        self._is_ended = False

    def end(self) -> None:
        """Let the reading end as soon as it tells how far it is."""
        self._is_ended = True

    def tell(self, share: float) -> None:
        """Tell which share of the work is done, from 0 to 1.

        Raises
        ------
        ReadingEndedError
            If nobody wants the file any more.
        """
        if self._is_ended:
            raise ReadingEndedError
        self.share = share


_WATCH: ContextVar[ReadingWatch | None] = ContextVar("watch", default=None)


@contextmanager
def watched(watch: ReadingWatch) -> Iterator[None]:
    """Let what is read inside the block, in this thread, be watched."""
    before = _WATCH.set(watch)
    try:
        yield
    finally:
        _WATCH.reset(before)


def text_stream(data: bytes, newline: str | None = None) -> io.TextIOWrapper:
    """Return UTF-8 text to be read, which tells how far it has been."""
    watch = _WATCH.get()
    stream = io.BytesIO(data) if watch is None else _Told(data, watch)
    return io.TextIOWrapper(stream, encoding="utf-8", newline=newline)


def tell_columns(done: int, columns: int) -> None:
    """Tell how many columns of cells have been made numbers or words."""
    watch = _WATCH.get()
    if watch is not None:
        watch.tell(_CELLS + (1.0 - _CELLS) * done / columns)


def tell_first(size: int, first: "Callable[[], RawTable]") -> None:
    """Show the first rows of a text of so many bytes, if it is long."""
    watch = _WATCH.get()
    if watch is None or watch.on_first is None or size < LONG:
        return
    on_first, watch.on_first = watch.on_first, None
    # What is wrong with the table will be said when all of it has been read.
    with suppress(InputError):
        on_first(first())


class _Told(io.BytesIO):
    """Bytes that tell how many of them have been read."""

    def __init__(self, data: bytes, watch: ReadingWatch) -> None:
        super().__init__(data)
        self._watch, self._size = watch, max(1, len(data))

    def read1(self, size: int | None = -1, /) -> bytes:
        self._watch.tell(_CELLS * self.tell() / self._size)
        return super().read1(size)
