"""Files of named arrays: the safetensors format, written a piece at a time.

The format is eight bytes with the length of a header in JSON, the header, and the
arrays one after the other (https://github.com/huggingface/safetensors). Its library
builds the whole file in memory before it writes the first byte, which a run's past is
too large for: hundreds of MiB would be copied twice while nothing else runs.
"""

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError
from nnviz.files.atomic import write_atomically

Arrays = dict[str, NDArray[Any]]

Rows = Sequence[NDArray[Any]]
"""Arrays of one shape (...) and type that are stored as one array, (rows, ...)."""

_NAMES = {
    "float64": "F64",
    "float32": "F32",
    "int64": "I64",
    "uint8": "U8",
}
"""The format's names of the types that nnviz stores."""

_TYPES = {name: np.dtype(kind).newbyteorder("<") for kind, name in _NAMES.items()}


_MOST_ARRAYS = 100_000
"""The most arrays that are read; a run has some for each branch."""


def write_tensors(
    path: Path, arrays: Mapping[str, NDArray[Any] | Rows], words: Mapping[str, str]
) -> None:
    """Write arrays by name, and words beside them, replacing an existing file.

    Raises
    ------
    InputError
        If the file cannot be written; an existing one keeps its old contents.
    """
    entries: dict[str, Any] = {"__metadata__": dict(words)}
    start = 0
    for name in sorted(arrays):
        dtype, shape, size = _described(arrays[name])
        place = [start, start + size]
        entries[name] = {"dtype": dtype, "shape": shape, "data_offsets": place}
        start += size
    header = json.dumps(entries, separators=(",", ":")).encode()
    # The format wants the arrays to start at a multiple of eight bytes.
    header += b" " * (-len(header) % 8)

    def pieces() -> Iterator[memoryview | bytes]:
        yield len(header).to_bytes(8, "little")
        yield header
        for name in sorted(arrays):
            yield from _bytes(arrays[name])

    write_atomically(path, pieces())


def read_tensors(path: Path) -> tuple[Mapping[str, str], Arrays]:
    """Return the words and the arrays of a file, whatever they are.

    Raises
    ------
    InputError
        If the file cannot be read or is not complete.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, "numpy") as file:
            names = list(file.keys())
            if len(names) > _MOST_ARRAYS:
                raise InputError(f"{path}: has {len(names):,} arrays: it is no session")
            words = file.metadata() or {}
        return words, _contents(path, names)
    except SafetensorError as error:
        raise InputError(f"{path}: is not a complete session file ({error})") from error
    except KeyError as error:
        raise InputError(f"{path}: has arrays of types that NumPy lacks") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"{path}: cannot be read ({reason})") from error


def read_words(path: Path) -> Mapping[str, str]:
    """Return the words of a file alone.

    Raises
    ------
    InputError
        If the file cannot be read or is not complete.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, "numpy") as file:
            return file.metadata() or {}
    except (SafetensorError, OSError) as error:
        raise InputError(f"{path}: is not a complete session file ({error})") from error


def _contents(path: Path, names: Sequence[str]) -> Arrays:
    """Return the arrays of a file whose header the library has found to be right.

    They are read here, because the library lets no other thread run meanwhile.

    Raises
    ------
    KeyError
        If one is of a type that nnviz does not store.
    """
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        entries = json.loads(file.read(length))
        arrays: Arrays = {}
        for name in names:
            entry = entries[name]
            arrays[name] = np.empty(entry["shape"], _TYPES[entry["dtype"]])
            file.seek(8 + length + entry["data_offsets"][0])
            file.readinto(arrays[name].reshape(-1).view(np.uint8).data)
    return arrays


def checksum(text: str, arrays: Mapping[str, NDArray[Any] | Rows]) -> int:
    """Return the CRC-32 of a text and of all arrays with their names."""
    found = zlib.crc32(text.encode())
    # Sorted, because a file does not keep the order in which arrays were given.
    for name in sorted(arrays):
        found = zlib.crc32(name.encode(), found)
        for piece in _bytes(arrays[name]):
            found = zlib.crc32(piece, found)
    return found


def _described(values: NDArray[Any] | Rows) -> tuple[str, list[int], int]:
    """Return the type, the shape and the bytes of an array."""
    if isinstance(values, np.ndarray):
        return _NAMES[str(values.dtype)], list(values.shape), values.nbytes
    one = values[0]
    size = sum(row.nbytes for row in values)
    return _NAMES[str(one.dtype)], [len(values), *one.shape], size


def _bytes(values: NDArray[Any] | Rows) -> Iterator[memoryview]:
    for row in (values,) if isinstance(values, np.ndarray) else values:
        # Of one dimension: a memoryview of no elements cannot be cast otherwise.
        yield np.ascontiguousarray(row).reshape(-1).view(np.uint8).data
