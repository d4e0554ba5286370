"""Marks that people write at numbers: footnotes, flags of statistics, powers of ten."""

import re
import unicodedata
from collections.abc import Sequence

_SIGNED = re.compile(r"\s*(?:[*†‡§]{1,3}|\[\w{1,4}\])+$")
"""Marks that can be nothing but footnotes."""

_SMALL = re.compile(r"(?<=\d)(?:\s*\(\w{1,2}\)|[¹²³⁴-⁹]{1,2}|\s[benpruz]{1,2}|[rpeb])$")
"""What is a footnote or a flag if only some of the numbers have it: 7.1 (2), 7.1 p.

Letters that are units as well, such as c, d, f and s, are none.
"""

_NO_VALUE = re.compile(r"[^\w\s]+(?:\s?[a-z]{1,2})?")
_POWER = re.compile(
    r"(?P<body>[+\-−]?\d+(?:[.,]\d+)?)\s*(?:[×·]|[x*](?=\s*10))\s*10\s*"
    r"(?:(?:\^|\*\*)\s*\(?(?P<plain>[+\-−]?\d{1,3})\)?|(?P<raised>[⁺⁻]?[⁰¹²³⁴-⁹]{1,3}))",
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻−", "0123456789+--")


def without_footnote(cell: str, *, few: bool = True) -> str:
    """Return a cell without the marks at its end.

    ``few`` tells whether only some of the column's cells have any, which makes flags
    of letters and of numbers in brackets.
    """
    bare = _SIGNED.sub("", cell) if cell.endswith(tuple("*†‡§]")) else cell
    return _SMALL.sub("", bare) if few else bare


def without_footnotes(cells: Sequence[str]) -> list[str]:
    """Return the cells of a column without marks at their ends."""
    bare = [without_footnote(cell) for cell in cells]
    signed = [without_footnote(cell, few=False) for cell in cells]
    flagged = sum(a != b for a, b in zip(bare, signed, strict=True))
    return bare if 2 * flagged < len(cells) else signed


def is_no_value(cell: str) -> bool:
    """Tell whether a cell among numbers has nothing but signs, such as ":" or "***".

    Statistics have a flag beside them, as in ": c".
    """
    return _NO_VALUE.fullmatch(cell) is not None


def with_plain_power(cell: str) -> str:
    """Return 5.3×10^4 as 5.3e4, and any other cell as it is."""
    found = _POWER.fullmatch(cell)
    if found is None:
        return cell
    power = (found["plain"] or found["raised"]).translate(_RAISED)
    return f"{found['body']}e{power}"


def with_plain_digits(cell: str) -> str:
    """Return a cell with the digits 0 to 9 in place of those of other scripts."""
    if cell.isascii():
        return cell
    return "".join(
        str(unicodedata.digit(sign))
        if sign.isdecimal()
        else {"٫": ".", "٬": ",", "．": ".", "，": ","}.get(sign, sign)
        for sign in cell
    )
