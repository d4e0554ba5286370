"""A task, the unit of work of a comparison: some seeds of one contender."""

import math
import time
from collections.abc import Callable, Generator, Sequence
from functools import lru_cache

import msgspec

from nnviz import __version__
from nnviz.core.errors import InputError
from nnviz.data.dataset import Dataset
from nnviz.session.comparison.comparison import Comparison
from nnviz.session.comparison.contender import Contender
from nnviz.session.comparison.seeds.cost_curve import CostCurve
from nnviz.session.comparison.seeds.outcome import Outcome, Reached
from nnviz.session.comparison.seeds.target import Target
from nnviz.session.config import RunConfig
from nnviz.session.health.measure import health_of
from nnviz.session.history import Evaluation
from nnviz.session.run_parts import load_data
from nnviz.session.scores import Score
from nnviz.session.settings.data_file import mark
from nnviz.session.settings.data_settings import LOADED
from nnviz.session.stop import Stop, iteration_limit
from nnviz.session.trainer import Trainer

_AT_ONCE = 500
"""The most iterations before it is said how far a run has come."""

_WORK = 10**9
"""The most multiplications of the forward pass before that."""

_TELL_EVERY = 1.0
"""Seconds between two messages of how far a task has come."""


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


def do_task(
    task: Task, tell: Callable[[tuple[Reached, ...]], None] | None = None
) -> tuple[Outcome, ...]:
    """Do a task without a pause; see ``steps_of``.

    ``tell`` is called every second or so with how far each run has come.
    """
    steps, due = steps_of(task), 0.0
    while True:
        try:
            reached = next(steps)
        except StopIteration as end:
            found: tuple[Outcome, ...] = end.value
            return found
        if tell is not None and time.monotonic() >= due:
            tell(reached)
            due = time.monotonic() + _TELL_EVERY


def steps_of(
    task: Task,
) -> Generator[tuple[Reached, ...], None, tuple[Outcome, ...]]:
    """Train every seed of a task to its end, and return the outcomes.

    On the way it says now and then how far each run has come. The same task has the
    same outcomes wherever it is run, except for the time taken.

    Raises
    ------
    InputError
        If the data are missing or differ, or the versions do.
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
    comparison = Comparison(seeds, data_of(task))
    each = tuple(zip(task.seeds, comparison.trainers, strict=True))
    count = _at_once(comparison.trainers)
    while comparison.running:
        comparison.run(count)
        yield tuple(_reached(task, seed, trainer) for seed, trainer in each)
    return tuple(_outcome(task, seed, trainer) for seed, trainer in each)


def _at_once(trainers: Sequence[Trainer]) -> int:
    """Return how many iterations take a second at most, on any machine alike.

    Others would round differently where runs are stacked.
    """
    work = sum(t.network.parameters.size * t.order.batch_size for t in trainers)
    return max(1, min(_AT_ONCE, _WORK // work))


def data_of(task: Task) -> Dataset:
    """Return the data of a task, loaded once for those that share them."""
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


def _reached(task: Task, seed: int, trainer: Trainer) -> Reached:
    limit = iteration_limit(trainer.config, trainer.order.per_epoch)
    return Reached(
        contender=task.contender,
        seed=seed,
        iterations=trainer.iteration,
        planned=limit[0] if limit else None,
        batch_cost=_finite(float(trainer.history.costs[-1])),
    )


def _outcome(task: Task, seed: int, trainer: Trainer) -> Outcome:
    iterations, costs = trainer.iteration, trainer.history.costs.copy()
    to_target, stop = _first_met(task.target, trainer), _stop(trainer)
    if task.config.keep == "best":
        trainer.keep_best()
    final = _final(trainer)
    scored = final.judged
    limit = iteration_limit(trainer.config, trainer.order.per_epoch)
    health = health_of(trainer)
    return Outcome(
        contender=task.contender,
        seed=seed,
        iterations=iterations,
        cost=_finite(final.train.cost),
        test_cost=_cost_on(final.test),
        accuracy=scored.accuracy,
        r2=_finite(scored.r2),
        validation_cost=_cost_on(final.validation),
        measured_on=final.judged_on,
        iterations_to_target=to_target,
        dead_share=health.dead_share,
        saturated_share=health.saturated_share,
        stop=stop.reason,
        message=stop.message,
        curve=CostCurve.of(costs, limit[0] if limit else 0),
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


def _cost_on(score: Score | None) -> float | None:
    return None if score is None else _finite(score.cost)


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
