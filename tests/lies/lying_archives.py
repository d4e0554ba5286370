"""Lies in archives: sizes, names, methods and places that are not so."""

import io
import random
import struct
import zipfile
from collections.abc import Callable, Mapping

from tests.lies.lying_text import STRANGE

Lie = Callable[[random.Random, bytes], bytes]

_CENTRAL = b"PK\x01\x02"
_LOCAL = b"PK\x03\x04"
_END = b"PK\x05\x06"

_FIELDS = (
    ("flags", 8, 2, 6),
    ("method", 10, 2, 8),
    ("checksum", 16, 4, 14),
    ("packed", 20, 4, 18),
    ("unpacked", 24, 4, 22),
    ("name", 28, 2, 26),
    ("extra", 30, 2, 28),
    ("comment", 32, 2, None),
    ("offset", 42, 4, None),
)
"""Fields by their place in the directory, their bytes, and their place in a member."""

_END_FIELDS = ((8, 2), (10, 2), (12, 4), (16, 4), (20, 2))


def lying_zip(
    chance: random.Random, data: bytes, within: Mapping[str, Lie] | None = None
) -> bytes:
    """Return an archive that lies about its members.

    ``within`` are lies about members by the ends of their names; those are told as
    often as lies about the archive.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as files:
        members = [(name, files.read(name)) for name in files.namelist()]
    able = [
        (place, lie)
        for place, (name, _) in enumerate(members)
        for end, lie in (within or {}).items()
        if name.endswith(end)
    ]
    if able and chance.random() < 0.6:
        place, lie = chance.choice(able)
        members[place] = members[place][0], lie(chance, members[place][1])
        return _packed(members, chance)
    match chance.randrange(6):
        case 0:
            members.insert(chance.randrange(len(members)), chance.choice(members))
        case 1:
            place = chance.randrange(len(members))
            name = members[place][0]
            new = chance.choice((*STRANGE, *(other for other, _ in members)))
            end = chance.choice(("", "." + name.rpartition(".")[2]))
            members[place] = new + end, members[place][1]
        case 2:
            del members[chance.randrange(len(members))]
        case 3:
            members += [
                (f"{k}.npy", b"")
                for k in range(chance.choice((5, 5, 9, 50, 99, 12_000)))
            ]
        case _:
            return _other_fields(chance, _packed(members, chance))
    return _packed(members, chance)


def _packed(members: list[tuple[str, bytes]], chance: random.Random) -> bytes:
    made = io.BytesIO()
    method = chance.choice(
        (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED)
    )
    with zipfile.ZipFile(made, "w", method) as files:
        for name, data in members:
            info = zipfile.ZipInfo(name or "-")
            info.compress_type = method
            # Not by ``writestr`` with a name, which warns of one that comes twice.
            files.NameToInfo.pop(info.filename, None)
            files.writestr(info, data)
    return made.getvalue()


def _other_fields(chance: random.Random, data: bytes) -> bytes:
    """Put another number into a field of the directory, perhaps of the member too."""
    made = bytearray(data)
    end = data.rfind(_END)
    entries = []
    place = struct.unpack_from("<I", data, end + 16)[0]
    while data[place : place + 4] == _CENTRAL:
        entries.append(place)
        lengths = struct.unpack_from("<HHH", data, place + 28)
        place += 46 + sum(lengths)
    for _ in range(chance.choice((1, 1, 2))):
        if not entries or chance.random() < 0.15:
            at, size = chance.choice(_END_FIELDS)
            _put(made, end + at, size, _number(chance, size))
            continue
        entry = chance.choice(entries)
        _, at, size, local = chance.choice(_FIELDS)
        number = _number(chance, size)
        start = struct.unpack_from("<I", data, entry + 42)[0]
        if chance.random() < 0.3:
            other = chance.choice(entries)
            number = int.from_bytes(data[other + at : other + at + size], "little")
        _put(made, entry + at, size, number)
        if local is not None and chance.random() < 0.6:
            _put(made, start + local, size, number)
    return bytes(made)


def _number(chance: random.Random, size: int) -> int:
    return chance.choice((0, 1, 8, 12, 14, 93, 99, 2**31, 2**32 - 1, 2**16 - 1)) % (
        256**size
    )


def _put(made: bytearray, place: int, size: int, number: int) -> None:
    made[place : place + size] = number.to_bytes(size, "little")
