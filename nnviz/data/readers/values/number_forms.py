"""The forms in which a whole column may write numbers, beside the plain one.

To add one, write its function and add it to `FORMS`.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import numpy as np

from nnviz.core.types import Floats
from nnviz.data.readers.raw_table import shown
from nnviz.data.readers.values.cells import is_number, plain_numbers
from nnviz.data.readers.values.dates import date_values
from nnviz.data.readers.values.numerals import (
    Marks,
    Numeral,
    common_unit,
    currency_of,
    multiples_of,
    numeral,
    numerals,
    possible_marks,
    values_of,
)
from nnviz.data.readers.values.written_marks import (
    with_plain_digits,
    with_plain_power,
    without_footnote,
    without_footnotes,
)
from nnviz.data.remark import Way
from nnviz.data.table_choices import AS_IT_SEEMS_BEST, TableChoices

_LOOKED_AT = 1000
"""The cells of a column by which the decimal mark of a file is found."""


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """The numbers that the cells of a column stand for.

    Attributes
    ----------
    values
        Shape (N,).
    kind, done, ways
        Those of the remark; all are empty if nothing need be said.
    unit
        The unit or currency that all of them have, "" if they have none.
    """

    values: Floats
    kind: str = ""
    done: str = ""
    ways: tuple[Way, ...] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class FormChoices:
    """What is chosen or likely about how numbers are written.

    Attributes
    ----------
    choices
        What was chosen.
    likely
        The decimal mark of the file as its other columns tell it, or "".
    """

    choices: TableChoices
    likely: str = ""

    @property
    def decimal(self) -> str:
        """The decimal mark where a number can be read with either."""
        return self.choices.decimal or self.likely or "."

    def is_chosen(self, kind: str) -> bool:
        """Whether what a remark of a kind says was chosen."""
        given = {"decimal": self.choices.decimal, "thousands": self.choices.thousands}
        return given.get(kind) is not None

    @property
    def is_open(self) -> bool:
        """Whether no mark was chosen."""
        return self.choices.decimal is None and self.choices.thousands is None


Form = Callable[[Sequence[str], FormChoices], Reading | None]
"""Returns what the cells of a column without gaps stand for, None if one does not."""


def likely_decimal(columns: Sequence[Sequence[str]]) -> str:
    """Return the decimal mark that columns of cells have, where only one is possible.

    A point unless some have a comma, and none a point; "" if none tells.
    """
    found = set()
    for cells in columns:
        taken = _few_numerals(cells)
        marks = possible_marks(taken) if taken else []
        if len({decimal for decimal, _ in marks}) != 1:
            continue
        decimal = marks[0][0]
        # A comma or a point that divides thousands tells the decimal mark as well.
        telling = {decimal, marks[0][1]} & {",", "."}
        if any(mark in one.body for one in taken for mark in telling):
            found.add(decimal)
    return "," if found == {","} else "." if found else ""


def _few_numerals(cells: Sequence[str]) -> list[Numeral]:
    """Return the numbers among the first cells, none if there are other words."""
    few = list(islice(filter(None, cells), _LOOKED_AT))
    with_digits = [cell for cell in few if any(map(str.isdigit, cell))]
    if 2 * len(with_digits) < len(few):
        return []
    return numerals(with_digits) or []


def _settled_marks(
    taken: Sequence[Numeral], how: FormChoices, is_money: bool
) -> tuple[Marks, Marks | None] | None:
    """Return the marks that numbers are read with, and others that are possible.

    Prices hardly have three decimals.
    """
    chosen = how.choices
    used = set("".join(one.body for one in taken))
    thousands = "'" if chosen.thousands == "’" else chosen.thousands
    fits = [
        marks
        for marks in possible_marks(taken)
        if not (thousands is not None and marks[0] == thousands and thousands in used)
        and not (chosen.decimal is not None and marks[1] == chosen.decimal)
    ]
    if not fits:
        return None
    best = next((marks for marks in fits if marks[0] == how.decimal), fits[0])
    if is_money and how.is_open and not how.likely:
        best = next((marks for marks in fits if marks[1]), best)
    others = [marks for marks in fits if marks != best]
    return best, others[0] if others else None


def _numbers(cells: Sequence[str], how: FormChoices) -> Reading | None:
    """Read numbers with any marks, a currency, a unit, or signs in another place."""
    taken = numerals(cells)
    if not taken:
        return None
    money = _currency(taken)
    found = None if money is None else _settled_marks(taken, how, bool(money))
    if money is None or found is None:
        return None
    marks, other = found
    powers = multiples_of(
        _without(taken, money) if money else taken,
        is_money=bool(money),
    )
    unit = "" if powers else common_unit(_without(taken, money) if money else taken)
    values = values_of(taken, marks)
    if unit is None or values is None:
        return None
    if powers:
        values = values * 10.0 ** np.array(powers)
    kind, what = _said(taken, marks, money, unit, bool(powers))
    doubt = other is not None and how.is_open and marks != (".", "")
    if not doubt and how.is_chosen(kind):
        kind = ""
    if not kind:
        return Reading(values)
    shown_first = (marks[1], *(one.after for one in taken)) if powers else marks
    done = f"{what}: {_example(taken, values, shown_first)}"
    ways = (_other_way(other),) if doubt and other else ()
    return Reading(values, kind, done, ways, money or unit)


def _without(taken: Sequence[Numeral], money: str) -> list[Numeral]:
    """Return numbers without a currency after them."""
    return [
        one._replace(after="") if one.after.casefold() == money else one
        for one in taken
    ]


def _currency(taken: Sequence[Numeral]) -> str | None:
    """Return the currency of all numbers, "" for none, None if they differ."""
    found = {currency_of(one) for one in taken if one.body.strip("0.,")}
    found |= {currency_of(one) for one in taken if not one.body.strip("0.,")} - {""}
    return found.pop() if len(found) == 1 else None if found else ""


_SHARES = ("%", "‰", "pct", "percent")


def _said(
    taken: Sequence[Numeral], marks: Marks, money: str, unit: str, multiples: bool
) -> tuple[str, str]:
    """Return the kind of the remark on a column, and what is said."""
    kinds = {
        "currency": (money, "amounts of money, read as numbers"),
        "percent": (unit in _SHARES, "shares, read as they are written"),
        "units": (unit, f"numbers with the unit {unit}, read without it"),
        "multiples": (multiples, "numbers with thousands or millions in letters"),
        "thousands": (marks[1], "numbers with their thousands divided"),
        "decimal": (marks[0] == ",", "numbers with a decimal comma"),
        "negatives": (
            any(one.bracketed for one in taken),
            "brackets or a sign at the end stand for a minus",
        ),
        "exponents": (
            any("d" in one.text.lower() for one in taken),
            "D stands before the power of ten",
        ),
    }
    return next(((k, said) for k, (is_so, said) in kinds.items() if is_so), ("", ""))


def _example(taken: Sequence[Numeral], values: Floats, marks: Iterable[str]) -> str:
    """Show how a number is read, one that has the marks in question if there is."""
    places, sought = range(len(taken)), set(marks) - {""}
    best = max(places, key=lambda k: sum(mark in taken[k].text for mark in sought))
    best = next((k for k in places if taken[k].bracketed), best)
    return f"{shown(taken[best].text)} is read as {values[best]:.12g}"


def _other_way(marks: Marks) -> Way:
    """Return the way to read numbers with other marks."""
    name = "comma" if marks[0] == "," else "point"
    return Way(f"read them with a decimal {name}", "decimal", name)


_HEX = re.compile(r"[+-]?0x[0-9a-f]{1,13}", re.IGNORECASE | re.ASCII)


def _hexadecimal(cells: Sequence[str], _how: FormChoices) -> Reading | None:
    if not all(map(_HEX.fullmatch, cells)):
        return None
    values = np.array([float(int(cell, 16)) for cell in cells])
    done = f"hexadecimal numbers: {shown(cells[0])} is read as {values[0]:.12g}"
    return Reading(values, "hexadecimal", done)


_CLOCK = re.compile(
    r"(?P<sign>[+-]?)(?:(?P<days>\d+) days?,? )?(?P<first>\d{1,4}):(?P<second>[0-5]\d)"
    r"(?::(?P<third>[0-5]\d(?:[.,]\d+)?))?(?P<split>\.\d+)?\s*(?P<half>[ap]\.?m\.?)?",
    re.IGNORECASE | re.ASCII,
)
_WITH_POINTS = re.compile(r"\d\d\.[0-5]\d\.[0-5]\d", re.ASCII)
_LENGTH = re.compile(
    r"(?:(\d+)\s*d(?:ays?)?)?[ ,]*(?:(\d+)\s*h(?:(?:ou)?rs?)?)?[ ,]*"
    r"(?:(\d+)\s*m(?:in(?:ute)?s?)?)?[ ,]*(?:(\d+(?:\.\d+)?)\s*s(?:ec(?:ond)?s?)?)?",
    re.IGNORECASE | re.ASCII,
)


def _clock(cells: Sequence[str], _how: FormChoices) -> Reading | None:
    """Read 12:30 as 12.5, be it hours or minutes; three parts as hours."""
    if all(map(_WITH_POINTS.fullmatch, cells)) and date_values(cells) is None:
        written, cells = cells, [cell.replace(".", ":") for cell in cells]
    else:
        written = cells
    found = [_CLOCK.fullmatch(cell) for cell in cells]
    if not all(found):
        return None
    taken = [one for one in found if one is not None]
    long = any(one["third"] for one in taken)
    values = np.array([_clock_value(one, long=long) for one in taken])
    hours = long or any(one["half"] or one["days"] for one in taken)
    unit = " h" if hours else ", be it hours or minutes"
    done = f"times: {shown(written[0])} is read as {values[0]:.6g}{unit}"
    if long and not all(one["third"] for one in taken):
        short = next(k for k, one in enumerate(taken) if not one["third"])
        done += f", {shown(written[short])} as minutes and seconds: {values[short]:.6g}"
    return Reading(values, "durations", done)


def _clock_value(one: re.Match[str], *, long: bool) -> float:
    first, second = int(one["first"]), int(one["second"])
    third = float((one["third"] or "0").replace(",", "."))
    if long and not one["third"]:
        first, second, third = 0, first, float(f"{second}{one['split'] or ''}")
    elif one["split"] and not one["third"]:
        second = float(f"{second}{one['split']}")  # type: ignore[assignment]
    if one["half"]:
        first = first % 12 + (12 if one["half"][0] in "pP" else 0)
    value = 24.0 * int(one["days"] or 0) + first + second / 60.0 + third / 3600.0
    return -value if one["sign"] == "-" else value


def _lengths(cells: Sequence[str], _how: FormChoices) -> Reading | None:
    """Read "2h 30m", also where some cells have only one of the parts."""
    found = [_LENGTH.fullmatch(cell) for cell in cells]
    if not all(one is not None and any(one.groups()) for one in found):
        return None
    taken = [one.groups() for one in found if one is not None]
    if all(sum(map(bool, parts)) < 2 for parts in taken):
        return None
    hours = np.array([24.0, 1.0, 1.0 / 60.0, 1.0 / 3600.0])
    values = np.array([[float(part or 0) for part in parts] for parts in taken]) @ hours
    done = f"times: {shown(cells[0])} is read as {values[0]:.6g} h"
    return Reading(values, "durations", done)


_DEGREES = re.compile(
    r"(?P<sign>[+\-−–]?)\s*(?P<degrees>\d{1,3}(?:[.,]\d+)?)\s*[°º]\s*"
    r"(?:(?P<minutes>[0-5]?\d(?:[.,]\d+)?)\s*['′’]\s*)?"
    r"(?:(?P<seconds>[0-5]?\d(?:[.,]\d+)?)\s*(?:\"|″|”|'')\s*)?"
    r"(?P<side>[NSEWO]?)",
    re.IGNORECASE | re.ASCII,
)


def _degrees(cells: Sequence[str], _how: FormChoices) -> Reading | None:
    """Read 12°30'S as -12.5: what lies in the south or the west is below zero."""
    found = [_DEGREES.fullmatch(cell) for cell in cells]
    if not all(found):
        return None
    taken = [one for one in found if one is not None]
    if not any(one["side"] or one["minutes"] for one in taken):
        return None
    values = np.array([_degrees_of(one) for one in taken])
    signed = next((k for k in range(len(taken)) if values[k] < 0.0), 0)
    done = f"degrees: {shown(cells[signed])} is read as {values[signed]:.8g}"
    return Reading(values, "degrees", done)


def _degrees_of(one: re.Match[str]) -> float:
    parts = (one["degrees"], one["minutes"], one["seconds"])
    whole, minutes, seconds = (float((p or "0").replace(",", ".")) for p in parts)
    value = whole + minutes / 60.0 + seconds / 3600.0
    # A sign and a side are one too many; the sign is what was written on purpose.
    below = one["sign"] not in ("", "+") or one["side"].upper() in ("S", "W")
    return -value if below else value


_FEET = re.compile(
    r"(\d{1,3})\s*(?:'|′|’|ft\.?|feet)\s*(?:(\d{1,2}(?:\.\d+)?)\s*"
    r"(?:\"|″|”|''|in\.?|inch(?:es)?)?)?",
    re.IGNORECASE | re.ASCII,
)


def _feet(cells: Sequence[str], _how: FormChoices) -> Reading | None:
    """Read 5'9" as 5.75 feet."""
    found = [_FEET.fullmatch(cell) for cell in cells]
    if not all(found) or not any(one[2] for one in found if one is not None):
        return None
    parts = [one.groups("0") for one in found if one is not None]
    values = np.array([float(feet) + float(inches) / 12.0 for feet, inches in parts])
    done = f"feet and inches: {shown(cells[0])} is read as {values[0]:.6g} feet"
    return Reading(values, "units", done, unit="feet")


def _with_footnotes(cells: Sequence[str], how: FormChoices) -> Reading | None:
    """Read numbers some of which have marks of footnotes after them."""
    bare = without_footnotes(cells)
    said = "marks of footnotes are no part of numbers"
    return _rewritten(cells, bare, how, "footnotes", said)


def _with_powers(cells: Sequence[str], how: FormChoices) -> Reading | None:
    """Read 5.3×10^4."""
    bare = list(map(with_plain_power, cells))
    return _rewritten(cells, bare, how, "exponents", "powers of ten written out")


def _with_other_digits(cells: Sequence[str], how: FormChoices) -> Reading | None:
    """Read the digits of other scripts."""
    if all(map(str.isascii, cells)):
        return None
    bare = list(map(with_plain_digits, cells))
    return _rewritten(cells, bare, how, "digits", "digits of another script")


def _rewritten(
    cells: Sequence[str], bare: Sequence[str], how: FormChoices, kind: str, why: str
) -> Reading | None:
    """Read cells as they are written more plainly, if any is."""
    first = next((k for k, cell in enumerate(cells) if cell != bare[k]), None)
    if first is None:
        return None
    values = plain_numbers(bare) if how.is_open and how.likely != "," else None
    reading = _numbers(bare, how) if values is None else Reading(values)
    if reading is None:
        return None
    said = f"{why}: {shown(cells[first])} is read as {reading.values[first]:.12g}"
    return Reading(reading.values, kind, said, reading.ways, reading.unit)


def _dates(cells: Sequence[str], how: FormChoices) -> Reading | None:
    """Read dates as years, with the part of the year that has gone by."""
    if not how.choices.dates:
        return None
    found = date_values(cells)
    if found is None:
        return None
    done = f"dates: {shown(cells[0])} is read as the year {found.values[0]:.8g}"
    return Reading(found.values, "dates", f"{done}{found.doubt}")


def units_among(cells: Sequence[str]) -> list[str]:
    """Return the different units and currencies of cells that are all numbers.

    Empty if one is no number, or they have not more than one.
    """
    taken = numerals(cells)
    if not taken:
        return []
    units = sorted({one.before or one.after for one in taken} - {""})
    return units if len(units) > 1 else []


FORMS: tuple[Form, ...] = (
    _dates,
    _degrees,
    _numbers,
    _hexadecimal,
    _clock,
    _lengths,
    _feet,
    _with_powers,
    _with_other_digits,
    _with_footnotes,
)
"""The forms in the order in which they are tried; the first that reads all is used."""


def value_of(cell: str) -> float | None:
    """Return the number that a single cell stands for in one of the forms, or None."""
    how = FormChoices(AS_IT_SEEMS_BEST)
    for form in FORMS:
        found = form([cell], how)
        if found is not None:
            return float(found.values[0])
    return None


_ORDINAL = re.compile(r"\d+(st|nd|rd|th)")


def may_be_value(cell: str) -> bool:
    """Tell quickly whether a cell may be a number in one of the forms."""
    if not any(map(str.isdigit, cell)):
        return False
    patterns = (_HEX, _CLOCK, _LENGTH, _DEGREES, _FEET)
    cell = without_footnote(with_plain_power(with_plain_digits(cell)))
    return numeral(cell) is not None or any(p.fullmatch(cell) for p in patterns)


@lru_cache(maxsize=1 << 14)
def _single(cell: str) -> float | None:
    """Return the number of a cell in any form, or the year of a date."""
    if not any(map(str.isdigit, cell)) or cell[-1] == "," or _ORDINAL.fullmatch(cell):
        return None
    found = date_values([cell])
    return value_of(cell) if found is None else float(found.values[0])


def is_value(cell: str) -> bool:
    """Tell whether a cell is a number in one of the forms or a date: hardly a name."""
    return is_number(cell) or _single(cell) is not None


def is_value_among(cell: str, others: Iterable[str]) -> bool:
    """Tell whether a cell is a value as others are, with no unit that they lack.

    So "2nd" and "100m" are names above plain numbers.
    """
    if is_number(cell) or not is_value(cell):
        return is_number(cell)
    letters = set(filter(str.isalpha, cell.casefold()))
    return date_values([cell]) is not None or letters <= set("".join(others).casefold())


def plainly(cell: str) -> str:
    """Write a number in one of the forms or a date as programs write numbers."""
    value = None if is_number(cell) else _single(cell)
    return cell if value is None else repr(value)
