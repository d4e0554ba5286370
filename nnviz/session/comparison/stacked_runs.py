"""Trains runs of equal shape as one stack: many small products become one."""

import time
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from nnviz.core.stacked.stack import Member, NetworkStack
from nnviz.core.stacked.stacked_program import StackedProgram
from nnviz.core.types import Floats, Indices
from nnviz.session.checkpoint import Checkpoint
from nnviz.session.config import RunConfig
from nnviz.session.schedules import SCHEDULES
from nnviz.session.settings.data_settings import DATA
from nnviz.session.trainer import Trainer

_LARGE = 100_000
"""From this many multiplications in a layer on, separate products are as fast."""

_EQUAL = ("hidden", "output_activation", "loss", "precision", "batch_size", "l1", "l2")


def groups(trainers: Sequence[Trainer]) -> list[tuple[Trainer, ...]]:
    """Group the runs that are faster as a stack; others stay alone.

    A stack needs equal shapes, losses, penalties and data. Runs with mistakes stay
    alone, as do those whose schedule watches their cost, and large networks, whose time
    goes into products that are no faster together.
    """
    found: dict[Any, list[Trainer]] = {}
    for trainer in trainers:
        key = _stack_key(trainer)
        # A run that must stay alone gets a key that no other has.
        found.setdefault(id(trainer) if key is None else key, []).append(trainer)
    return [tuple(group) for group in found.values()]


def _stack_key(trainer: Trainer) -> tuple[Any, ...] | None:
    """Return what stacked runs must have in common; None if a run must stay alone."""
    config: RunConfig = trainer.config
    largest = max(o * (i + 1) for o, i in trainer.network.layout.shapes)
    alone = config.mistakes or SCHEDULES[config.schedule].watches
    if alone or largest * trainer.order.batch_size > _LARGE:
        return None
    values = (getattr(config, name) for name in (*_EQUAL, *sorted(DATA)))
    return (*values, trainer.loss.class_weights)


class StackedRuns:
    """Trains several runs as one stack; after each call the runs are up to date.

    Parameters
    ----------
    trainers
        Runs of one group, all at the same iteration.
    """

    def __init__(self, trainers: Sequence[Trainer]) -> None:
        # Neighbours with the same rule share its calls.
        self._trainers = tuple(sorted(trainers, key=_rule))
        self._stack = NetworkStack(
            [
                Member(
                    t.network,
                    str(t.config.optimizer),
                    t.config.optimizer_settings or {},
                )
                for t in self._trainers
            ]
        )
        self._programs: dict[int, StackedProgram] = {}
        self._parts = _parts_of_time(self._trainers)

    def run(self, count: int) -> None:
        """Do ``count`` iterations, at most to the next halt of any run: ``advance``."""
        if count > 1:
            self._together(count - 1)
        for trainer in self._trainers:
            # The last iteration is done by the run's own program, which leaves a trace.
            if trainer.stopped is None:
                trainer.advance(1)

    def _together(self, count: int) -> None:
        """Do ``count`` iterations in the stack, and hand the results to the runs."""
        before = [trainer.checkpoint() for trainer in self._trainers]
        began = time.perf_counter()
        self._stack.load([checkpoint.state for checkpoint in before])
        costs = self._train(count)
        states = self._stack.unload()
        seconds = (time.perf_counter() - began) * self._parts
        for place, trainer in enumerate(self._trainers):
            own = costs[:, place]
            # ``unload`` has written the new parameters into the run's network already.
            if not trainer.has_diverged(own, trainer.network.parameters):
                there = Checkpoint(
                    trainer.iteration + count,
                    trainer.network.parameters.copy(),
                    states[place],
                    before[place].settings,
                )
                trainer.fast_forward(own, there, float(seconds[place]))
            else:
                # Done again alone, the run stops at the very iteration, with a trace
                # from which the cause is found. The others are not affected.
                trainer.restore_state(before[place])
                trainer.advance(count)

    def _train(self, count: int) -> Floats:
        """Do ``count`` iterations and return their costs, (count, K)."""
        trainers, done = self._trainers, 0
        first = trainers[0]
        costs = np.empty((count, len(trainers)))
        rates = np.array([trainer.rates(count) for trainer in trainers])
        with np.errstate(all="ignore"):
            for rows in self._rows(first.iteration, count):
                part = slice(done, done + len(rows))
                program = self._program_for(rows.shape[1] // len(trainers))
                program.train(first.samples, rows, rates.T[part, :, None], costs[part])
                done += len(rows)
        return costs

    def _rows(self, start: int, count: int) -> Iterator[Indices]:
        """Yield the rows of all batches, (n, K * N), in runs of equal batch size."""
        orders = [trainer.order for trainer in self._trainers]
        # With one seed all batches are the same: drawn once, they are repeated.
        if len({order.seed for order in orders}) == 1:
            for rows in orders[0].blocks(start, count):
                yield np.tile(rows, (1, len(orders)))
            return
        for blocks in zip(*(o.blocks(start, count) for o in orders), strict=True):
            yield np.concatenate(blocks, axis=1)

    def _program_for(self, size: int) -> StackedProgram:
        if size not in self._programs:
            first = self._trainers[0]
            self._programs[size] = StackedProgram(
                self._stack, first.loss, first.config.penalty, size
            )
        return self._programs[size]


def _rule(trainer: Trainer) -> tuple[str, ...]:
    config = trainer.config
    return str(config.optimizer), str(config.optimizer_settings)


def _parts_of_time(trainers: Sequence[Trainer]) -> Floats:
    """Return each run's part of the time that all of them take together, (K,).

    Runs of the same kind have equal parts; others are timed alone for a few iterations.
    """
    kinds = {(t.network.activations, _rule(t)) for t in trainers}
    alone = [1.0 if len(kinds) == 1 else _seconds_alone(t) for t in trainers]
    return np.array(alone) / sum(alone)


def _seconds_alone(trainer: Trainer) -> float:
    """Return the shortest time of a few iterations, done by a clone."""
    clone, times = trainer.clone(), []
    for _ in range(5):
        began = time.perf_counter()
        clone.replay(20)
        times.append(time.perf_counter() - began)
    return min(times)
