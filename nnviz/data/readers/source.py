"""Opens a file that may be missing, compressed with gzip, or damaged."""

import difflib
import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from nnviz.core.errors import InputError

GZIP_MAGIC = b"\x1f\x8b"

FREELY_UNPACKED = 8 << 20
"""The bytes that a file may unpack to, however small it is."""

MOST_PACKING = 40
"""How many times larger a file may be unpacked: tables and images reach 5 to 20."""


class _Unpacked(gzip.GzipFile):
    """The unpacked bytes of a gzip file, no more of them than are to be expected."""

    def __init__(self, path: Path, raw: BinaryIO) -> None:
        super().__init__(fileobj=raw)
        self._path, self._most = path, most_unpacked(path)

    def read(self, size: int | None = -1) -> bytes:
        """Read bytes; raise InputError if there are too many in all."""
        room = self._most - self.tell() + 1
        data = super().read(room if size is None or size < 0 else min(size, room))
        if self.tell() > self._most:
            raise too_much_packed(self._path)
        return data


def most_unpacked(path: Path) -> int:
    """Return the most bytes that a packed file may unpack to."""
    return max(FREELY_UNPACKED, MOST_PACKING * path.stat().st_size)


def too_much_packed(path: Path) -> InputError:
    """Return the error for a packed file that unpacks to more than that."""
    size, most = path.stat().st_size, most_unpacked(path)
    return InputError(
        f"{path}: its {size:,} bytes unpack to more than {most / 2**20:,.0f} MiB: "
        "unpack it yourself if that is right"
    )


@contextmanager
def open_source(path: Path) -> Iterator[BinaryIO]:
    """Open a file to read its bytes, decompressed if it is a gzip file.

    Raises
    ------
    InputError
        If there is no such file, or, inside the block, if it cannot be read.
    """
    check_file(path)
    try:
        with path.open("rb") as raw:
            if raw.peek(2)[:2] == GZIP_MAGIC:
                with _Unpacked(path, raw) as unpacked:
                    yield cast("BinaryIO", unpacked)
            else:
                yield raw
    except EOFError as error:
        raise InputError(
            f"{path}: the gzip data is truncated: copy the file again"
        ) from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise InputError(
            f"{path}: the gzip data is damaged ({error}): copy the file again"
        ) from error
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error


def read_bytes(path: Path) -> bytes:
    """Return the contents of a file, decompressed if it is a gzip file.

    Raises
    ------
    InputError
        If the file is missing, cannot be read, or is empty.
    """
    with open_source(path) as stream:
        data = stream.read()
    if not data:
        raise InputError(f"{path}: the file is empty: it needs rows of samples")
    return data


def check_file(path: Path) -> None:
    """Check that there is a regular file at the path.

    Raises
    ------
    InputError
        If there is not; the message suggests a file of a similar name.
    """
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise InputError(f"{path}: there is no such file{_neighbour(path)}") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{str(path)[:80]!r}: cannot be opened ({reason})") from error
    if path.is_dir():
        raise InputError(f"{path}: is a folder: choose a file in it")
    if not path.is_file():
        raise InputError(f"{path}: is not a regular file: copy the data to one")


def _neighbour(path: Path) -> str:
    """Return a hint at the file of the most similar name in the same folder, or ""."""
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return ""
    nearest = difflib.get_close_matches(path.name, names, n=1, cutoff=0.7)
    return f": did you mean '{nearest[0]}'?" if nearest else ""
