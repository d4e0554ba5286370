"""Lies in logs of a training: records with right checksums that say what is not so."""

import random
import struct
import zlib
from typing import Any

import msgspec

from nnviz.watch.log_format import FRAME, MAGIC
from tests.lies.lying_text import STRANGE

_encode = msgspec.msgpack.encode

_VALUES: tuple[Any, ...] = (
    *(None, True, -1, 0, 1, 2, 1.5, 2**31, 2**63 - 1, 2**63, 2**64 - 1, -(2**63)),
    *(float("nan"), float("inf"), -1.5e308, 1e308, b"\0\1", [], {}, [1], {"x": 1}),
    *("x" * 100_000, [0] * 70_000, msgspec.msgpack.Ext(5, b"\0" * 8), *STRANGE),
    *(msgspec.msgpack.Ext(-1, b"\0" * 12), {1: 2}, {None: None}, [[]] * 3, "<f8"),
    *("|O", "<f4", "relu", "softmax", "cross_entropy", "rows", "W @ x", "adam"),
    *({"inputs": 0}, {"inputs": 2**64 - 1}, {"beta1": float("nan")}, [2**31, 2**31]),
)

_COUNTS = (
    *(b"\xdd\xff\xff\xff\xff", b"\xdf\xff\xff\xff\xff", b"\xdb\xff\xff\xff\xff"),
    *(b"\xc6\xff\xff\xff\xff", b"\xdc\xff\xff", b"\xc1", b"\xc9\xff\xff\xff\xff\x01"),
    *(b"\xd6\x05\0\0\0\0", b"\x91" * 3000, b"\x81\xa1a" * 3000, b"\xcf" + b"\xff" * 8),
)
"""Bytes of MessagePack that promise more than follows, or nest."""


def frames_of(data: bytes) -> list[bytes]:
    """Return the records of a whole log."""
    place, found = len(MAGIC), []
    while place < len(data):
        length, _ = FRAME.unpack_from(data, place)
        found.append(data[place + FRAME.size : place + FRAME.size + length])
        place += FRAME.size + length
    return found


def log_of(records: list[bytes]) -> bytes:
    """Return a log of records, with right lengths and checksums."""
    return MAGIC + b"".join(
        FRAME.pack(len(one), zlib.crc32(one)) + one for one in records
    )


def lying_log(chance: random.Random, data: bytes) -> bytes:
    """Return a log whose checksums are right, and which lies."""
    records = frames_of(data)
    for _ in range(chance.choice((1, 1, 2))):
        place = chance.randrange(len(records))
        match chance.randrange(12):
            case 0:
                records.insert(chance.randrange(len(records) + 1), records[place])
            case 1:
                del records[place : place + chance.choice((1, 1, 2))]
            case 2:
                records[place] = _promising(chance, records[place])
            case 3:
                records.insert(
                    chance.randrange(len(records) + 1), _again(records, chance)
                )
            case _:
                records[place] = _other(chance, records[place])
        if not records:
            break
    made = log_of(records)
    if chance.random() < 0.05:
        made += struct.pack("<II", chance.choice((0, 1, 2**31, 2**32 - 1)), 0)
    return made


def _promising(chance: random.Random, record: bytes) -> bytes:
    """Put bytes that promise more into a record."""
    place, count = chance.randrange(len(record)), chance.choice(_COUNTS)
    end = place + chance.choice((0, 1, len(count)))
    return record[:place] + count + record[end:]


def _other(chance: random.Random, record: bytes) -> bytes:
    """Put another value somewhere into a record."""
    try:
        said = msgspec.msgpack.decode(record)
    except (msgspec.MsgspecError, RecursionError):
        return record
    everywhere = _places(said)
    if not everywhere:
        return record
    inner, key = chance.choice(everywhere)
    old = inner[key]
    if isinstance(old, bytes) and old and chance.random() < 0.8:
        inner[key] = _other_bytes(chance, old)
    elif isinstance(old, dict) and chance.random() < 0.5:
        old[chance.choice(("", "more", "id", "\x1b[2J"))] = chance.choice(_VALUES)
    else:
        inner[key] = chance.choice(_VALUES)
    return _encode(said)


def _other_bytes(chance: random.Random, old: bytes) -> bytes:
    made = bytearray(old)
    place = chance.randrange(len(old)) // 8 * 8
    worst = chance.choice((float("nan"), float("inf"), 1e308, -1e308, 5e-324, 0.0, 7.0))
    made[place : place + 8] = struct.pack("<d", worst)
    return chance.choice((bytes(made), bytes(made), bytes(made)[:-8], old * 2))


def _places(value: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    waiting = [value] if isinstance(value, dict | list) else []
    while waiting:
        one = waiting.pop()
        keys = list(one) if isinstance(one, dict) else range(len(one))
        found += [(one, key) for key in keys]
        waiting += [one[key] for key in keys if isinstance(one[key], dict | list)]
    return found


def _again(records: list[bytes], chance: random.Random) -> bytes:
    """Say of what has an id that it is something else, or of something new."""
    made = chance.choice(records)
    try:
        record = msgspec.msgpack.decode(made)
    except (msgspec.MsgspecError, RecursionError):
        return made
    if not isinstance(record, list) or not all(
        isinstance(one, dict) for one in record[1:2]
    ):
        return made
    fields = record[1]
    if fields.get("arrays"):
        fields["arrays"] = chance.choice(
            (fields["arrays"][::-1], fields["arrays"] * 2, fields["arrays"][:1], [])
        )
    if "shape" in fields:
        fields["shape"] = fields["shape"][::-1]
    if fields.get("rows"):
        fields["rows"] = fields["rows"] * chance.choice((2, 2000))
    return _encode(record)
