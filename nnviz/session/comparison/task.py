"""A task, the unit of work of a comparison: some seeds of one contender."""

import math
from collections.abc import Callable
from functools import lru_cache

import msgspec

from nnviz import __version__
from nnviz.core.errors import InputError
from nnviz.data.dataset import Dataset
from nnviz.session.comparison.comparison import Comparison
from nnviz.session.comparison.contender import Contender
from nnviz.session.comparison.cost_curve import CostCurve
from nnviz.session.comparison.outcome import Outcome
from nnviz.session.comparison.target import Target
from nnviz.session.config import RunConfig
from nnviz.session.data_file import mark
from nnviz.session.data_settings import LOADED
from nnviz.session.health.measure import health_of
from nnviz.session.history import Evaluation
from nnviz.session.run_parts import load_data
from nnviz.session.stop import Stop, iteration_limit
from nnviz.session.trainer import Trainer

_AT_ONCE = 500
"""The number of iterations between two checks for a cancellation."""


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """Some seeds of one contender, as a plain value that can be sent to any process.

    Attributes
    ----------
    contender
        The name of the contender.
    config
        Its settings, with a limit of iterations or epochs; ``seed`` is ignored.
    seeds
        The seeds of the initial weights and the order of batches.
    target
        The target of ``iterations_to_target``.
    data_mark
        The checksum of the data, if they are from a file; see ``data_file.mark``.
    version
        The version of nnviz, which must be the same where the task is run.
    """

    contender: str
    config: RunConfig
    seeds: tuple[int, ...]
    target: Target
    data_mark: int | None = None
    version: str = __version__

    @property
    def title(self) -> str:
        """The task in words."""
        first, last = self.seeds[0], self.seeds[-1]
        seeds = f"seed {first}" if first == last else f"seeds {first} to {last}"
        return f"'{self.contender}', {seeds}"


class TaskCancelledError(Exception):
    """The task was cancelled."""


def do_task(
    task: Task, wanted: Callable[[], bool] | None = None
) -> tuple[Outcome, ...]:
    """Train every seed of a task to its end, and return the outcomes.

    The same task has the same outcomes wherever it is run, except for the time taken.

    Parameters
    ----------
    task
        The task.
    wanted
        Called now and then; the task is cancelled once it returns False.

    Raises
    ------
    InputError
        If the data are missing or differ, or the versions do.
    TaskCancelledError
        If the task is cancelled.
    """
    if task.version != __version__:
        raise InputError(
            f"nnviz {__version__} was given a task of nnviz {task.version}: install "
            "the same version on every machine"
        )
    seeds = tuple(
        Contender(f"seed {seed}", (seed,), task.config.changed(seed=seed))
        for seed in task.seeds
    )
    comparison = Comparison(seeds, _data(task))
    while comparison.running:
        if wanted is not None and not wanted():
            raise TaskCancelledError(task.title)
        comparison.run(_AT_ONCE)
    return tuple(
        _outcome(task, seed, trainer)
        for seed, trainer in zip(task.seeds, comparison.trainers, strict=True)
    )


def _data(task: Task) -> Dataset:
    settings = {name: getattr(task.config, name) for name in sorted(LOADED)}
    return _loaded(RunConfig(**settings).to_json(), task.data_mark)


@lru_cache(maxsize=2)
def _loaded(settings: str, expected: int | None) -> Dataset:
    """Load the data and cache them, because the next task usually has the same.

    Data that are not the expected ones are not cached: they may be corrected.
    """
    config = RunConfig.from_json(settings)
    dataset = load_data(config)
    if expected is not None and mark(config, dataset) != expected:
        raise InputError(
            f"{config.dataset}: differs from the file where the comparison was "
            "started: put the same file in the same place on every machine"
        )
    return dataset


def _outcome(task: Task, seed: int, trainer: Trainer) -> Outcome:
    final, stop = _final(trainer), _stop(trainer)
    scored = final.test or final.train
    limit = iteration_limit(trainer.config, trainer.order.per_epoch)
    health = health_of(trainer)
    return Outcome(
        contender=task.contender,
        seed=seed,
        iterations=trainer.iteration,
        cost=_finite(final.train.cost),
        test_cost=_finite(final.test.cost) if final.test else None,
        accuracy=scored.accuracy,
        r2=_finite(scored.r2),
        measured_on="test" if final.test else "training",
        iterations_to_target=_first_met(task.target, trainer),
        dead_share=health.dead_share,
        saturated_share=health.saturated_share,
        seconds_per_iteration=trainer.seconds / max(1, trainer.iteration),
        stop=stop.reason,
        message=stop.message,
        curve=CostCurve.of(trainer.history.costs, limit[0] if limit else 0),
    )


def _final(trainer: Trainer) -> Evaluation:
    latest = trainer.history.evaluations[-1:]
    if latest and latest[0].iteration == trainer.iteration:
        return latest[0]
    return trainer.evaluate()


def _stop(trainer: Trainer) -> Stop:
    if trainer.stopped is None:
        raise RuntimeError("a run that has not ended has no outcome")
    return trainer.stopped


def _first_met(target: Target, trainer: Trainer) -> int | None:
    found = (e.iteration for e in trainer.history.evaluations if target.met(e))
    return next(found, None)


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
