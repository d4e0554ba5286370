"""Dates in the ways people write them, as years with the part that has gone by."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import pairwise

import numpy as np

from nnviz.core.types import Floats

_LISTED = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = _LISTED.split()
_NAME = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|"
    r"aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?P<year>[12]\d{3})"
_SHORT = r"(?P<year>(?:[12]\d)?\d\d)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?"
_TIME = (
    r"(?:(?:T|,? +)(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)"
    r"(?:[.,]\d+)?)?(?: ?(?P<half>[ap])m)?(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?)?"
)


_DATES = (
    _YEAR + r"(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)" + _DAY,
    _YEAR + r"[-/](?P<month>0[1-9]|1[0-2])",
    r"(?P<month>0[1-9]|1[0-2])[-/]" + _YEAR,
    r"(?P<one>\d{1,2})(?P<mark>[-/.])(?P<two>\d{1,2})(?P=mark)" + _SHORT,
    _DAY + r"[-/. ] ?" + _NAME + r"[-/, ]+" + _SHORT,
    r"(?P<day>\d\d)" + _NAME + _YEAR,
    _NAME + r"[- ]" + _DAY + r",? " + _YEAR,
    _NAME + r"[-/, ]+" + _SHORT,
    _YEAR + r"[-/ ]" + _NAME + r"(?:[-/ ]" + _DAY + r")?",
)
"""Each with the year, and the month, its name, or two numbers one of which it is."""


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    """Return the forms of dates; made when they are first needed, as they take long."""
    texts = (_WEEKDAY + date + _TIME for date in _DATES)
    return tuple(re.compile(text, re.IGNORECASE | re.ASCII) for text in texts)


_PIVOT = 69
"""Two digits from here are of the last century."""


@dataclass(frozen=True, slots=True, eq=False)
class DateValues:
    """Dates as years, (N,), and what is in doubt about them, or ""."""

    values: Floats
    doubt: str = ""


def is_date(cell: str) -> bool:
    """Tell whether a cell is a date."""
    return date_values([cell]) is not None


def date_values(cells: Sequence[str]) -> DateValues | None:
    """Return what dates stand for, or None if they are not all of the same form."""
    if not cells:
        return None
    for form in _forms():
        if form.fullmatch(cells[0]) is None:
            continue
        found = [form.fullmatch(cell) for cell in cells]
        if not all(found):
            continue
        taken = [one.groupdict() for one in found if one is not None]
        values = _of_parts(taken)
        if values is not None:
            return values
    return None


def _of_parts(taken: Sequence[dict[str, str | None]]) -> DateValues | None:
    if "one" not in taken[0]:
        values = _years(taken)
        return None if values is None else DateValues(values)
    orders = [("one", "two"), ("two", "one")]
    fits = [
        values
        for day, month in orders
        if (values := _years([{**p, "day": p[day], "month": p[month]} for p in taken]))
        is not None
    ]
    if len(fits) < 2 or (fits[0] == fits[1]).all():
        return DateValues(fits[0]) if fits else None
    # Rows are often in the order of their dates; points are between days and months.
    if taken[0]["mark"] != "." and _rises(fits[1]) and not _rises(fits[0]):
        first, name = fits[1], "the month"
    else:
        first, name = fits[0], "the day"
    return DateValues(first, f", {name} first: it could be the other way round")


def _rises(values: Floats) -> bool:
    steps = [b >= a for a, b in pairwise(values.tolist())]
    return all(steps) or not any(steps)


def _years(taken: Sequence[dict[str, str | None]]) -> Floats | None:
    """Return years for the parts of dates, or None if a day does not exist."""
    try:
        return np.array([_year(parts) for parts in taken])
    except ValueError:
        return None


def _year(parts: dict[str, str | None]) -> float:
    year = int(parts["year"] or 0)
    if len(parts["year"] or "") == 2:
        year += 1900 if year >= _PIVOT else 2000
    name = parts.get("name")
    month = _MONTHS.index(name[:3].lower()) + 1 if name else int(parts["month"] or 1)
    hour = int(parts["hour"] or 0)
    if parts["half"]:
        hour = hour % 12 + (12 if parts["half"] in "pP" else 0)
    day, midnight = int(parts.get("day") or 1), hour == 24
    moment = datetime(
        year,
        month,
        day,
        0 if midnight else hour,
        int(parts["minute"] or 0),
        int(parts["second"] or 0),
    )
    start, end = datetime(year, 1, 1), datetime(year + 1, 1, 1)
    return year + ((moment - start) / (end - start)) + (midnight / 365.25)
