"""Columns that give the target away or come twice; cells that list several words."""

import re

import msgspec
import numpy as np

from nnviz.data.readers.columns.row_numbers import FEWEST_ROWS
from nnviz.data.readers.raw_table import RawColumn, RawTable, shown
from nnviz.data.readers.values.number_forms import units_among
from nnviz.data.remark import Remark, leave_out, remark_on

_FEWEST_TOLD = 20
"""Fewer rows may have the same order in two columns by chance."""

_EXACT = 1e-7
"""The share of a target's variance that rounding leaves unexplained."""

_MOST_COMPARED, _MOST_CLASSES = 200, 12
_BETWEEN = r"\s*[|;,/]\s*"
_YES_LISTED = "1 yes y true t on ja oui si sí wahr pos positive"
_NO_LISTED = "0 no n false f off nein non falsch neg negative"
_TRUTHS = frozenset((*_YES_LISTED.split(), *_NO_LISTED.split()))
_FIRST_DAY, _LAST_DAY = 18000101, 21001231


def tells_target(table: RawTable, place: int, target: int) -> Remark | None:
    """Say that an input gives the target away: another name, code or unit for it."""
    one, other = table.columns[place], table.columns[target]
    if table.rows < _FEWEST_TOLD or one.gaps is not None or other.gaps is not None:
        return None
    if one.problem is not None or other.problem is not None:
        return None
    if one.kind == other.kind == "number" and _are_proportional(one, other):
        how = "goes up and down exactly as"
    elif _are_one_to_one(one, other):
        how = "has one value for each of those of"
    else:
        return None
    return remark_on(
        one.name,
        "tells-target",
        f"{how} the target {shown(other.name)}: it gives the answer away",
    )


def _are_proportional(one: RawColumn, other: RawColumn) -> bool:
    x, y = (column.values.astype(np.float64) for column in (one, other))
    if len(np.unique(y)) <= _MOST_CLASSES:
        return False
    # Scaled first, as squares of large numbers overflow.
    x, y = ((v - v.mean()) / (np.abs(v - v.mean()).max() or 1.0) for v in (x, y))
    both, squares = float(x @ y), float(x @ x) * float(y @ y)
    return squares > 0.0 and 1.0 - both * both / squares < _EXACT


def _are_one_to_one(one: RawColumn, other: RawColumn) -> bool:
    """Tell whether columns of few values have the same classes by other names."""
    classes, places = np.unique(other.values, return_inverse=True)
    # Measurements that happen to be as few are no codes.
    if one.kind == "number" and np.mod(one.values, 1).any():
        return False
    codes, found = np.unique(one.values, return_inverse=True)
    if not 2 <= len(classes) == len(codes) <= len(one.values) // 5:
        return False
    pairs = found.reshape(-1) * len(classes) + places.reshape(-1)
    return len(np.unique(pairs)) == len(classes)


def same_as_before(table: RawTable, places: tuple[int, ...]) -> list[Remark]:
    """Say which inputs have the same cells as one before them."""
    if table.rows < FEWEST_ROWS or len(places) > _MOST_COMPARED:
        return []
    first: dict[object, str] = {}
    found = []
    for place in places:
        column = table.columns[place]
        if column.problem is not None or not len(column.present):
            continue
        if (column.present == column.present[0]).all():
            continue
        gaps = b"" if column.gaps is None else column.gaps.tobytes()
        cells = column.values
        key = cells.tobytes() if column.kind == "number" else tuple(cells.tolist())
        before = first.setdefault((column.kind, gaps, key), column.name)
        if before != column.name:
            done = f"has in every row what column {shown(before)} has"
            way = leave_out(column.name)
            found.append(
                Remark(kind="same-twice", column=column.name, done=done, ways=(way,))
            )
    return found


def has_several_words(table: RawTable, place: int) -> Remark | None:
    """Say that cells list words, where each list becomes a word of its own."""
    column = table.columns[place]
    words = sorted(column.words)
    if len(words) < 4 or sum(bool(re.search(_BETWEEN, w)) for w in words) < 2:
        return None
    parts = [set(re.split(_BETWEEN, word)) for word in words]
    different = set().union(*parts)
    listed = sum(len(part) > 1 for part in parts)
    if len(different) >= len(words) or 2 * listed < len(words) or "" in different:
        return None
    return Remark(
        kind="several-words",
        column=column.name,
        done=f"cells list several of {len(different)} words, as {shown(words[-1])}, "
        f"but each of the {len(words)} lists is taken for a word of its own: write a "
        "column of 0 and 1 for each word to learn them as labels",
    )


def has_mixed_truths(table: RawTable, place: int) -> Remark | None:
    """Say that yes and no are written in several ways."""
    column = table.columns[place]
    words = sorted(column.words)
    folded = {word.casefold() for word in words}
    if len(folded) < 3 or not folded <= _TRUTHS:
        return None
    return remark_on(
        column.name,
        "spelling",
        f"yes and no are written in {len(words)} ways, "
        f"{', '.join(map(shown, words[:6]))}, each a word of its own: write them alike",
    )


def has_days_as_numbers(table: RawTable, place: int) -> Remark | None:
    """Say that whole numbers are days, as 20190131 before 20190201."""
    column = table.columns[place]
    if column.kind != "number" or len(column.present) < FEWEST_ROWS:
        return None
    values = np.asarray(column.present, np.float64)
    if values.min() < _FIRST_DAY or values.max() > _LAST_DAY or np.ptp(values) == 0.0:
        return None
    month, day = values // 100 % 100, values % 100
    if not ((month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)).all():
        return None
    if not np.equal(values % 1, 0).all():
        return None
    return remark_on(
        column.name,
        "dates",
        f"has days written as whole numbers, as {values[0]:.0f}, which jump from "
        "month to month",
    )


def is_turned(table: RawTable) -> list[Remark]:
    """Doubt a table of few long rows, each with a name of its own."""
    few = table.rows >= 2 and 3 * table.rows < len(table.columns)
    first = table.columns[0]
    if not few or len(first.words) < table.rows or table.rows >= _FEWEST_TOLD:
        return []
    others = [column for column in table.columns[1:] if column.kind == "number"]
    if 2 * len(others) < len(table.columns):
        return []
    done = (
        f"{table.rows} rows with a name each and {len(table.columns):,} columns: if "
        "the samples are its columns, exchange rows and columns"
    )
    return [Remark(kind="turned", done=done)]


def with_units(table: RawTable, remark: Remark) -> Remark:
    """Say of words that are left out that they are numbers with different units."""
    column = table.columns[table.find(str(remark.column))]
    units = units_among(sorted(column.words))
    if not units:
        return remark
    listed = ", ".join(map(shown, units[:4]))
    done = f"has numbers in different units, {listed}: it was left out; bring them to "
    return msgspec.structs.replace(remark, kind="mixed-units", done=f"{done}one unit")
