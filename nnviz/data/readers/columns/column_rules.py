"""What is said of a column by itself: the rules by which one is left out, or noted."""

import re
from collections.abc import Callable

import msgspec
import numpy as np

from nnviz.data.readers.columns.row_numbers import (
    FEWEST_ROWS,
    counts_rows,
    counts_too,
    different_whole,
    has_long_numbers,
    is_id,
    may_be_id,
)
from nnviz.data.readers.columns.telling_columns import (
    has_days_as_numbers,
    has_mixed_truths,
    has_several_words,
    with_units,
)
from nnviz.data.readers.layout.column_names import ROW_NAME
from nnviz.data.readers.raw_table import Problem, RawColumn, RawTable, shown
from nnviz.data.readers.values.cells import without_case
from nnviz.data.readers.values.dates import date_values
from nnviz.data.readers.values.missing import looks_like_mark
from nnviz.data.remark import Remark, Way, remark_on

MOST_CATEGORIES = 200
"""The most distinct words of an input column that becomes one-hot columns."""

_REPEATS = 2
"""How often a word has to come on average."""

_MOST_FAULTS = 12
"""As many different words among numbers may stand for missing values."""

_OF_CODES = re.compile(
    r"(.*[ _.-])?(zip|zip[ _-]?code|post(al)?[ _-]?code|pin[ _-]?code|plz|postleitzahl|"
    r"code[ _-]postal|area[ _-]?code|fips|(tele)?phone|fax|isbn|ean|upc|sku)"
    r"([ _.-]?(code|no|nr|number))?\.?",
    re.IGNORECASE,
)
"""Names of columns whose numbers are names."""

_FEWEST_CODES = 3
"""Two words are two words, whatever they begin with."""

_BEGINS_WITH_DIGIT = re.compile(r"[-+−–<>~≈±≤≥(\[#$€£¥₹]*\s*\d")

_MOST_ANSWERS = 12
"""As few different numbers may as well be words, such as answers from 1 to 5."""

_MANY_CATEGORIES = 50
"""More words than these make so many inputs that it is worth a word."""

Rule = Callable[[RawTable, int], Remark | None]
"""Returns a remark on the column at a place if the rule applies to it, or None."""


def _has_faulty_cell(table: RawTable, place: int) -> Remark | None:
    column = table.columns[place]
    if column.problem is None:
        return None
    _, _, fault = column.problem.message.partition(f"column {shown(column.name)}: ")
    return Remark(
        kind="left-out",
        column=column.name,
        line=column.problem.line,
        done=f"{fault}; the column was left out",
        ways=without_faults(table, column.problem),
    )


def _has_faulty_target(table: RawTable, place: int) -> Remark | None:
    """Say what is wrong with a column that is learned."""
    remark = _has_faulty_cell(table, place)
    if remark is None:
        return None
    done = remark.done.replace("was left out", "is the target")
    return msgspec.structs.replace(remark, kind="faulty-cell", done=done)


def fault_words(table: RawTable, problem: Problem) -> str:
    """Return what is wrong with a column, and what can be chosen."""
    lines = [column.problem.line for column in table.columns if column.problem]
    if lines.count(problem.line) >= max(_FEWEST_CODES, len(table.columns) // 2):
        return (
            f"{table.path}, line {problem.line}: has words where other rows have "
            "numbers: if the samples of the table are its columns, exchange rows and "
            "columns, else remove the line"
        )
    ways = " or ".join(
        f"{way.option} to {way.words}" for way in without_faults(table, problem)
    )
    ways = ways or "--target to learn another column, or leave it out with --exclude"
    return f"{problem.message}: use {ways}"


def without_faults(table: RawTable, problem: Problem) -> tuple[Way, ...]:
    """Return the ways to take words among numbers for missing, or all for words."""
    cells = problem.cells
    if not 0 < len(cells) <= _MOST_FAULTS:
        return ()
    ways = []
    if not any("," in cell for cell in cells):
        them = "it" if len(cells) == 1 else "them"
        ways.append(Way(f"take {them} for none", "missing", (*table.marks, *cells)))
    faulty = next(c for c in table.columns if c.problem is problem)
    if len(np.unique(faulty.values)) <= _MOST_ANSWERS and faulty.kind == "number":
        words = (*(table.read_by.words or ()), faulty.name)
        ways.append(Way("read the column as words", "words", words))
    return tuple(ways)


def _is_empty(table: RawTable, place: int) -> Remark | None:
    column = table.columns[place]
    if column.gaps is None or not column.gaps.all():
        return None
    return Remark(
        kind="empty-column",
        column=column.name,
        done="has no value in any row, and was left out",
    )


def _names_rows(table: RawTable, place: int) -> Remark | None:
    """Leave out the names that R gives to rows."""
    column = table.columns[place]
    if column.name != ROW_NAME or len(table.columns) < 3:
        return None
    return Remark(
        kind="row-names",
        column=column.name,
        done="every row has one cell more than the header: the first ones name the "
        "rows, and were left out",
    )


def _does_not_recur(table: RawTable, place: int) -> Remark | None:
    """Leave out words most of which come only once: nothing is learned from them."""
    column = table.columns[place]
    different, rows = len(column.words), len(column.present)
    if different > MOST_CATEGORIES:
        why = f"but at most {MOST_CATEGORIES} can become inputs"
    elif rows >= FEWEST_ROWS and different * _REPEATS > rows:
        why = "too many to come again"
    else:
        return None
    remark = Remark(
        kind="words-do-not-recur",
        column=column.name,
        done=f"has {different:,} different words in {rows:,} rows, {why}: it was left "
        "out",
        ways=_as_dates(table, column),
    )
    return with_units(table, remark)


def _as_dates(table: RawTable, column: RawColumn) -> tuple[Way, ...]:
    """Return the way to make numbers of words that are dates, unless it was chosen."""
    if table.read_by.dates is not None or date_values(sorted(column.words)) is None:
        return ()
    return (Way("make numbers of its dates", "dates", True),)


def _are_dates(table: RawTable, place: int) -> Remark | None:
    """Say that dates are words: who wants to learn what comes later needs numbers."""
    column = table.columns[place]
    ways = _as_dates(table, column)
    if not ways or len(column.words) < 2:
        return None
    done = f"has dates, which are {len(column.words):,} words"
    return Remark(kind="dates", column=column.name, done=done, ways=ways)


def _may_mark_gaps(table: RawTable, place: int) -> Remark | None:
    """Doubt numbers such as -999, with which some programs mark what is missing."""
    column = table.columns[place]
    if column.kind != "number" or len(column.present) < FEWEST_ROWS:
        return None
    mark = looks_like_mark(np.asarray(column.present, np.float64))
    if mark is None:
        return None
    count, text = int((column.present == mark).sum()), f"{mark:.12g}"
    return Remark(
        kind="missing-in-doubt",
        column=column.name,
        done=f"{text} in {count:,} rows is far from all others, and taken for a number",
        ways=(Way("take it for none", "missing", (*table.marks, text)),),
    )


def _may_not_recur(table: RawTable, place: int) -> Remark | None:
    column = table.columns[place]
    different, rows = len(column.words), len(column.present)
    if rows >= FEWEST_ROWS or different < max(3, rows):
        return None
    return remark_on(column.name, "words-do-not-recur", "has another word in each row")


def _names_codes(table: RawTable, place: int) -> Remark | None:
    """Doubt numbers of a column that has codes by its name, such as postcodes."""
    column = table.columns[place]
    known = any(r.kind == "codes" and r.column == column.name for r in table.remarks)
    if column.kind != "number" or known or not _OF_CODES.fullmatch(column.name):
        return None
    if different_whole(column) < _FEWEST_CODES or has_long_numbers(table, place):
        return None
    words = (*(table.read_by.words or ()), column.name)
    return remark_on(
        column.name,
        "codes",
        "has codes by its name, but is read as numbers, whose size counts",
        Way("read them as words", "words", words),
    )


def _has_unread_numbers(table: RawTable, place: int) -> Remark | None:
    """Say that words begin with digits: perhaps they were meant for numbers."""
    column = table.columns[place]
    words = sorted(column.words)
    chosen = {name.casefold() for name in table.read_by.words or ()}
    if len(words) < _FEWEST_CODES or {column.name.casefold(), str(place + 1)} & chosen:
        return None
    if not all(map(_BEGINS_WITH_DIGIT.match, words)) or _as_dates(table, column):
        return None
    return remark_on(
        column.name,
        "numbers-in-words",
        f"{shown(words[0])} and {len(words) - 1} others are no numbers that could "
        "be read, and are taken for words",
    )


def _differs_in_capitals(table: RawTable, place: int) -> Remark | None:
    """Say that words differ in nothing but capitals or spaces."""
    column = table.columns[place]
    alike: dict[str, list[str]] = {}
    for word in sorted(column.words):
        alike.setdefault(without_case(word), []).append(word)
    found = [words for words in alike.values() if len(words) > 1]
    if not found or table.read_by.ignore_case is not None:
        return None
    listed = " and ".join(map(shown, found[0][:3]))
    return Remark(
        kind="spelling",
        column=column.name,
        done=f"{listed} differ in capitals or spaces alone, and are different words",
        ways=(Way("take them for the same", "ignore_case", True),),
    )


def _has_many_words(table: RawTable, place: int) -> Remark | None:
    column = table.columns[place]
    different = len(column.words)
    if not _MANY_CATEGORIES < different <= MOST_CATEGORIES:
        return None
    return remark_on(
        column.name,
        "many-words",
        f"has {different} different words, and becomes as many inputs",
    )


def _is_constant(table: RawTable, place: int) -> Remark | None:
    column = table.columns[place]
    present = column.present
    if len(present) < 2 or not (present == present[0]).all():
        return None
    value = present[0]
    said = f"{value:g}" if column.kind == "number" else shown(value)
    return remark_on(
        column.name,
        "constant",
        f"is {said} in every row: nothing can be learned from it",
    )


LEFT_OUT: tuple[Rule, ...] = (
    _has_faulty_cell,
    _is_empty,
    _names_rows,
    counts_rows,
    is_id,
    _does_not_recur,
)
"""Why a column is left out, unless it is chosen; the first that applies is said."""

NOTED: tuple[Rule, ...] = (
    _is_constant,
    _may_not_recur,
    counts_too,
    may_be_id,
    _has_many_words,
    _are_dates,
    _may_mark_gaps,
    _names_codes,
    has_long_numbers,
    has_days_as_numbers,
    _has_unread_numbers,
    _differs_in_capitals,
    has_mixed_truths,
    has_several_words,
)
"""What is said of an input that is used."""

NOTED_OF_TARGETS: tuple[Rule, ...] = (
    _has_faulty_target,
    _has_unread_numbers,
    _differs_in_capitals,
    has_mixed_truths,
    has_several_words,
    _may_mark_gaps,
)
"""What is said of a target."""
