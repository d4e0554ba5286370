"""Decides which columns of a table are inputs and targets, and which are left out."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from nnviz.core.errors import InputError
from nnviz.data.readers.columns.column_rules import (
    LEFT_OUT,
    MOST_CATEGORIES,
    NOTED,
    NOTED_OF_TARGETS,
    fault_words,
)
from nnviz.data.readers.columns.likely_target import likely_target
from nnviz.data.readers.columns.row_numbers import FEWEST_ROWS, counts_up
from nnviz.data.readers.columns.target_columns import SAMPLES_PER_CLASS
from nnviz.data.readers.columns.telling_columns import (
    is_turned,
    same_as_before,
    tells_target,
)
from nnviz.data.readers.raw_table import RawTable, shown
from nnviz.data.remark import Remark, Way
from nnviz.data.table_choices import TableChoices

MOST_ALIKE = 5
"""As many columns have a remark of their own; of more something is said once."""

_FEW = 2
"""As many columns that were left out are named where no other is left."""

MOST_LISTED = 8
"""The most inputs that a remark lists."""


@dataclass(frozen=True, slots=True)
class Roles:
    """The places of inputs and targets, and what is to be said of all columns."""

    inputs: tuple[int, ...]
    targets: tuple[int, ...]
    remarks: tuple[Remark, ...] = ()


class NoInputsError(InputError):
    """Every column is left out that could be an input; the remarks say why."""

    def __init__(self, message: str, remarks: Sequence[Remark] = ()) -> None:
        super().__init__(message)
        self.remarks = tuple(remarks)


def choose_roles(table: RawTable, choices: TableChoices) -> Roles:
    """Return which columns are learned from, and which are learned.

    What is chosen is done; of the other columns those are left out to which one of the
    rules in `LEFT_OUT` applies, and the last that is left is the target.

    Raises
    ------
    InputError
        If a column that is chosen is unknown or has two roles, or no input is left.
    """
    excluded = {table.find(name) for name in choices.exclude or ()}
    chosen = _chosen_targets(table, choices)
    left_out = _left_out(table, excluded, choices)
    targets, remarks = (
        (chosen, ())
        if chosen
        else likely_target(table, {*excluded, *left_out}, choices)
    )
    if choices.inputs is None:
        left_out |= _giving_away(table, targets, {*excluded, *left_out})
        outside = {*excluded, *left_out, *targets}
        inputs = tuple(k for k in range(len(table.columns)) if k not in outside)
        said = tuple(
            _with_way_back(table, left_out[k], {*inputs, k})
            for k in sorted(left_out)
            if k not in targets
        )
    else:
        inputs = tuple(dict.fromkeys(table.find(name) for name in choices.inputs))
        said = ()
    _check_apart(table, inputs, targets, excluded)
    if not inputs:
        raise _no_inputs(table, said)
    noted = _noted(table, inputs, targets)
    return Roles(inputs, targets, (*_grouped(said), *remarks, *_grouped(noted)))


def _with_way_back(table: RawTable, remark: Remark, inputs: set[int]) -> Remark:
    """Offer to learn from a column that was left out as well, if that is possible."""
    if remark.kind == "mixed-units":
        return remark
    column = table.columns[table.find(str(remark.column))]
    usable = column.problem is None and len(column.words) <= MOST_CATEGORIES
    if not usable or not len(column.present) or len(inputs) > MOST_LISTED:
        return remark
    names = tuple(table.columns[k].name for k in sorted(inputs))
    way = Way("learn from it as well", "inputs", names)
    return msgspec.structs.replace(remark, ways=(*remark.ways, way))


def _grouped(remarks: Sequence[Remark]) -> tuple[Remark, ...]:
    """Say once what is to be said of many columns."""
    by_kind: dict[str, list[Remark]] = {}
    for remark in remarks:
        by_kind.setdefault(remark.kind, []).append(remark)
    grouped: list[Remark] = []
    for kind, alike in by_kind.items():
        if len(alike) <= MOST_ALIKE:
            grouped.extend(alike)
            continue
        names = ", ".join(shown(str(remark.column)) for remark in alike[:3])
        first = alike[0]
        done = f"{len(alike):,} columns, {names}, …; the first one {first.done}"
        grouped.append(Remark(kind=kind, done=done))
    return tuple(grouped)


def _chosen_targets(table: RawTable, choices: TableChoices) -> tuple[int, ...]:
    """Return the places of the targets that were chosen; () if none were."""
    target = choices.target
    if target is None:
        return ()
    # The whole text first: the name of a column may itself contain a comma.
    try:
        return (table.find(target.strip()),)
    except InputError:
        names = [name.strip() for name in target.split(",")]
        if len(names) == 1:
            raise
    return tuple(dict.fromkeys(table.find(name) for name in names))


def _left_out(
    table: RawTable, excluded: set[int], choices: TableChoices
) -> dict[int, Remark]:
    """Return the columns that are better left out, with the remark that says why."""
    found: dict[int, Remark] = {}
    for place in range(len(table.columns)):
        if place in excluded:
            continue
        remark = next(filter(None, (rule(table, place) for rule in LEFT_OUT)), None)
        if remark is not None:
            found[place] = remark
    return found


def _giving_away(
    table: RawTable, targets: Sequence[int], outside: set[int]
) -> dict[int, Remark]:
    """Return columns that count rows which are sorted by the target, with remarks."""
    if len(targets) != 1 or table.rows < FEWEST_ROWS or len(table.columns) < 3:
        return {}
    target = table.columns[targets[0]]
    changes = int((target.values[1:] != target.values[:-1]).sum())
    classes = len(np.unique(target.present))
    found = np.arange(0) if target.gaps is not None else np.arange(len(table.columns))
    if changes + 1 != classes or not 2 <= classes <= table.rows // SAMPLES_PER_CLASS:
        return {}
    return {
        int(k): Remark(
            kind="counter",
            column=table.names[k],
            done=f"counts the rows, which are sorted by {shown(target.name)}: it would "
            "give the answer away, and was left out",
        )
        for k in found
        if k not in outside and k != targets[0] and counts_up(table.columns[k])
    }


def _check_apart(
    table: RawTable,
    inputs: Sequence[int],
    targets: Sequence[int],
    excluded: set[int],
) -> None:
    for place in sorted({*inputs} & {*targets}):
        raise InputError(
            f"{table.path}: column {shown(table.names[place])} cannot be both an input "
            f"and a target"
        )
    for place in sorted({*inputs, *targets} & excluded):
        raise InputError(
            f"{table.path}: column {shown(table.names[place])} cannot be both used and "
            "excluded"
        )


def _no_inputs(table: RawTable, left_out: Sequence[Remark]) -> NoInputsError:
    """Return the error for a table without inputs, with the first reason there is."""
    problems = [column.problem for column in table.columns if column.problem]
    if problems:
        first_fault = min(problems, key=lambda problem: problem.line)
        return NoInputsError(fault_words(table, first_fault), left_out)
    if not left_out:
        return NoInputsError(f"{table.path}: no columns are left for the inputs")
    first = left_out[:_FEW]
    why = "; ".join(f"{remark.place} {remark.done}" for remark in first)
    ways = " or ".join(
        f"{way.option} to {way.words}" for remark in first for way in remark.ways
    )
    use = f"use {ways or '--inputs to learn from it all the same'}"
    return NoInputsError(
        f"{table.path}: no columns are left for the inputs: {why}: {use}",
        _grouped(left_out),
    )


def _noted(
    table: RawTable, inputs: Sequence[int], targets: Sequence[int]
) -> tuple[Remark, ...]:
    """Return what is to be said of columns that are used all the same."""
    found = [rule(table, k) for k in inputs for rule in NOTED]
    if len(inputs) > 1 and len(targets) == 1:
        found += [tells_target(table, k, targets[0]) for k in inputs]
    found += [*same_as_before(table, tuple(inputs)), *is_turned(table)]
    found += [rule(table, k) for k in targets for rule in NOTED_OF_TARGETS]
    return tuple(filter(None, found))
