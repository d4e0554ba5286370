"""Numbers as people write them: with marks within, a unit, an amount of money."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from nnviz.core.types import Floats
from nnviz.data.readers.values.cells import only_digits

_MINUS = "−–﹣－-"
_SIGNS = f"+＋{_MINUS}"
_GAPS = "\u00a0\u2007\u2009\u202f"
"""Spaces that keep a number on one line."""

_ALIKE = str.maketrans({**dict.fromkeys(_GAPS, " "), "’": "'", "−": "-"})

_PART = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>[{_SIGNS}]?)\s*"
    r"(?P<before>[^\W\d_]{0,3}\.?[$€£¥₹₽₩₺₴₫₪฿₦₱¢]|[^\W\d_]{2,4}\.?)?\s*"
    rf"(?P<minus>[{_SIGNS}]?)\s*"
    rf"(?P<body>\d(?:[\d.,'’_ {_GAPS}]*\d)?[.,]?|[.,]\d+)"
    r"(?P<power>[eEdD][+\-−]?\d+)?"
    r"\s*(?P<after>(?:[%‰°+$€£¥₹₽₩₺₴₫₪฿₦₱¢]|[^\W\d_])"
    rf"[\w°²³/^*·%µ.\-]{{0,16}}(?: [^\W\d_]{{1,12}}){{0,2}})?"
    rf"(?P<end>[{_MINUS}]?)\s*(?P<close>\))?"
)
"""Sign, currency, digits with marks, power, unit."""

_CODES_LISTED = (
    "chf usd eur gbp jpy cny rmb inr aud cad nzd sek nok dkk isk pln czk huf ron bgn "
    "rub uah try brl mxn ars clp cop zar ngn egp krw sgd hkd twd thb idr myr php vnd "
    "ils aed sar pkr btc eth kr kr. rs rs. re fr fr. sfr sfr. rp rp. rm zł kč ft lei "
    "euro euros dollar dollars pounds "
)
_CODES = frozenset(_CODES_LISTED.split())
"""What stands for money in letters."""

_MULTIPLES = {
    **dict.fromkeys(("k", "thousand", "tsd", "tsd."), 3),
    **dict.fromkeys(("lac", "lacs", "lakh", "lakhs"), 5),
    **dict.fromkeys(("cr", "crore", "crores"), 7),
    **dict.fromkeys(("m", "mn", "mio", "mio.", "mln", "million", "millions"), 6),
    **dict.fromkeys(("b", "bn", "mrd", "mrd.", "billion", "billions"), 9),
    **dict.fromkeys(("t", "tn", "trillion", "trillions"), 12),
}
"""What makes thousands and more of a number, and the power of ten."""

_UNITS_LISTED = (
    "km m cm mm µm um nm mi mile miles ft in inch inches yd kg g mg µg ug lb lbs oz t "
    "ton tons l ml cl dl gal s sec secs ms µs us ns min mins minute minutes h hr hrs "
    "hour hours d day days wk week weeks month months y yr yrs year years hz khz mhz "
    "ghz rpm w kw mw gw wh kwh mwh v mv kv a ma ah mah ohm ω kω k °c °f ° c f pa hpa "
    "kpa mpa bar mbar psi n kn nm j kj kcal cal cd lx lm db dba mol mmol ppm ppb kb "
    "mb gb tb byte bytes bit bits px pt hp bhp ps cc cv % ‰ km/h kmh mph m/s m/s² m² "
    "m³ m^2 m^3 m2 m3 km² km2 cm² cm2 cm³ cm3 ha acre acres sqft sq.ft. kmpl km/l "
    "km/kg mpg kg/m³ kg/m3 kg/m² g/l g/dl mg/l mg/dl mmol/l µg/m³ µg/m3 g/cm³ g/cm3 "
    "l/min bpm mmhg + stars star pcs pct percent "
)
_UNITS = frozenset(_UNITS_LISTED.split())
"""Units that are known as such, in lower case."""

_OF_DATE = re.compile(r"[^\W\d_]{3,9}[12]\d{3}")
"""What stands behind the day in 01jan2020."""

_FEWEST_OF_UNKNOWN = 10
"""As many different numbers with the same word after them make a unit of it."""

MARKS = (".", ","), (",", "."), (".", "'"), (",", "'"), (".", " "), (",", " ")
"""A decimal mark and the one that divides thousands."""

_THREES = r"[1-9]\d{{0,2}}(?:{0}\d{{3}})+"
_INDIAN = r"|[1-9]\d?(?:,\d\d)+,\d{3}"


def _pattern(decimal: str, thousands: str) -> re.Pattern[str]:
    """Return how digits are written with two marks; "" for none of thousands."""
    mark = re.escape(decimal)
    whole = r"\d+"
    if thousands:
        whole += "|" + _THREES.format(re.escape(thousands))
        whole += _INDIAN if thousands == "," else ""
    return re.compile(rf"(?:{whole})(?:{mark}\d*)?|{mark}\d+", re.ASCII)


_PATTERNS = {
    marks: _pattern(*marks) for marks in ((".", ""), (",", ""), (".", "_"), *MARKS)
}

Marks = tuple[str, str]


class Numeral(NamedTuple):
    """A number as it is written.

    Attributes
    ----------
    text
        The whole of it.
    sign
        "-" or "".
    body
        Its digits and the marks within them.
    power
        Its power of ten, as "e5", or "".
    before, after
        What stands there besides, such as a currency or a unit.
    bracketed
        Whether it is below zero by brackets, or by a sign after it.
    """

    text: str
    sign: str
    body: str
    power: str
    before: str
    after: str
    bracketed: bool

    def value(self, marks: Marks) -> float:
        """Return the number with a decimal mark and one of thousands."""
        decimal, thousands = marks
        body = self.body.replace(thousands, "") if thousands else self.body
        return float(f"{self.sign}{body.replace(decimal, '.')}{self.power}")


def numeral(cell: str) -> Numeral | None:
    """Take a cell apart, or return None if it is no number in any of these forms."""
    found = _PART.fullmatch(cell)
    if found is None:
        return None
    opened, sign, before, minus, body, power, after, end, closed = found.groups("")
    bracketed = bool(opened)
    signs = sign + minus + end
    if after and body[-1] in ".,":
        return None
    if bracketed != bool(closed) or len(signs) + bracketed > 1:
        return None
    negative = bracketed or (signs != "" and signs in _MINUS)
    if not cell.isascii():
        body = body.translate(_ALIKE)
    if before:
        before = before.casefold()
        if (before[-1].isalpha() or before[-1] == ".") and before not in _CODES:
            return None
    if power:
        power = power.lower().replace("d", "e").translate(_ALIKE)
    negated = "-" if negative else ""
    return Numeral(cell, negated, body, power, before, after, bracketed or bool(end))


def _plain(digits: str) -> Numeral:
    return Numeral(digits, "", digits, "", "", "", bracketed=False)


def numerals(cells: Iterable[str]) -> list[Numeral] | None:
    """Take cells apart, or return None if one is no number."""
    taken: list[Numeral] = []
    for cell in cells:
        # Most cells of images, for which to look for more takes several times as long.
        one = _plain(cell) if only_digits(cell) else numeral(cell)
        if one is None:
            return None
        taken.append(one)
    return taken


def possible_marks(taken: Sequence[Numeral]) -> list[Marks]:
    """Return the marks with which all numbers can be read, each with another result."""
    used = set("".join(one.body for one in taken)) - set("0123456789")
    fits = [
        marks
        for marks, pattern in _PATTERNS.items()
        if (not marks[1] or marks[1] in used)
        and (marks[0] in used or "." in marks)
        and all(pattern.fullmatch(one.body) for one in taken)
    ]
    return fits[:1] if not used & {".", ","} else fits


def currency_of(one: Numeral) -> str:
    """Return the money that a number is an amount of, or ""."""
    if one.before or not one.after:
        return one.before
    after = one.after.casefold()
    return after if after in _CODES or after[:1] in tuple("$€£¥₹₽₩₺₴₫₪฿₦₱¢") else ""


def multiples_of(taken: Sequence[Numeral], *, is_money: bool) -> list[int] | None:
    """Return the powers of ten that words after numbers stand for, or None.

    Without a currency a single one, such as "m", is a unit.
    """
    words = [one.after.casefold() for one in taken]
    different = set(words) - {""}
    if not different or not different <= _MULTIPLES.keys():
        return None
    if not is_money and len(different) < 2 and all(words):
        return None
    # Statistics write b for a break.
    if not is_money and different & {"t", "m", "b"} and len(different) < 2:
        return None
    return [_MULTIPLES.get(word, 0) for word in words]


def common_unit(taken: Sequence[Numeral]) -> str | None:
    """Return the one unit of all numbers, None if they have not the same one.

    A zero needs none. A word that is not known as a unit is one only if many different
    numbers stand before it: "2wd" and "4wd" are words.
    """
    units = {one.after for one in taken}
    if units == {""}:
        return ""
    bare = [one for one in taken if not one.after]
    if any(set(one.body) - set("0.,") for one in bare):
        return None
    units.discard("")
    if len({unit.casefold() for unit in units}) != 1:
        return None
    unit = min(units)
    if _OF_DATE.fullmatch(unit):
        return None
    different = len({one.text for one in taken})
    few = different < _FEWEST_OF_UNKNOWN and 2 * different < len(taken)
    return None if few and unit.casefold() not in _UNITS else unit


def values_of(taken: Sequence[Numeral], marks: Marks) -> Floats | None:
    """Return finite numbers, (N,), or None if one is too large."""
    values = np.array([one.value(marks) for one in taken])
    return values if np.isfinite(values).all() else None
