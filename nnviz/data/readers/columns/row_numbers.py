"""Tells columns that only say which row is which: counters and ids."""

import re

import numpy as np

from nnviz.data.readers.raw_table import RawColumn, RawTable
from nnviz.data.remark import Remark, remark_on

FEWEST_ROWS = 8
"""The rows that it takes to say that a word would have to come again."""

_NEARLY_ALL = 0.9
"""An id has another number in at least this share of the rows."""

_OF_ROWS = re.compile(
    r"(unnamed:? ?\d*|(row|sample|serial|case|obs|record|entry|item|object|subject|"
    r"patient|person|customer|client|passenger|student|user|employee|order|product)?"
    r"[ _.]?(id|idx|index|number|no|nr|num|rownames?|row|code number)\.?|s\.? ?no\.?|"
    r"#|nr\.?|x\.?1|.*[ _.-](id|uuid|guid))",
    re.IGNORECASE,
)

_STEPS = ("x", "t", "time")
"""Names of inputs that may well go up by one."""

_OF_TIMES = re.compile(r"time|date|stamp|epoch|\bts\b|second", re.IGNORECASE)

_LONG = 1e8
"""Smaller whole numbers may well be counted or measured."""

_CAPITAL_ID = re.compile(r".*[a-z](ID|Id)")
"""Names such as CustomerId."""


def counts_rows(table: RawTable, place: int) -> Remark | None:
    """Leave out a column that counts the rows, without a name or with that of an id."""
    column = table.columns[place]
    if not _may_be_of_rows(table, place) or not (
        counts_up(column) or (_is_index(table, place) and _counts_on(column))
    ):
        return None
    return Remark(
        kind="counter",
        column=column.name,
        done="counts the rows, and was left out",
    )


def is_id(table: RawTable, place: int) -> Remark | None:
    """Leave out whole numbers of which each row has another, by the name of an id."""
    column = table.columns[place]
    named = _names_an_id(column.name) or _is_index(table, place)
    if not named or not _may_be_of_rows(table, place):
        return None
    different = different_whole(column)
    if different < _NEARLY_ALL * table.rows:
        return None
    every = "every row" if different == table.rows else "nearly every row"
    return Remark(
        kind="id",
        column=column.name,
        done=f"has another whole number in {every}, as an id has, and was left out",
    )


def _may_be_of_rows(table: RawTable, place: int) -> bool:
    """Tell whether a column of numbers may only say which row is which."""
    column = table.columns[place]
    nameless = place == 0 and column.name == "column 1"
    return (
        column.kind == "number"
        and table.rows >= FEWEST_ROWS
        and len(table.columns) >= 3
        and (nameless or _names_an_id(column.name))
    )


def _names_an_id(name: str) -> bool:
    return bool(_OF_ROWS.fullmatch(name) or _CAPITAL_ID.fullmatch(name))


def _is_index(table: RawTable, place: int) -> bool:
    """Tell whether a column is the nameless first one of a table with a header."""
    nameless = place == 0 and table.names[0] == "column 1"
    return nameless and bool(table.read_by.header)


def counts_up(column: RawColumn) -> bool:
    """Tell whether a column counts the rows from 0 or 1.

    What counts on from elsewhere may be a year, or a measurement.
    """
    return (
        column.kind == "number"
        and len(column.values) > 1
        and column.values[0] in (0, 1)
        and _counts_on(column)
    )


def _counts_on(column: RawColumn) -> bool:
    return bool((np.diff(column.values.astype(np.float64)) == 1).all())


def different_whole(column: RawColumn) -> int:
    """Return how many different whole numbers there are; 0 if there are others."""
    present = column.present.astype(np.float64)
    if not np.equal(np.mod(present, 1), 0).all():
        return 0
    return len(np.unique(present))


def counts_too(table: RawTable, place: int) -> Remark | None:
    """Say that an input counts the rows, as a time may, or a number of the row."""
    column = table.columns[place]
    if table.rows < FEWEST_ROWS or len(table.columns) < 3 or not counts_up(column):
        return None
    if column.name.strip().lower() in _STEPS:
        return None
    return remark_on(
        column.name, "counter", "counts the rows, and is an input all the same"
    )


def may_be_id(table: RawTable, place: int) -> Remark | None:
    """Say that the first column of a table without names looks like ids."""
    column = table.columns[place]
    if place or table.read_by.header or not _may_be_of_rows(table, place):
        return None
    different = different_whole(column)
    spread = float(np.ptp(column.present)) if different else 0.0
    # Numbers close together are rather a measurement.
    if different < _NEARLY_ALL * table.rows or spread < 10 * table.rows:
        return None
    return remark_on(
        column.name, "id", "has another whole number in nearly every row, as an id has"
    )


def has_long_numbers(table: RawTable, place: int) -> Remark | None:
    """Say that an input looks like the numbers of telephones, books or cards."""
    column = table.columns[place]
    if column.kind != "number" or table.rows < FEWEST_ROWS:
        return None
    if _OF_TIMES.search(column.name) or _names_an_id(column.name):
        return None
    different = different_whole(column)
    if different < _NEARLY_ALL * table.rows or float(column.present.min()) < _LONG:
        return None
    digits = np.floor(np.log10(np.asarray(column.present, np.float64)))
    if np.ptp(digits) > 0.0:
        return None
    return remark_on(
        column.name,
        "id",
        f"has another number of {int(digits[0]) + 1} digits in nearly every row, "
        "as an id has",
    )
