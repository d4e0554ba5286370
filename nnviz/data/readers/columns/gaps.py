"""Missing values: which rows or columns are left out for them, or what fills them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.data.fill import Fill
from nnviz.data.fills import usual_value
from nnviz.data.readers.raw_table import RawColumn, RawTable, shown
from nnviz.data.remark import Remark, Way
from nnviz.data.table_choices import GAPS, TableChoices

MOST_ROWS = 0.3
"""The share of the rows that may be left out before a column is left out instead."""

MOST_ALIKE = 5
"""As many columns have a remark of their own on rows left out."""

_ROWS = "drop-rows"

_NO_WAYS: tuple[Way, ...] = ()
"""A row without a target cannot be learned, whatever is chosen."""

_WAYS = {
    "drop-rows": "leave their rows out",
    "median": "fill them in with the column's median",
    "most-common": "fill them in with the commonest value",
    "drop-columns": "leave the column out",
}


@dataclass(frozen=True, slots=True, eq=False)
class Closed:
    """A table without gaps in the columns that are used.

    Attributes
    ----------
    table
        The table; other columns may have gaps still.
    inputs
        The places of the inputs that are left.
    remarks
        What was done.
    fills
        What missing values were filled in with.
    """

    table: RawTable
    inputs: list[int]
    remarks: tuple[Remark, ...] = ()
    fills: tuple[Fill, ...] = ()


def close_gaps(
    table: RawTable,
    inputs: Sequence[int],
    targets: Sequence[int],
    choices: TableChoices,
) -> Closed:
    """Do about missing values what was chosen, or what loses least.

    Rows without a target are always left out. Otherwise, unless chosen, rows are left
    out; but first the inputs with the most gaps while that would be more than
    `MOST_ROWS` of them.
    """
    inputs = list(inputs)
    gapped = [k for k in inputs if table.columns[k].gaps is not None]
    if not gapped and all(table.columns[k].gaps is None for k in targets):
        return Closed(table, inputs)
    dropped: list[int] = []
    if choices.gaps == "drop-columns":
        dropped = gapped
    elif choices.gaps is None and choices.inputs is None:
        dropped = _worst(table, inputs, targets)
    idle = _missing_in(table, [*inputs, *targets]).sum() > table.rows - 2
    remarks = _on_columns([table.columns[k] for k in dropped], idle=bool(idle))
    inputs = [k for k in inputs if k not in dropped]
    left = [k for k in inputs if table.columns[k].gaps is not None]
    fills: list[Fill] = []
    if choices.gaps in ("median", "most-common"):
        remarks += [_remark(table.columns[k], choices.gaps) for k in left]
        gaps = {k: table.columns[k].gaps for k in left}
        table = _filled(table, left, choices.gaps)
        missing = _missing_in(table, targets)
        fills = [_fill(table.columns[k], gaps[k], missing, choices.gaps) for k in left]
    kept, on_rows = _without_rows(table, left, targets)
    return Closed(kept, inputs, (*remarks, *on_rows), tuple(fills))


def _missing_in(table: RawTable, places: Sequence[int]) -> NDArray[np.bool_]:
    """Return the rows, (N,), in which one of the columns has a gap."""
    missing = np.zeros(table.rows, dtype=bool)
    for place in places:
        gaps = table.columns[place].gaps
        if gaps is not None:
            missing |= gaps
    return missing


def _worst(table: RawTable, inputs: Sequence[int], targets: Sequence[int]) -> list[int]:
    """Return the inputs without which few enough rows have gaps."""
    targeted = ~_missing_in(table, targets)
    left, dropped = list(inputs), []
    while len(left) > 1:
        missing = _missing_in(table, left) & targeted
        few = missing.sum() <= MOST_ROWS * targeted.sum()
        if few and targeted.sum() - missing.sum() >= min(2, table.rows):
            break
        worst = max(left, key=lambda k: _count(table.columns[k]))
        if not _count(table.columns[worst]):
            break
        left.remove(worst)
        dropped.append(worst)
    return dropped


def _count(column: RawColumn) -> int:
    return 0 if column.gaps is None else int(column.gaps.sum())


def _others(done: str) -> tuple[Way, ...]:
    return tuple(Way(_WAYS[gaps], "gaps", gaps) for gaps in GAPS if gaps != done)


_DONE = {
    "drop-columns": "the column was left out",
    "median": "were filled in with its median",
    "most-common": "were filled in with its commonest value",
}


def _on_columns(dropped: Sequence[RawColumn], *, idle: bool) -> list[Remark]:
    """Say which columns were left out; once if they are many.

    To leave out rows instead is idle if that would be all of them.
    """
    found = [_remark(column, "drop-columns") for column in dropped]
    if idle:
        ways = tuple(w for w in _others("drop-columns") if w.value != "drop-rows")
        found = [msgspec.structs.replace(remark, ways=ways) for remark in found]
    if len(found) <= MOST_ALIKE:
        return found
    names = ", ".join(shown(column.name) for column in dropped[:3])
    done = f"{len(found)} columns, {names}, …, were left out: in the first one"
    said = found[0].done.partition(":")[0]
    return [Remark(kind="gaps", done=f"{done} {said}", ways=found[0].ways)]


def _remark(column: RawColumn, done: str) -> Remark:
    count, rows = _count(column), len(column.values)
    if done == "median" and column.kind == "category":
        done = "most-common"
    said = f"{count:,} of {rows:,} values are missing"
    joined = (
        f"{said}: {_DONE[done]}"
        if done == "drop-columns"
        else f"{said} and {_DONE[done]}"
    )
    return Remark(kind="gaps", column=column.name, done=joined, ways=_others(done))


def _filled(table: RawTable, places: Sequence[int], gaps: str) -> RawTable:
    """Fill the gaps of some columns; words have no median, but a commonest one."""
    columns = list(table.columns)
    for place in places:
        column = columns[place]
        assert column.gaps is not None
        values = column.values.copy()
        known = ~column.gaps
        # Rows of a test file are filled in by those of the data.
        if known[: table.rows - table.test_rows].any():
            known[table.rows - table.test_rows :] = False
        values[column.gaps] = usual_value(column.values[known], gaps)
        columns[place] = replace(column, values=values, gaps=None)
    return replace(table, columns=tuple(columns))


def _fill(
    column: RawColumn,
    gaps: NDArray[np.bool_] | None,
    missing: NDArray[np.bool_],
    rule: str,
) -> Fill:
    """Return what a column is filled in with, where rows are left out as well."""
    assert gaps is not None
    rows = np.flatnonzero(gaps[~missing])
    return Fill(
        column=column.name,
        rule=rule,
        value=column.values[int(gaps.argmax())],
        rows=tuple(rows.tolist()),
    )


def _without_rows(
    table: RawTable, inputs: Sequence[int], targets: Sequence[int]
) -> tuple[RawTable, tuple[Remark, ...]]:
    """Leave out the rows in which one of the columns has a gap."""
    places = [*inputs, *targets]
    missing = _missing_in(table, places)
    if not missing.any():
        return table, ()
    gapped = [k for k in places if table.columns[k].gaps is not None]
    count = int(missing.sum())
    if len(gapped) <= MOST_ALIKE:
        said = tuple(
            _on_rows(table, k, count, _NO_WAYS if k in targets else _others(_ROWS))
            for k in gapped
        )
        return table.of_rows(~missing), said
    named = ", ".join(shown(table.names[k]) for k in gapped[:3])
    remark = Remark(
        kind="gaps",
        done=f"{count:,} of {table.rows:,} rows have a gap in one of {named}, … and "
        f"were left out, the first in line {table.lines[int(missing.argmax())]}",
        ways=_others(_ROWS),
    )
    return table.of_rows(~missing), (remark,)


def _on_rows(table: RawTable, place: int, count: int, ways: tuple[Way, ...]) -> Remark:
    """Say that rows were left out for a column, ``count`` of them for all columns."""
    column = table.columns[place]
    assert column.gaps is not None
    own, first = _count(column), table.lines[int(column.gaps.argmax())]
    rows = f"{own:,} of {table.rows:,} rows have no value and were left out"
    in_all = f", {count:,} in all" if count > own else ""
    return Remark(
        kind="gaps",
        column=column.name,
        done=f"{rows}, the first in line {first}{in_all}",
        ways=ways,
    )
