"""Which columns of a table are chosen, and whether a network can learn from them."""

from dataclasses import dataclass

import numpy as np

from nnviz.core.errors import InputError
from nnviz.data.dataset import TASKS, Task
from nnviz.data.readers.choose import MOST_CATEGORIES, to_dataset
from nnviz.data.readers.raw_table import RawColumn, RawTable
from nnviz.data.readers.target_columns import make_targets
from nnviz.session.config import RunConfig
from nnviz.views.numbers import count


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """The target, the inputs in the order of the file, and the task.

    A task of None follows from the target's values.
    """

    target: str
    inputs: tuple[str, ...]
    task: Task | None = None


@dataclass(frozen=True, slots=True)
class TableVerdict:
    """What a choice amounts to.

    Attributes
    ----------
    task
        The task it comes to; None where the target can be neither.
    summary
        Samples, inputs and outputs, where it is possible.
    obstacle
        Why it is not possible, or None if it is.
    tasks
        For each task why it is not possible with this target, or None if it is.
    """

    task: Task | None
    summary: str
    obstacle: str | None
    tasks: dict[Task, str | None]


def first_choice(table: RawTable) -> ColumnChoice:
    """Return the most likely choice: predict the last usable column from all others.

    Columns that cannot be inputs, for missing values or too many words, are left out.
    """
    sound = [column.name for column in table.columns if column.problem is None]
    target = sound[-1] if sound else table.names[-1]
    usable = [c.name for c in table.columns if obstacle_of_input(c) is None]
    return ColumnChoice(target, tuple(name for name in usable if name != target))


def obstacle_of_input(column: RawColumn) -> str | None:
    """Return why a column cannot be an input, or None if it can."""
    if column.problem is not None:
        return column.problem.message
    words = different_words(column)
    if words > MOST_CATEGORIES:
        return (
            f"{count(words)} different words, but at most {MOST_CATEGORIES} can become "
            "inputs"
        )
    return None


def different_words(column: RawColumn) -> int:
    """Return the number of different words in a column; 0 for numbers."""
    return 0 if column.kind == "number" else len(set(column.values.tolist()))


def judge(table: RawTable, choice: ColumnChoice) -> TableVerdict:
    """Try a choice on the table."""
    tasks = {task: _obstacle_of_task(table, choice.target, task) for task in TASKS}
    if not choice.inputs:
        return TableVerdict(
            choice.task, "", "tick at least one column as an input", tasks
        )
    try:
        dataset = to_dataset(
            table, target=choice.target, inputs=choice.inputs, task=choice.task
        )
    except InputError as error:
        return TableVerdict(choice.task, "", _without_path(table, str(error)), tasks)
    inputs = f"{count(dataset.input_count)} input{'s'[: dataset.input_count > 1]}"
    goal = f"the value of {choice.target}"
    if dataset.task == "classification":
        goal = f"{len(dataset.class_names)} classes of {choice.target}"
    summary = f"{count(dataset.samples)} samples, {inputs} → {goal}"
    return TableVerdict(dataset.task, summary, None, tasks)


def config_for(table: RawTable, choice: ColumnChoice) -> RunConfig:
    """Return the configuration that trains on a choice."""
    others = tuple(name for name in table.names if name != choice.target)
    return RunConfig(
        dataset=str(table.path),
        target=choice.target,
        inputs=None if choice.inputs == others else choice.inputs,
        task=choice.task,
    )


def _obstacle_of_task(table: RawTable, target: str, task: Task) -> str | None:
    """Return why a target cannot be learned as classes or values, or None."""
    column = table.columns[table.find(target)]
    if column.problem is not None:
        return _without_path(table, column.problem.message)
    try:
        make_targets(column.values[:, np.newaxis], [target], task)
    except InputError as error:
        return str(error)
    return None


def _without_path(table: RawTable, message: str) -> str:
    """Remove the path from a message that is shown beside the file's name."""
    return message.removeprefix(str(table.path)).lstrip(",: ")
