"""Proposes which column of a table is to be learned, if none was chosen."""

from collections.abc import Sequence

import numpy as np

from nnviz.data.readers.columns.target_columns import (
    MOST_CLASSES,
    MOST_WHOLE_CLASSES,
    are_binary_codes,
    are_coordinates,
    names_a_target,
)
from nnviz.data.readers.raw_table import RawColumn, RawTable, shown
from nnviz.data.remark import Remark, Way
from nnviz.data.table_choices import TableChoices

_FEW_TARGETS = 3
"""The most other targets that are offered."""

_FEWEST_ROWS = 8
"""Of fewer rows nothing can be said of how often a value comes."""


def likely_target(
    table: RawTable, outside: set[int], choices: TableChoices
) -> tuple[tuple[int, ...], tuple[Remark, ...]]:
    """Return the column whose name says so, or the last that is not left out.

    What else it could be is said. A last column with a faulty cell stays the target:
    what is learned is not changed for a mistake in one cell.
    """
    last, names = len(table.columns) - 1, table.names
    places = [k for k in range(len(names)) if k not in outside]
    varied = [k for k in places if _varies(table.columns[k])]
    # With one alone there would be nothing left to learn it from.
    places = varied if len(varied) > 1 else places
    inputs = {table.find(name) for name in choices.inputs or ()}
    if are_coordinates(names):
        inputs |= {k for k in places if names[k].strip().lower() == "y"}
    named = [k for k in places if k not in inputs and names_a_target(names[k])]
    if named:
        return _by_name(table, named)
    if table.columns[last].problem is not None or not places:
        return (last,), ()
    filled = [k for k in places if 2 * len(table.columns[k].present) >= table.rows]
    places = filled if len(filled) > 1 else places
    if places[-1] == last:
        return (last,), _in_doubt(table, last, places)
    target, after = places[-1], table.columns[last]
    why = "were left out" if last in outside else "never change"
    why = why if last not in varied else "are mostly empty"
    remark = Remark(
        kind="target-in-doubt",
        column=names[target],
        done=f"is the target, as the columns after it {why}",
        ways=_to_learn([after.name]) if _can_be_learned(after) else (),
    )
    return (target,), (remark,)


def _by_name(
    table: RawTable, named: Sequence[int]
) -> tuple[tuple[int, ...], tuple[Remark, ...]]:
    """Return the last column or the first of those that are named like a target."""
    last = len(table.columns) - 1
    target = last if last in named else named[0]
    others = [table.names[k] for k in named if k != target]
    if target != last and table.names[last] not in others:
        others.append(table.names[last])
    others = [n for n in others if _can_be_learned(table.columns[table.find(n)])]
    if not others:
        return (target,), ()
    remark = Remark(
        kind="target-by-name",
        column=table.names[target],
        done="is the target, by its name",
        ways=_to_learn(others),
    )
    return (target,), (remark,)


def _in_doubt(table: RawTable, last: int, places: Sequence[int]) -> tuple[Remark, ...]:
    """Say that the last column is the target where others look more like classes."""
    if table.rows < _FEWEST_ROWS or _are_classes(table.columns[last]):
        return ()
    others = [
        table.names[k] for k in places if k != last and _are_classes(table.columns[k])
    ]
    if not others:
        return ()
    remark = Remark(
        kind="target-in-doubt",
        column=table.names[last],
        done="is the target, as it is the last column",
        ways=_to_learn(others),
    )
    return (remark,)


def _to_learn(names: Sequence[str]) -> tuple[Way, ...]:
    return tuple(
        Way(f"learn {shown(name)}", "target", name) for name in names[:_FEW_TARGETS]
    )


def _varies(column: RawColumn) -> bool:
    present = column.present
    return bool(len(present) and (present != present[0]).any())


def _can_be_learned(column: RawColumn) -> bool:
    return _varies(column) and len(column.words) <= MOST_CLASSES


def _are_classes(column: RawColumn) -> bool:
    """Tell whether a column has words, or 0 and 1, which may be classes."""
    if column.kind == "category":
        return 2 <= len(column.words) <= MOST_WHOLE_CLASSES
    return are_binary_codes(np.unique(column.present))
