"""Lies in files of tables: workbooks, ARFF, Parquet and zipped tables."""

import random
import re

from tests.lies.lying_archives import lying_zip
from tests.lies.lying_text import STRANGE, lying_cells

_CELL = re.compile(rb'r="[A-Z]+\d+"')
_VALUE = re.compile(rb"<v>[^<]*</v>|<t[^>]*>[^<]*</t>")
_ATTRIBUTE = re.compile(rb'="[^"]*"')

_PLACES = (
    *(b"XFD1048576", b"A0", b"ZZZZZZ1", b"A99999999999", b"A-1", b"", b"1A", b"A1"),
    *(b"AAAAAAAAAAAAAAAAAAA1", b"A1:XFD1048576", "\u202eA1".encode()),
)

_WORDS = (
    *(b"99999999", b"-1", b"nan", b"1e999", b"", b"#REF!", b"&#0;", b"&a;", b"2.5e308"),
    *(b"=1+1", b"\x1b[2J", b"x" * 40_000, b"1048577", b"e", b"str", b"inlineStr"),
)

_BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(
        b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 10)
        for letter in b"bcdefghi"
    )
    + b"]>"
)
"""An entity that stands for a billion characters."""

_OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
)


def lying_xml(chance: random.Random, data: bytes) -> bytes:
    """Return a part of a workbook with other places, values, entities or nesting."""
    for _ in range(chance.choice((1, 1, 2))):
        match chance.randrange(9):
            case 0 | 1:
                data = _other(chance, _CELL, data, b'r="%s"' % chance.choice(_PLACES))
            case 2 | 3:
                word = chance.choice(_WORDS)
                data = _other(chance, _VALUE, data, b"<v>%s</v>" % word)
            case 4 | 5:
                word = chance.choice((*_WORDS, *_PLACES))
                data = _other(chance, _ATTRIBUTE, data, b'="%s"' % word)
            case 6:
                start = chance.choice((_BOMB, _OUTSIDE))
                data = start + re.sub(rb"^<\?xml[^>]*>", b"", data)
                data = _other(chance, _VALUE, data, b"<v>&a;&i;</v>")
            case 7:
                place = data.rfind(b"</")
                count = chance.choice((50, 20_000))
                inner = b"<a>" * count + b"</a>" * count
                data = data[:place] + inner + data[place:]
            case _:
                rows = re.findall(rb"<row.*?</row>", data, re.S)
                if rows:
                    row = chance.choice(rows)
                    data = data.replace(row, row * chance.choice((0, 2, 3000)), 1)
    return data


def _other(
    chance: random.Random, sought: re.Pattern[bytes], data: bytes, new: bytes
) -> bytes:
    found = list(sought.finditer(data))
    if not found:
        return data
    one = chance.choice(found)
    return data[: one.start()] + new + data[one.end() :]


def lying_xlsx(chance: random.Random, data: bytes) -> bytes:
    """Return a workbook that lies."""
    return lying_zip(chance, data, {".xml": lying_xml, ".rels": lying_xml})


def lying_zipped(chance: random.Random, data: bytes) -> bytes:
    """Return zipped tables that lie."""
    return lying_zip(chance, data, {".csv": lying_cells})


_ATTRIBUTES = (
    *(
        b"@attribute a {}",
        b"@attribute a {x",
        b"@attribute 'a",
        b"@attribute",
        b"@data",
    ),
    *(b"@attribute a relational", b"@attribute a date yyyy", b"@end a", b"@relation"),
    *(b"@attribute a {" + b"x," * 30_000 + b"}", b"{0 1, 2 x}", b"{99999999 1}", b"%"),
    *(b"@attribute \x1b[2J numeric", b"@attribute a numeric", b"?,?,?", b"{-1 1}"),
)


def lying_arff(chance: random.Random, data: bytes) -> bytes:
    """Return an ARFF file with other declarations, sparse rows or cells."""
    lines = data.split(b"\n")
    for _ in range(chance.choice((1, 1, 2))):
        place = chance.randrange(len(lines))
        match chance.randrange(4):
            case 0:
                lines[place] = chance.choice(_ATTRIBUTES)
            case 1:
                lines.insert(place, chance.choice(_ATTRIBUTES))
            case 2:
                lines[place:place] = [lines[place]] * chance.choice((1, 3000))
            case _:
                start = data.find(b"@data") + 6
                head, body = data[:start], data[start:]
                lines = (head + lying_cells(chance, body)).split(b"\n")
    return b"\n".join(lines)


def lying_parquet(chance: random.Random, data: bytes) -> bytes:
    """Return a Parquet file whose description does not fit its columns."""
    length = int.from_bytes(data[-8:-4], "little")
    body, words = data[: -8 - length], bytearray(data[-8 - length : -8])
    for _ in range(chance.choice((1, 2, 5))):
        place = chance.randrange(len(words))
        match chance.randrange(5):
            case 0:
                # Numbers are varints: all of the highest bits set is a large one.
                words[place : place + 1] = b"\xff" * chance.choice((1, 4, 9)) + b"\x7f"
            case 1:
                words[place] = chance.randrange(256)
            case 2:
                del words[place : place + chance.choice((1, 2, 8))]
            case 3:
                words[place:place] = chance.choice(STRANGE).encode(errors="replace")
            case _:
                words[place] ^= 1 << chance.randrange(8)
    length = len(words)
    if chance.random() < 0.1:
        length = chance.choice((0, 4, 2**31 - 1, 2**32 - 1, length - 1))
    return body + bytes(words) + length.to_bytes(4, "little") + b"PAR1"
