"""Lies in MATLAB files of versions 4 and 5: tags, shapes, classes and packed bytes."""

import random
import struct
import zlib

from tests.lies.lying_text import STRANGE

_START = b"MATLAB 5.0 MAT-file".ljust(124) + b"\x00\x01IM"

_INT8, _INT32, _UINT32, _DOUBLE, _MATRIX, _PACKED = 1, 5, 6, 9, 14, 15

_LENGTHS = (0, 1, 3, 8, 2**16, 2**31 - 1, 2**31, 2**32 - 1, 2**32 - 8)

_SHAPES = (
    *((2, 3), (2, 3), (3, 2), (1, 2), (2, 1), (0, 0), (-1, 3), (2**31 - 1, 2**31 - 1)),
    *((2**31 - 1, 0), (1,) * 40, (3,), (), (-(2**31), -(2**31)), (65536, 65536)),
)

_CLASSES = (6, 6, 6, 7, 8, 12, 1, 2, 3, 4, 5, 16, 17, 0, 99)
"""Double, single, integers; and cells, structs, objects, text, sparse and more."""


def lying_mat(chance: random.Random, _data: bytes) -> bytes:
    """Return a MATLAB file that lies."""
    if chance.random() < 0.2:
        return _old(chance)
    names = ["W1", "b1", "W2", "b2"]
    shapes: list[tuple[int, ...]] = [(2, 3), (1, 2), (1, 2), (1, 1)]
    chosen = chance.randrange(4)
    parts = [
        _matrix(chance, name, shape, lies=number == chosen)
        for number, (name, shape) in enumerate(zip(names, shapes, strict=True))
    ]
    if chance.random() < 0.1:
        parts *= chance.choice((2, 300))
    start = bytearray(_START)
    if chance.random() < 0.1:
        start[124 + chance.randrange(4)] = chance.choice((0, 1, 2, 255))
    return bytes(start) + b"".join(parts)


def _element(kind: int, data: bytes, length: int | None = None) -> bytes:
    size = len(data) if length is None else length
    return struct.pack("<II", kind, size) + data + bytes(-len(data) % 8)


def _matrix(
    chance: random.Random, name: str, shape: tuple[int, ...], *, lies: bool
) -> bytes:
    """Return a variable; if it lies, in one of its parts."""
    values = struct.pack("<6d", 0.5, -1.0, 2.0, 0.25, 1.5, -0.5)
    values = values[: 8 * min(6, max(1, shape[0] * shape[-1]))]
    kind, flags, way = 6, 0, chance.randrange(9) if lies else -1
    value_kind, value_length, whole_length = _DOUBLE, None, None
    if way == 0:
        shape = chance.choice(_SHAPES)
    if way == 1:
        kind = chance.choice(_CLASSES)
    if way == 2:
        flags = chance.choice((2, 4, 8, 14))
    if way == 3:
        name = chance.choice(STRANGE)
    if way == 4:
        value_kind = chance.choice((0, 1, 2, 3, 7, 12, 14, 15, 16, 18, 99))
    if way == 5:
        value_length = chance.choice(_LENGTHS)
    if way == 6:
        values = chance.choice(
            (values[:-8], values * 50, struct.pack("<d", float("nan")) * 6, b"")
        )
    if way == 7:
        whole_length = chance.choice(_LENGTHS)
    said = name.encode("utf-8", errors="replace")
    parts = [
        _element(_UINT32, struct.pack("<BBHI", kind, flags, 0, 0)),
        _element(_INT32, struct.pack(f"<{len(shape)}i", *shape)),
        _element(_INT8, said, chance.choice(_LENGTHS) if way == 8 else None),
        _element(value_kind, values, value_length),
    ]
    if way == 1 and chance.random() < 0.5:
        for _ in range(chance.choice((1, 40, 3000))):
            parts[3:] = [_element(_MATRIX, b"".join(parts))]
    made = _element(_MATRIX, b"".join(parts), whole_length)
    return _packed(chance, made) if chance.random() < 0.4 else made


def _packed(chance: random.Random, made: bytes) -> bytes:
    raw = zlib.compress(made)
    if chance.random() < 0.1:
        much = made + bytes(chance.choice((8, 1 << 20, 1 << 20, 1 << 26)))
        raw = chance.choice(
            (raw[:-2], zlib.compress(raw), zlib.compress(much), b"\xff")
        )
    length = chance.choice(_LENGTHS) if chance.random() < 0.1 else len(raw)
    return struct.pack("<II", _PACKED, length) + raw


def _old(chance: random.Random) -> bytes:
    """Return a file of version 4, whose headers may lie."""
    made = b""
    for name, rows, columns in (("W1", 2, 3), ("b1", 1, 2), ("W2", 1, 2), ("b2", 1, 1)):
        said = name.encode() + b"\0"
        header = [0, rows, columns, 0, len(said)]
        if chance.random() < 0.3:
            header[chance.randrange(5)] = chance.choice(
                (-1, 1, 2, 10, 51, 1000, 4052, 2**31 - 1, 65536)
            )
        made += struct.pack("<5i", *header) + said + bytes(8 * rows * columns)
    return made
