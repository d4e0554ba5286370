"""One look at a table before it is trained on: what is made of it, and why.

The command line and the window both begin with it, and so with the same choices.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError
from nnviz.core.types import Floats
from nnviz.data.dataset import Dataset, task_named
from nnviz.data.fill import Fill
from nnviz.data.readers.columns.column_rules import MOST_CATEGORIES, fault_words
from nnviz.data.readers.columns.gaps import close_gaps
from nnviz.data.readers.columns.remarks import UNITS_APART, with_remarks
from nnviz.data.readers.columns.roles import choose_roles
from nnviz.data.readers.columns.target_columns import make_targets
from nnviz.data.readers.layout.pixels import (
    check_has_label,
    label_place,
    pixels_dataset,
)
from nnviz.data.readers.raw_table import RawColumn, RawTable, located, shown
from nnviz.data.remark import Remark
from nnviz.data.table_choices import AS_IT_SEEMS_BEST, TableChoices


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What a table comes to with some choices.

    Attributes
    ----------
    table
        The table as it was read, with all its columns and rows.
    asked
        The choices that were made.
    taken
        The same with what was found out for those that were left open.
    inputs, targets
        The names of the columns that are used.
    remarks
        All that was done, and what else could be.
    made
        The samples, with the remarks; or why there are none.
    """

    table: RawTable
    asked: TableChoices
    taken: TableChoices
    inputs: tuple[str, ...]
    targets: tuple[str, ...]
    remarks: tuple[Remark, ...]
    made: Dataset | InputError

    def dataset(self) -> Dataset:
        """Return the samples.

        Raises
        ------
        InputError
            If the choices do not make any.
        """
        if isinstance(self.made, InputError):
            raise self.made
        return self.made


def look(table: RawTable, choices: TableChoices = AS_IT_SEEMS_BEST) -> Look:
    """Return what a table comes to.

    Columns of words among the inputs become one-hot columns, named "sex=female".
    A table of a label and the pixels of square images becomes images, unless columns
    are chosen. `make_targets` says how targets become classes, labels or
    values.

    Raises
    ------
    InputError
        If a column that is chosen is unknown or has two roles, or no input is left.
    """
    choices = choices.chosen()
    if _wants_images(table, choices):
        return _look_at_images(table, choices)
    for name in choices.words or ():
        table.find(name)
    roles = choose_roles(table, choices)
    inputs = roles.inputs
    remarks = (*table.remarks, *roles.remarks)
    made: Dataset | InputError
    try:
        _check_sound(table, sorted({*inputs, *roles.targets}))
        closed = close_gaps(table, inputs, roles.targets, choices)
        dropped = {table.names[k] for k in inputs if k not in closed.inputs}
        remarks = tuple(_without_inputs(remark, dropped) for remark in remarks)
        inputs = tuple(closed.inputs)
        made = _made(closed.table, inputs, roles.targets, choices)
        made = replace(made, fills=_with_inputs(closed.fills, made, table))
        remarks = (*remarks, *closed.remarks, *_on_others(made.remarks, remarks))
        made = replace(made, remarks=remarks)
    except InputError as error:
        made = error
    names = table.names
    taken = msgspec.structs.replace(
        table.read_by,
        exclude=choices.exclude,
        gaps=choices.gaps,
        inputs=tuple(names[k] for k in inputs),
        target=",".join(names[k] for k in roles.targets),
        task=choices.task if isinstance(made, InputError) else made.task,
        test_file=choices.test_file,
    )
    targets = tuple(names[k] for k in roles.targets)
    return Look(table, choices, taken, taken.inputs or (), targets, remarks, made)


def _on_others(new: Sequence[Remark], old: Sequence[Remark]) -> list[Remark]:
    """Return remarks but that on units if numbers have been doubted that are names."""
    doubted = {"codes", "id"} & {remark.kind for remark in old}
    return [one for one in new if not (doubted and one.kind == UNITS_APART)]


def _without_inputs(remark: Remark, dropped: set[str]) -> Remark:
    """Return a remark whose ways do not take inputs that have too many gaps."""
    if not dropped:
        return remark
    ways = tuple(
        msgspec.structs.replace(
            way, value=tuple(name for name in way.value if name not in dropped)
        )
        if way.setting == "inputs" and isinstance(way.value, tuple)
        else way
        for way in remark.ways
    )
    return msgspec.structs.replace(remark, ways=ways)


def to_dataset(table: RawTable, choices: TableChoices = AS_IT_SEEMS_BEST) -> Dataset:
    """Return the samples of a table, with the remarks on them.

    Raises
    ------
    InputError
        If a column is unknown, has a faulty cell, or cannot be used as requested.
    """
    return look(table, choices).dataset()


def _wants_images(table: RawTable, choices: TableChoices) -> bool:
    """Tell whether the table holds images and no other columns are chosen."""
    if choices.inputs is not None:
        return False
    place = label_place(table.names)
    if place is None:
        if choices.target is None:
            check_has_label(table)
        return False
    by_label = choices.target is None or table.find(choices.target) == place
    return choices.task != "regression" and by_label


def _look_at_images(table: RawTable, choices: TableChoices) -> Look:
    """Return the images of a table whose columns are pixels."""
    place = label_place(table.names) or 0
    targets = (table.names[place],)
    inputs = tuple(name for name in table.names if name not in targets)
    remarks = table.remarks
    try:
        _check_whole(table)
        dataset = pixels_dataset(table)
        dataset = replace(dataset, remarks=remarks, test_count=table.test_rows)
        made = with_remarks(dataset)
        remarks = made.remarks
    except InputError as error:
        return Look(table, choices, choices, inputs, targets, remarks, error)
    return Look(table, choices, choices, inputs, targets, remarks, made)


def _check_whole(table: RawTable) -> None:
    """Raise InputError for a fault or a gap in the columns of images."""
    _check_sound(table, range(len(table.columns)))
    for column in table.columns:
        if column.gaps is not None:
            line = table.lines[int(column.gaps.argmax())]
            raise InputError(
                f"{table.path}, line {line}, column {shown(column.name)}: the value is "
                "missing: fill it in, or remove the row"
            )


def _check_sound(table: RawTable, places: Iterable[int]) -> None:
    """Raise InputError for the first fault of some columns in the file, if any."""
    columns = [table.columns[k] for k in places]
    problems = [column.problem for column in columns if column.problem]
    if not problems:
        return
    first = min(problems, key=lambda problem: problem.line)
    raise InputError(fault_words(table, first))


def _made(
    table: RawTable,
    inputs: Sequence[int],
    targets: Sequence[int],
    choices: TableChoices,
) -> Dataset:
    """Return the samples of a table without gaps, with what is to be said of them."""
    if not table.rows:
        raise InputError(f"{table.path}: every row has a gap: use --gaps median")
    values, names = _input_columns(table, inputs)
    target_names = [table.names[k] for k in targets]
    with located(table.path, ", ".join(target_names)):
        task = task_named(choices.task)
        columns = [table.columns[k].values for k in targets]
        made = make_targets(columns, target_names, task)
    dataset = Dataset(
        name=table.path.name,
        task=made.task,
        inputs=values,
        targets=made.values,
        input_names=names,
        output_names=made.output_names,
        class_names=made.class_names,
        test_count=table.test_rows,
        title=table.path.name,
        source=str(table.path),
        decimal=table.read_by.decimal or ".",
        remarks=made.remarks,
    )
    return with_remarks(dataset, [table.columns[k].values for k in inputs])


def _with_inputs(
    fills: Sequence[Fill], made: Dataset, table: RawTable
) -> tuple[Fill, ...]:
    """Note which inputs are made of the columns that were filled in."""
    found = []
    for fill in fills:
        words: tuple[str, ...] = ()
        names: tuple[str, ...] = (fill.column,)
        if table.columns[table.names.index(fill.column)].kind == "category":
            start = f"{fill.column}="
            names = tuple(name for name in made.input_names if name.startswith(start))
            words = tuple(name.removeprefix(start) for name in names)
        found.append(msgspec.structs.replace(fill, inputs=names, words=words))
    return tuple(found)


def _stacked(table: RawTable, places: Sequence[int]) -> NDArray[Any]:
    """Return columns side by side, shape (N, number of columns)."""
    if table.matrix is not None:
        return table.matrix[:, list(places)]
    return np.column_stack([table.columns[k].values for k in places])


def _input_columns(
    table: RawTable, places: Sequence[int]
) -> tuple[Floats, tuple[str, ...]]:
    """Return the inputs as numbers, shape (N, I), and their I names."""
    columns = [table.columns[k] for k in places]
    if all(column.kind == "number" for column in columns):
        return _stacked(table, places), tuple(column.name for column in columns)
    categories = {c.name: _categories(table, c) for c in columns if c.kind != "number"}
    widths = [len(categories.get(column.name, ("",))) for column in columns]
    values: Floats = np.zeros((table.rows, sum(widths)))
    names: list[str] = []
    rows = np.arange(table.rows)
    for column in columns:
        first = len(names)
        if column.kind == "number":
            values[:, first] = column.values
            names.append(column.name)
            continue
        slots = {word: first + k for k, word in enumerate(categories[column.name])}
        values[rows, [slots[word] for word in column.values.tolist()]] = 1.0
        names.extend(f"{column.name}={word}" for word in slots)
    return values, tuple(names)


def _categories(table: RawTable, column: RawColumn) -> list[str]:
    """Return the distinct words of a column in ascending order."""
    words = sorted(column.words)
    if len(words) > MOST_CATEGORIES:
        raise InputError(
            f"{table.path}: column {shown(column.name)} has {len(words)} different "
            f"words, but an input can have at most {MOST_CATEGORIES}: leave the column "
            f"out"
        )
    return words
