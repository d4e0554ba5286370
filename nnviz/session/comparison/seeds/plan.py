"""The plan of a comparison over several seeds: contenders, seeds and tasks."""

from itertools import pairwise

import msgspec

from nnviz.core.errors import InputError
from nnviz.data.dataset import Dataset
from nnviz.data.remark import Remark, as_chosen
from nnviz.session.comparison.contender import (
    Contender,
    Variation,
    contenders_of,
    shares_data,
)
from nnviz.session.comparison.seeds.target import Target
from nnviz.session.comparison.seeds.task import Task
from nnviz.session.config import RunConfig
from nnviz.session.run_parts import load_data
from nnviz.session.settings.data_file import mark, with_whole_path
from nnviz.session.settings.defaults import default_epochs

_MOST_SEEDS = 32
"""The most seeds of a task: more of them together are hardly faster."""

_MOST_NUMBERS = 2**25
"""The most numbers in the data of all networks of a task together."""

_MOST_RUNS = 100_000
"""The most runs of a contender: nobody would wait for more."""

_GOALS = ("target_cost", "target_accuracy")


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is to be done, and the settings it was made from.

    Attributes
    ----------
    base
        The settings that are equal, with a limit of iterations or epochs.
    variations
        The settings that differ.
    contenders
        The contenders, in order.
    seeds
        The seeds from which each of them is trained.
    target
        The target up to which iterations are counted.
    tasks
        The work, in tasks of a few seeds of one contender.
    """

    base: RunConfig
    variations: tuple[Variation, ...]
    contenders: tuple[Contender, ...]
    seeds: tuple[int, ...]
    target: Target
    tasks: tuple[Task, ...]
    remarks: tuple[Remark, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the contenders, in order."""
        return tuple(contender.name for contender in self.contenders)

    @property
    def runs(self) -> int:
        """The number of networks to train."""
        return sum(len(task.seeds) for task in self.tasks)


def plan_of(
    base: RunConfig,
    variations: tuple[Variation, ...],
    *,
    seeds: int = 1,
    own_initializers: bool = False,
) -> Plan:
    """Plan a comparison in which each contender is trained from several seeds.

    They are the seed of ``base`` and those that follow it; the data stay the same.
    Goals among the settings do not end a run: they become the target.

    Raises
    ------
    InputError
        If a setting or value is not possible, or they contradict each other.
    """
    varied = {variation.setting for variation in variations}
    _check(varied, seeds)
    base = with_whole_path(_limited(base, varied))
    dataset = load_data(base)
    goals, base = base, base.changed(**dict.fromkeys(_GOALS))
    contenders = contenders_of(
        base, dataset, variations, own_initializers=own_initializers
    )
    numbers = tuple(range(base.seed, base.seed + seeds))
    shared = dataset if shares_data(contenders) else None
    target = Target.of(goals, _task_of(contenders, shared))
    tasks = [
        task for one in contenders for task in _tasks(one, numbers, target, shared)
    ]
    if "seed" in varied:
        numbers = tuple(contender.config.seed for contender in contenders)
    return Plan(
        base=base,
        variations=variations,
        contenders=contenders,
        seeds=numbers,
        target=target,
        # By seed, so that early results cover all contenders.
        tasks=tuple(sorted(tasks, key=lambda task: task.seeds[0])),
        remarks=as_chosen(dataset.remarks, base),
    )


def _task_of(contenders: tuple[Contender, ...], shared: Dataset | None) -> str:
    """Return the task of all contenders: classification or regression."""
    if shared is not None:
        return shared.task
    found = {one.name: load_data(one.config).task for one in contenders}
    if len(set(found.values())) > 1:
        said = ", ".join(f"{name}: {task}" for name, task in found.items())
        raise InputError(f"classes and numbers cannot be compared: {said}")
    return next(iter(found.values()))


def _tasks(
    contender: Contender,
    seeds: tuple[int, ...],
    target: Target,
    shared: Dataset | None,
) -> list[Task]:
    """Split the seeds of a contender, whose data are ``shared`` or its own."""
    config = with_whole_path(contender.config)
    dataset = load_data(config) if shared is None else shared
    if len(seeds) == 1:
        # The contender's own, because the seed may be the setting varied.
        seeds = (config.seed,)
    return [
        Task(
            contender=contender.name,
            config=config,
            seeds=chunk,
            target=target,
            data_mark=mark(config, dataset),
        )
        for chunk in _chunks(seeds, dataset)
    ]


def _check(varied: set[str], seeds: int) -> None:
    if seeds < 1:
        raise InputError(f"seeds {seeds}: give 1 or more")
    if seeds > _MOST_RUNS:
        raise InputError(f"seeds {seeds}: give {_MOST_RUNS} or fewer")
    if "seed" in varied and seeds > 1:
        raise InputError("seeds: the seed is already varied: leave one of them out")
    for goal in _GOALS:
        if goal in varied:
            raise InputError(f"vary {goal}: the target is the same for all: give one")


def _limited(base: RunConfig, varied: set[str]) -> RunConfig:
    """Return the settings with a limit, for runs that would have none."""
    if varied & {"epochs", "iterations"} or base.epochs or base.iterations:
        return base
    return base.changed(epochs=default_epochs(base.dataset))


def _chunks(seeds: tuple[int, ...], dataset: Dataset) -> list[tuple[int, ...]]:
    """Split the seeds evenly.

    The parts do not depend on the machine: stacking others would round differently.
    """
    numbers = dataset.inputs.size + dataset.targets.size
    most = max(1, min(_MOST_SEEDS, _MOST_NUMBERS // numbers))
    parts = -(-len(seeds) // most)
    ends = [len(seeds) * k // parts for k in range(parts + 1)]
    return [seeds[a:b] for a, b in pairwise(ends)]
