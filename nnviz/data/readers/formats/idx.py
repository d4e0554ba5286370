"""Reads IDX files, the format of MNIST: a header with the shape, then the bytes."""

import struct
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError
from nnviz.data.readers.source import most_unpacked, open_source

IMAGES, LABELS = 3, 1
"""Dimensions of an images file (count, rows, columns) and of a labels file (count)."""

KINDS = {IMAGES: "images", LABELS: "labels"}
IDX_ENDINGS = ("-ubyte", ".idx", ".idx1", ".idx3")
UNSIGNED_BYTE = 0x08
BLOCK = 1 << 20


def idx_shape(path: Path, dimensions: int) -> tuple[int, ...]:
    """Return the shape in the header of a file of `IMAGES` or of `LABELS`.

    Memory for that shape is safe to allocate: a header that promises far more than
    a file of this length can hold is refused here.

    Raises
    ------
    InputError
        If it is, or the file is not an IDX file of that kind.
    """
    with open_source(path) as stream:
        shape = _read_header(stream, path, dimensions)
        if _size(shape) > most_unpacked(path):
            raise _length_error(path, shape, _count_rest(stream))
    return shape


def read_idx(path: Path, dimensions: int, out: NDArray[np.uint8]) -> None:
    """Read the bytes of a file into an array that has the shape in the file's header.

    Raises
    ------
    InputError
        If the file holds fewer or more bytes than its header promises.
    """
    with open_source(path) as stream:
        shape = _read_header(stream, path, dimensions)
        place = out.reshape(-1).data
        held = 0
        while held < len(place):
            # Straight into the array: MNIST unpacked need not be in memory twice.
            got = stream.readinto(place[held : held + BLOCK])  # type: ignore[attr-defined]
            if not got:
                break
            held += got
        held += _count_rest(stream)
    if held != _size(shape):
        raise _length_error(path, shape, held)


def _read_header(stream: BinaryIO, path: Path, dimensions: int) -> tuple[int, ...]:
    length = 4 + 4 * dimensions
    header = stream.read(length)
    expected = (UNSIGNED_BYTE << 8) | dimensions
    if len(header) >= 4:
        (magic,) = struct.unpack(">I", header[:4])
        if magic != expected:
            raise InputError(
                f"{path}: begins with the magic number {magic}, but an IDX file of "
                f"{KINDS[dimensions]} has {expected}{_what_has(magic)}"
            )
    if len(header) < length:
        raise InputError(
            f"{path}: is truncated: it has {len(header)} bytes, but the header of an "
            f"IDX file of {KINDS[dimensions]} alone has {length}"
        )
    shape = struct.unpack(f">{dimensions}I", header[4:])
    if not _size(shape):
        raise InputError(
            f"{path}: is empty: the shape in its header is {_times(shape)}"
        )
    return shape


def _what_has(magic: int) -> str:
    """Say what kind of IDX file has a magic number, if any."""
    kind, dimensions = magic >> 8, magic & 0xFF
    if kind == UNSIGNED_BYTE and dimensions in KINDS:
        return f": it holds {KINDS[dimensions]}"
    if 0x08 < kind <= 0x0E:
        return ": its values are not unsigned bytes"
    return ": it is another kind of file"


def _length_error(path: Path, shape: tuple[int, ...], held: int) -> InputError:
    promised = _size(shape)
    verdict = "truncated" if held < promised else "too long"
    return InputError(
        f"{path}: is {verdict}: its header promises {promised} bytes "
        f"({_times(shape)}), but {held} follow: copy the file again"
    )


def _count_rest(stream: BinaryIO) -> int:
    return sum(len(block) for block in iter(lambda: stream.read(BLOCK), b""))


def _size(shape: tuple[int, ...]) -> int:
    size = 1
    for length in shape:
        size *= length
    return size


def _times(shape: tuple[int, ...]) -> str:
    return " x ".join(str(length) for length in shape)
