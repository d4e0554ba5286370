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
                with gzip.GzipFile(fileobj=raw) as unpacked:
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
