"""The frames and records of a log, which docs/watch-format.md describes.

What the arrays mean is worked out by whoever reads them.
"""

import struct
import zlib
from collections.abc import Callable
from typing import Any

import msgspec

MAGIC = b"nnvizlog"
"""The first bytes of every log."""

VERSION = 1
"""The version of the format that is written; later ones may have more fields."""

FRAME = struct.Struct("<II")
"""Before each record: how many bytes it has, and their CRC-32."""

LARGEST = 2**32 - 1
"""The most bytes of a record."""

Part = bytes | memoryview
"""Bytes of a record: small ones joined, large ones in a block that is filled again."""

STATES = ("velocity", "first_moment", "second_moment", "sum_of_squares", "steps")
"""What an optimiser keeps between iterations, by the names of its groups."""

_encode = msgspec.msgpack.Encoder().encode


class ArrayLayout(msgspec.Struct, omit_defaults=True):
    """The names, types and shapes of the arrays of iterations, written once for many.

    ``arrays`` holds a name such as ``weights/1``, a NumPy type such as ``<f8`` and a
    shape for each array, in the order of their bytes.
    """

    id: int
    arrays: list[tuple[str, str, list[int]]]


class Shared(msgspec.Struct):
    """An array that several iterations have, such as all inputs; its bytes follow."""

    id: int
    type: str
    shape: list[int]


class Row(msgspec.Struct, array_like=True):
    """The numbers of an iteration: which it is, from 1, its cost and learning rate.

    ``dropped`` is how many iterations before it were to be recorded and could not be.
    ``shared`` names the arrays that stand in a ``Shared``, by its id.
    """

    number: int
    cost: float | None = None
    learning_rate: float | None = None
    dropped: int = 0
    shared: dict[str, int] = {}


class Iterations(msgspec.Struct):
    """Iterations of one layout; the bytes of their arrays follow, one after another."""

    layout: int
    rows: list[Row]


class Start(msgspec.Struct, omit_defaults=True):
    """The first record: what is said of the network; the last one of them counts."""

    version: int = VERSION
    activations: list[str] | None = None
    loss: str | None = None
    learning_rate: float | None = None
    optimizer: str | None = None
    settings: dict[str, float] = {}
    every: int = 1
    weights: str | None = None
    samples: str | None = None


class End(msgspec.Struct, omit_defaults=True):
    """The last record of a log that was closed: iterations seen, kept and lost.

    ``thinned`` counts those left out to stay within the budget, ``dropped`` those that
    could not be written fast enough, or at all.
    """

    iterations: int
    recorded: int
    dropped: int = 0
    thinned: int = 0


RECORDS: dict[str, type[Any]] = {
    "start": Start,
    "layout": ArrayLayout,
    "shared": Shared,
    "iterations": Iterations,
    "end": End,
}
"""The kinds of records by the name that stands before their fields."""

_NAMES = {kind: _encode(name) for name, kind in RECORDS.items()}
_BYTES = struct.Struct(">BI")
"""What stands before bytes in msgpack: that they are bytes, and how many."""


def frame(
    record: msgspec.Struct,
    data: list[Part],
    checksum_of: Callable[[Part, int], int] = zlib.crc32,
) -> list[Part]:
    """Return a record as it stands in a log, in parts: length, checksum, msgpack.

    That is ``[kind, fields]``, or ``[kind, fields, data]``. ``checksum_of`` goes on
    with a CRC-32.

    Raises
    ------
    OverflowError
        If it is longer than a frame can be.
    """
    head = _NAMES[type(record)] + _encode(record)
    size = sum(map(len, data))
    if type(record) in (Iterations, Shared):
        parts = [b"\x93" + head + _BYTES.pack(0xC6, min(size, LARGEST)), *data]
    else:
        parts = [b"\x92" + head]
    length, checksum = len(parts[0]) + size, 0
    if length > LARGEST:
        raise OverflowError("the arrays of an iteration exceed 4 GiB")
    for part in parts:
        checksum = checksum_of(part, checksum)
    return [FRAME.pack(length, checksum), *parts]
