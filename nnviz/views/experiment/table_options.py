"""What can be chosen about a table's columns, and what each choice makes of a run."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from nnviz.data.remark import Way
from nnviz.session.config import RunConfig
from nnviz.views.experiment.choices import Option
from nnviz.views.experiment.table_review import Review, Use, excluded

_TASK_TIPS = {
    "classification": (
        "The target names classes: the network gives each one a probability"
    ),
    "labels": (
        "Several targets of yes or no: the network gives each a probability of its own"
    ),
    "regression": "The target is a quantity: the network gives a number",
}


def with_way(before: Review, way: Way) -> RunConfig:
    """Return the configuration in which another way is gone.

    Columns to leave out are added to those that are.

    Raises
    ------
    InputError
        If it is not possible with the other choices.
    """
    config, value = before.config, way.value
    if way.setting == "exclude" and isinstance(value, tuple):
        value = tuple(dict.fromkeys((*excluded(config), *value)))
    changes: dict[str, Any] = {way.setting: value}
    if way.setting == "inputs" and isinstance(value, tuple):
        changes["exclude"] = _without(excluded(config), value)
    elif way.setting in ("exclude", "target") and config.inputs is not None:
        gone = value if isinstance(value, tuple) else (str(value),)
        changes["inputs"] = _without(config.inputs, gone)
    return config.changed(**changes)


def with_use(before: Review, column: str, use: Use, *, alone: bool = True) -> RunConfig:
    """Return the configuration in which a column is used in another way.

    A target takes the place of the others, which become inputs if they can, unless it
    is not to be ``alone``.
    """
    inputs = {*before.inputs} - {column}
    targets = tuple(name for name in before.targets if name != column)
    if use == "input":
        inputs.add(column)
    elif use == "target":
        back = targets if alone else ()
        obstacles = dict(zip(before.table.names, before.obstacles, strict=True))
        inputs |= {name for name in back if obstacles[name] is None}
        targets = (column,) if alone else (*targets, column)
    return with_inputs(before, inputs, _in_order(before, targets))


def with_target(made: Review, column: str) -> RunConfig:
    """Return the configuration that learns one column alone."""
    return with_use(made, column, "target")


def with_inputs(
    before: Review, inputs: Iterable[str], targets: tuple[str, ...] | None = None
) -> RunConfig:
    """Return the configuration that learns from these columns, and no others.

    The ``targets`` stay unless others are given; the task follows from new ones.
    """
    config, wanted = before.config, _in_order(before, inputs)
    if targets is not None and targets != before.targets:
        config = config.changed(target=",".join(targets) or None, task=None)
    if wanted:
        kept = _without(excluded(config), (*wanted, *(targets or before.targets)))
        return config.changed(inputs=wanted, exclude=kept)
    used = targets or before.targets
    return config.changed(inputs=None, exclude=_without(before.table.names, used))


@dataclass(frozen=True, slots=True)
class UseOption:
    """A way to use a column.

    Attributes
    ----------
    name
        The use; "" for one that is not alone.
    title, tip
        What it is called, and what it does.
    obstacle
        Why it is not possible, or None if it is.
    config
        The configuration with it.
    """

    name: str
    title: str
    tip: str
    obstacle: str | None
    config: RunConfig


def use_options(made: Review, column: str) -> tuple[UseOption, ...]:
    """Return what a column can be used for."""
    place = made.table.names.index(column)
    is_target = made.use_of(column) == "target"
    fault = made.table.columns[place].problem
    lone = "the only target: choose another one first"
    taken = lone if is_target and len(made.targets) == 1 else None
    no_target = None if fault is None else fault.message
    ways: tuple[tuple[Use, str, str, str | None], ...] = (
        ("input", "Input", "Learn from it", taken or made.obstacles[place]),
        ("left out", "Leave it out", "Neither learn from it nor learn it", taken),
        ("target", "Target", "Learn to predict it", no_target),
    )
    found = [
        UseOption(use, title, tip, why, with_use(made, column, use))
        for use, title, tip, why in ways
    ]
    if not is_target:
        more = with_use(made, column, "target", alone=False)
        tip = "Learn to predict it beside the others"
        found.append(UseOption("", "Target as well", tip, no_target, more))
    kind = made.table.columns[place].kind
    words = made.config.words or ()
    if column in words:
        config = made.config.changed(words=_without(words, (column,)))
        tip = "Numbers again, where it has them"
        found.append(UseOption("", "Read it as it seems best", tip, None, config))
    elif kind == "number" and made.is_read:
        config = made.config.changed(words=(*words, column))
        tip = (
            "Its numbers are names, such as postcodes: each becomes an input or a class"
        )
        found.append(UseOption("", "Read its numbers as words", tip, None, config))
    return tuple(found)


def target_options(made: Review) -> tuple[Option, ...]:
    """Return an option for each column that can be the target, and the ones chosen."""
    options = tuple(
        Option(
            column.name,
            column.name,
            f"Learn '{column.name}' from the other columns",
            column.problem.message if column.problem else None,
        )
        for column in made.table.columns
    )
    if len(made.targets) < 2:
        return options if made.is_read else ()
    several = ",".join(made.targets)
    title = f"{len(made.targets)} columns"
    return (Option(several, title, f"Learn {several} together"), *options)


def task_options(made: Review) -> tuple[Option, ...]:
    """Return an option for each task."""
    return tuple(
        Option(task, task, _TASK_TIPS[task], why) for task, why in made.tasks.items()
    )


def _without(names: Iterable[str], gone: Iterable[str]) -> tuple[str, ...] | None:
    return tuple(name for name in names if name not in {*gone}) or None


def _in_order(before: Review, names: Iterable[str]) -> tuple[str, ...]:
    wanted = {*names}
    return tuple(name for name in before.table.names if name in wanted)
