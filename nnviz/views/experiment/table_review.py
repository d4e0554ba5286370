"""What a table comes to with some choices, and what each further choice changes."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np

from nnviz.core.errors import InputError
from nnviz.data.dataset import TASKS, Dataset, Task, task_named
from nnviz.data.readers.any_file import is_table_of_text, table_of
from nnviz.data.readers.columns.column_rules import MOST_CATEGORIES
from nnviz.data.readers.columns.look import Look, look
from nnviz.data.readers.columns.roles import NoInputsError
from nnviz.data.readers.columns.target_columns import make_targets
from nnviz.data.readers.raw_table import RawColumn, RawTable
from nnviz.data.readers.several_files import place_of
from nnviz.data.readers.source import open_source
from nnviz.data.remark import Remark, as_chosen
from nnviz.data.table_choices import AS_IT_SEEMS_BEST, TableChoices
from nnviz.files.opening import OpenedTable
from nnviz.session.config import RunConfig
from nnviz.views.numbers import count

Use = Literal["input", "target", "left out"]
"""What a column is for."""

_ON_COLUMNS = ("exclude", "gaps", "inputs", "target", "task")
"""The choices that are made when a table has been read."""

_WRITTEN_BYTES, _WRITTEN_LINES = 1 << 16, 100
_AS_WRITTEN = "the file as it is written"


@dataclass(frozen=True, eq=False)
class Review:
    """A table, and what is made of it.

    Attributes
    ----------
    table
        The table; of a file that cannot be read as is chosen, its first lines.
    config
        What was chosen, for a run on it.
    inputs, targets
        The names of the columns that are used.
    found
        How the table was read, with what was found out.
    remarks
        What is to be said of it.
    task
        The task it comes to; None where the target can be neither.
    summary
        Samples, inputs and outputs, where it is possible.
    obstacle
        Why it is not possible, or None if it is.
    is_read
        Whether the file could be read.
    is_whole
        Whether all of it was.
    """

    table: RawTable
    config: RunConfig
    inputs: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    found: TableChoices = AS_IT_SEEMS_BEST
    remarks: tuple[Remark, ...] = ()
    task: Task | None = None
    summary: str = ""
    obstacle: str | None = None
    is_read: bool = True
    is_whole: bool = True

    @cached_property
    def tasks(self) -> dict[Task, str | None]:
        """For each task why the targets cannot be learned so, or None if they can."""
        return {task: _obstacle_of_task(self, task) for task in TASKS}

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """What each column has, such as "numbers" or "3 different words"."""
        return tuple(map(_kind, self.table.columns))

    @cached_property
    def obstacles(self) -> tuple[str | None, ...]:
        """For each column why it cannot be an input, or None if it can."""
        return tuple(map(_obstacle_of_input, self.table.columns))

    @property
    def usable(self) -> frozenset[str]:
        """The columns that can be inputs and are not targets."""
        columns = zip(self.table.names, self.obstacles, strict=True)
        return frozenset(name for name, why in columns if why is None) - {*self.targets}

    def use_of(self, column: str) -> Use:
        """Return what a column is for."""
        if column in self.targets:
            return "target"
        return "input" if column in self.inputs else "left out"

    def remarks_on(self, column: str) -> tuple[Remark, ...]:
        """Return what is to be said of one column."""
        return tuple(one for one in self.remarks if one.column == column)


def review(config: RunConfig, before: Review | None = None) -> Review:
    """Read the table of a configuration, and say what it comes to.

    The table of the review ``before`` is used again if it has been read in this way.
    Columns are known by their names; where other choices give them others, those that
    were chosen stay so by their places.

    Raises
    ------
    InputError
        If the file cannot be opened at all.
    """
    return _worked_out(_made(config, before))


def _made(config: RunConfig, before: Review | None) -> Review:
    if before is not None and _is_read_so(before, config):
        return judge(before.table, config)
    path = Path(config.dataset)
    try:
        table = table_of(path, config.chosen())
    except InputError as error:
        if not is_table_of_text(path):
            raise
        # It may be one within an archive or a folder.
        path = place_of(path).path
        return Review(
            _as_written(path),
            config,
            found=config.chosen(),
            obstacle=_without_path(path, str(error)),
            is_read=False,
        )
    return judge(table, _renamed(config, before, table))


def review_of(opened: OpenedTable, config: RunConfig | None = None) -> Review:
    """Return the review of a table that has just been opened.

    The choices are those by which it was opened, or those of the last time; of these,
    columns that are no longer there are left open.
    """
    if config is None:
        config = RunConfig(dataset=str(opened.path), **opened.choices.given())
        return _worked_out(judge(opened.table, config))
    return _worked_out(judge(opened.table, _renamed(config, None, opened.table)))


def review_of_first(first: RawTable, config: RunConfig) -> Review:
    """Return the review of the first rows of a table that is still being read."""
    made = judge(first, _renamed(config, None, first))
    still = "the file is still being read"
    return _worked_out(replace(made, summary=still, is_whole=False))


def _worked_out(made: Review) -> Review:
    """Work out what will be shown, where nobody waits for it."""
    _ = made.tasks, made.kinds, made.obstacles
    return made


def pending(made: Review, config: RunConfig) -> Review:
    """Return a review as it stands with choices that are still being tried."""
    if config is made.config:
        return made
    targets = _targets_of(config, made)
    if config.inputs is not None:
        inputs = config.inputs
    else:
        out = {*excluded(config), *targets}
        inputs = tuple(name for name in made.inputs if name not in out)
    return replace(made, config=config, inputs=inputs, targets=targets)


def _is_read_so(before: Review, config: RunConfig) -> bool:
    if not (before.is_read and before.is_whole):
        return False
    return before.config.dataset == config.dataset and all(
        getattr(before.config, name) == getattr(config, name)
        for name in TableChoices.__struct_fields__
        if name not in _ON_COLUMNS
    )


def _as_written(path: Path) -> RawTable:
    """Return the first lines of a file as a table of one column."""
    with open_source(path) as stream:
        text = stream.read(_WRITTEN_BYTES).decode("utf-8", "replace")
    lines = np.array(text.splitlines()[:_WRITTEN_LINES], dtype=object)
    column = RawColumn(_AS_WRITTEN, "category", lines)
    return RawTable(path, (column,), range(1, len(lines) + 1))


def _renamed(config: RunConfig, before: Review | None, table: RawTable) -> RunConfig:
    """Return the choices with the names that the columns of a table have now."""
    old = table if before is None else before.table
    alike = before is not None and before.is_read
    places = {}
    if alike and len(old.columns) == len(table.columns):
        places = dict(zip(old.names, table.names, strict=True))

    def names(chosen: Iterable[str]) -> tuple[str, ...] | None:
        found = (_name_in(old, name) for name in chosen)
        now = (name if name in table.names else places.get(name) for name in found)
        return tuple(name for name in now if name) or None

    targets = names(_split(config.target, (*old.names, *table.names)))
    return config.changed(
        inputs=names(config.inputs or ()),
        exclude=names(config.exclude or ()),
        words=names(config.words or ()),
        target=",".join(targets) if targets else None,
    )


def _name_in(table: RawTable, column: str) -> str:
    """Return the name of a column that may be chosen by its number."""
    with suppress(InputError):
        return table.names[table.find(column)]
    return column


def _split(target: str | None, names: Iterable[str]) -> tuple[str, ...]:
    """Return the names of the targets that are chosen; one may have a comma in it."""
    if target is None or target in names:
        return (target,) if target else ()
    return tuple(name.strip() for name in target.split(","))


def _targets_of(config: RunConfig, before: Review) -> tuple[str, ...]:
    """Return the targets that are chosen, else those of a review."""
    return _split(config.target, before.table.names) or before.targets


def judge(table: RawTable, config: RunConfig) -> Review:
    """Try the choices of a configuration on a table."""
    try:
        seen, config = _simplest(table, config)
    except InputError as error:
        return _impossible(table, config, error)
    if not isinstance(seen.made, InputError) and seen.made.task != "classification":
        # Chosen for another target: there are no classes to weigh any more.
        config = config.changed(class_weights=None)
    found = Review(
        table,
        config,
        seen.inputs,
        seen.targets,
        _with_reading(table, seen.taken),
        as_chosen(seen.remarks, config),
    )
    if isinstance(seen.made, InputError):
        why = _without_path(table.path, str(seen.made))
        return replace(found, task=task_named(config.task), obstacle=why)
    return replace(found, task=seen.made.task, summary=_summary(seen, seen.made))


def _impossible(table: RawTable, config: RunConfig, error: InputError) -> Review:
    """Return the review of choices that cannot be tried, such as no input at all."""
    try:
        open_choices = TableChoices(target=config.target, task=config.task)
        targets = look(table, open_choices).targets
    except InputError:
        targets = table.names[-1:]
    why, remarks = _without_path(table.path, str(error)), table.remarks
    if isinstance(error, NoInputsError) and error.remarks:
        why, remarks = _ALL_LEFT_OUT, (*remarks, *error.remarks)
    if config.exclude and {*config.exclude, *targets} >= {*table.names}:
        why = "tick at least one column as an input"
    return Review(
        table,
        config,
        targets=targets,
        found=_with_reading(table, config.chosen()),
        remarks=remarks,
        task=task_named(config.task),
        obstacle=why,
    )


_ALL_LEFT_OUT = "no column is left to learn from: the remarks say why, and what to do"


def _with_reading(table: RawTable, choices: TableChoices) -> TableChoices:
    """Return choices about columns with those by which a table was read."""
    on_columns = {name: getattr(choices, name) for name in _ON_COLUMNS}
    return msgspec.structs.replace(table.read_by.chosen(), **on_columns)


def _simplest(table: RawTable, config: RunConfig) -> tuple[Look, RunConfig]:
    """Look at a table; choices that come to the same as fewer are replaced by them.

    Inputs are left open where they would be chosen, or follow from what is left out.
    """
    if config.inputs is None:
        return look(table, config), config
    wanted = {table.names[table.find(name)] for name in config.inputs}
    with suppress(InputError):
        seen = look(table, config.changed(inputs=None))
        more = {*seen.inputs} - wanted
        tried = config.changed(inputs=None)
        if more:
            exclude = tuple(n for n in table.names if n in {*more, *excluded(config)})
            tried = config.changed(inputs=None, exclude=exclude)
            seen = look(table, tried)
        if {*seen.inputs} == wanted:
            return seen, tried
    return look(table, config), config


def excluded(config: RunConfig) -> tuple[str, ...]:
    """Return the columns that are chosen to be left out."""
    return config.exclude or ()


def _summary(seen: Look, dataset: Dataset) -> str:
    inputs = f"{count(dataset.input_count)} input{'s'[: dataset.input_count > 1]}"
    named = ", ".join(seen.targets[:4]) + (", …" if seen.targets[4:] else "")
    goal = f"the value of {named}"
    if dataset.task == "labels":
        goal = f"{len(seen.targets)} labels: {named}"
    elif dataset.task == "classification" and len(seen.targets) > 1:
        goal = f"{len(seen.targets)} classes: {named}"
    elif len(seen.targets) > 1:
        goal = f"{len(seen.targets)} targets: {named}"
    elif dataset.task == "classification":
        goal = f"{len(dataset.class_names)} classes of {named}"
    return f"{count(dataset.samples)} samples, {inputs} → {goal}"


def _obstacle_of_input(column: RawColumn) -> str | None:
    """Return why a column cannot be an input, or None if it can."""
    if column.problem is not None:
        return column.problem.message
    if not len(column.present):
        return "no row has a value"
    words = len(column.words)
    if words > MOST_CATEGORIES:
        return (
            f"{count(words)} different words, but at most {MOST_CATEGORIES} can become "
            "inputs"
        )
    return None


def _kind(column: RawColumn) -> str:
    if column.kind == "number":
        return "numbers"
    words = len(column.words)
    return f"{count(words)} different words" if words > 1 else "always the same word"


def _obstacle_of_task(made: Review, task: Task) -> str | None:
    """Return why the targets cannot be learned so, or None if they can."""
    table = made.table
    columns = [table.columns[table.names.index(name)] for name in made.targets]
    for column in columns:
        if column.problem is not None:
            return _without_path(table.path, column.problem.message)
    if not columns:
        return "no target is chosen"
    if len(columns) > 1:
        # Gaps of several columns may be in different rows.
        made_so = judge(table, made.config.changed(task=task))
        return made_so.obstacle
    try:
        make_targets([columns[0].present], [*made.targets], task)
    except InputError as error:
        return str(error)
    return None


def _without_path(path: Path, message: str) -> str:
    """Remove the path from a message that is shown beside the file's name."""
    return message.removeprefix(str(path)).lstrip(",: ")
