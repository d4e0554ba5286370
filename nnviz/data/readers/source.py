"""Opens a file that may be missing, compressed, in an archive, or damaged."""

import difflib
import gzip
import lzma
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from nnviz.core.errors import InputError

GZIP_MAGIC = b"\x1f\x8b"

_WITHIN = re.compile(r"(.+\.zip):(.+)", re.IGNORECASE | re.DOTALL)
"""The path of an archive, and of a file within it: ``data.zip:train.csv``."""

_MOST_LISTED = 6
"""The most names that a message lists."""

ZIP_FAULTS = (OSError, ValueError, RuntimeError, zipfile.BadZipFile, struct.error)
"""What the zip module raises for an archive that is damaged, or too new for it."""

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
    return max(FREELY_UNPACKED, MOST_PACKING * outer(path).stat().st_size)


def too_much_packed(path: Path) -> InputError:
    """Return the error for a packed file that unpacks to more than that."""
    size, most = outer(path).stat().st_size, most_unpacked(path)
    return InputError(
        f"{path}: its {size:,} bytes unpack to more than {most / 2**20:,.0f} MiB: "
        "unpack it yourself if that is right"
    )


def within(path: Path) -> tuple[Path, str | None]:
    """Return the archive and the name of a file within it; else the path and None."""
    found = _WITHIN.fullmatch(str(path))
    if found is None or os.path.exists(path):
        return path, None
    return Path(found[1]), found[2].replace("\\", "/")


def outer(path: Path) -> Path:
    """Return the archive that a file is in, or the file itself."""
    return within(path)[0]


def is_there(name: str) -> bool:
    """Tell whether a file exists, or the archive that it is in."""
    # Not by Path, for which a name that is too long is an error.
    return os.path.exists(outer(Path(name)))


@contextmanager
def open_source(path: Path) -> Iterator[BinaryIO]:
    """Open a file to read its bytes, unpacked if it is a gzip file or in an archive.

    Raises
    ------
    InputError
        If there is no such file, or, inside the block, if it cannot be read.
    """
    check_file(path)
    archive, name = within(path)
    kind = "gzip" if name is None else "zip"
    try:
        with archive.open("rb") as file, _member(file, path) as raw:
            if raw.peek(2)[:2] == GZIP_MAGIC:  # type: ignore[attr-defined]
                with _Unpacked(path, raw) as unpacked:
                    yield cast("BinaryIO", unpacked)
            else:
                yield raw
    except EOFError as error:
        raise InputError(
            f"{path}: the {kind} data is truncated: copy the file again"
        ) from error
    except NotImplementedError as error:
        raise InputError(f"{path}: {error}: unpack it yourself") from error
    except (
        gzip.BadGzipFile,
        lzma.LZMAError,
        struct.error,
        zipfile.BadZipFile,
        zlib.error,
    ) as error:
        raise InputError(
            f"{path}: the {kind} data is damaged ({error}): copy the file again"
        ) from error
    except OSError as error:
        reason = error.strerror or error
        raise InputError(f"{path}: cannot be read ({reason})") from error


@contextmanager
def _member(file: BinaryIO, path: Path) -> Iterator[BinaryIO]:
    """Open what is meant of a file: one within the archive, or the file itself."""
    archive, name = within(path)
    if name is None:
        yield file
        return
    with zipfile.ZipFile(file) as files:
        if name not in files.NameToInfo:
            listed = names_listed(files.namelist())
            raise InputError(f"{archive}: has no {name!r}: it has {listed}")
        found = files.getinfo(name)
        if found.flag_bits & 1:
            raise InputError(f"{path}: is encrypted: unpack it yourself")
        # No more than that is ever unpacked of it.
        if found.file_size > most_unpacked(path):
            raise too_much_packed(path)
        with files.open(found) as stream:
            yield cast("BinaryIO", stream)


def names_in(archive: Path) -> list[str]:
    """Return the names of the files in a zip archive.

    Raises
    ------
    InputError
        If it is damaged.
    """
    try:
        with zipfile.ZipFile(archive) as files:
            return [name for name in files.namelist() if not name.endswith("/")]
    except ZIP_FAULTS as error:
        raise InputError(
            f"{archive}: is not a complete zip archive: copy the file again"
        ) from error


def names_listed(names: Iterable[str]) -> str:
    """Return the first names of files or arrays for a message."""
    first = [repr(name) for name in names]
    more = f" and {len(first) - _MOST_LISTED} more" if first[_MOST_LISTED:] else ""
    return (", ".join(first[:_MOST_LISTED]) or "nothing") + more


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
    path = outer(path)
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
