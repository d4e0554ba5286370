"""The engine of a run: it does iterations, without a record, scores or an end."""

import copy
from typing import Any, Self

import numpy as np

from nnviz.core.optimizers import OPTIMIZERS
from nnviz.core.program import Program, compile_program
from nnviz.core.trace import Trace
from nnviz.core.types import Floats
from nnviz.data.dataset import Dataset
from nnviz.data.prepared import PreparedData
from nnviz.session.batches import BatchOrder
from nnviz.session.blas import use_one_thread
from nnviz.session.checkpoint import PLATEAU, Checkpoint
from nnviz.session.config import RunConfig
from nnviz.session.last_iteration import LastIteration
from nnviz.session.run_parts import set_up
from nnviz.session.schedules import SCHEDULES, Plateau, Schedule
from nnviz.session.scores import score
from nnviz.session.settings.mistake_applicability import (
    activations_of,
    check_mistakes,
    obstacles,
    without,
)
from nnviz.session.settings.tunable import check_edit, tunable_settings, with_settings

_NEVER = 1 << 62
"""More iterations than any run has."""

RATES = frozenset(("learning_rate", "schedule", "schedule_settings"))
"""Settings that a program takes in every iteration and is not compiled with."""


class Engine:
    """A network with its optimiser, its data and its iteration.

    Parameters
    ----------
    config
        The settings; those left open follow from the data set.
    dataset
        The data, if they are at hand; loaded by ``config.dataset`` otherwise.
    prepared
        The prepared data of another run with the same data settings, to share them.

    Attributes
    ----------
    config
        The settings with nothing left open.
    network, loss, data, samples, order
        The network being trained, its loss, the prepared data, their training set in
        the form that programs use, and the order of batches.
    program
        The program for a whole batch.
    iteration
        The number of iterations done.

    Raises
    ------
    InputError
        If the settings or the data cannot be used.
    """

    def __init__(
        self,
        config: RunConfig,
        dataset: Dataset | None = None,
        prepared: PreparedData | None = None,
    ) -> None:
        use_one_thread()
        setup = set_up(config, dataset, prepared)
        self.config, self.data = setup.config, setup.data
        self.network, self.loss, self.order = setup.network, setup.loss, setup.order
        self._state, self.samples = setup.state, setup.samples
        self._programs: dict[int, Program] = {}
        self.program = self._program_for(self.order.batch_size)
        self._start_schedule()
        self.iteration = 0
        self._last: LastIteration | None = None

    @property
    def epoch(self) -> float:
        """The number of epochs done, including the fraction of the current one."""
        return self.iteration / self.order.per_epoch

    @property
    def learning_rate(self) -> float:
        """The learning rate that the schedule starts from; ``change`` sets it."""
        return float(self.config.learning_rate or 0.0)

    @property
    def before_last(self) -> Checkpoint | None:
        """The state before the last iteration, if it was done by this engine."""
        return None if self._last is None else self._last.before

    @property
    def last_program(self) -> Program | None:
        """The program of the last iteration, if it was done by this engine."""
        return None if self._last is None else self._last.program

    def change(self, **settings: Any) -> None:  # noqa: ANN401
        """Change settings that need no new run, from the next iteration on.

        They are the learning rate and its schedule, l1 and l2, the activations of
        hidden layers (the weights stay as they are), the optimiser (which starts with
        an empty memory), and the mistakes. One that the change makes pointless is
        switched off.

        Raises
        ------
        InputError
            If a value is not possible, or a mistake asked for makes no difference;
            nothing has changed then.
        ValueError
            For a setting that needs a new run.
        """
        old = self.config
        new, batch_size = with_settings(old, settings), self.order.batch_size
        # A mistake that is asked for must be possible; one that was on already and is
        # ruled out by another change is dropped silently.
        if "mistakes" in settings:
            check_mistakes(new, self.network, self.loss, batch_size)
        pointless = obstacles(new, self.network, self.loss, batch_size)
        self.config = without(new, pointless)
        changed = {
            name
            for name, value in tunable_settings(self.config).items()
            if value != getattr(old, name)
        }
        if changed & {"optimizer", "optimizer_settings"}:
            self._start_optimizer()
        if changed & {"schedule", "schedule_settings"}:
            self._start_schedule()
        if "activations" in changed:
            self.network.activations = activations_of(self.config, self.network)
        if changed - RATES:
            self._compile()

    def edit(self, index: int, value: float) -> None:
        """Set one entry of the flat vector of parameters, (P,).

        Raises
        ------
        InputError
            If there is no such entry, or the value is not finite.
        """
        check_edit(index, value, self.network.layout.count)
        # The trace of the last iteration must keep the parameters as its update left
        # them, without the edit.
        if self._last is not None:
            self._last = self._last.with_after(self.network.parameters)
        self.network.parameters[index] = value

    def replay(self, iterations: int, costs: Floats | None = None) -> None:
        """Do one or more iterations, even if they diverge, without a record.

        Their costs are written into ``costs`` (iterations,) if it is given.
        """
        costs = np.empty(iterations) if costs is None else costs
        if iterations > 1:
            self._iterate(costs[:-1])
        before = self.checkpoint()
        rate, program = self._iterate(costs[-1:])
        self._last = LastIteration(before, rate, program)

    def rates(self, count: int) -> list[float]:
        """Return the learning rates of the next ``count`` iterations.

        A schedule that watches the cost may cut them at its next look.
        """
        full = self.learning_rate
        if self._plateau is not None:
            full *= self._plateau.factor
        return self._schedule.rates(
            self.iteration, count, full, self.config.schedule_settings
        )

    def trace(self) -> Trace:
        """Return the trace of the last iteration.

        Raises
        ------
        RuntimeError
            If none has been done since the start or since ``restore_state``.
        """
        if self._last is None:
            raise RuntimeError(
                "no iteration has been done since the start or since a checkpoint was "
                "restored: call step() first"
            )
        return self._last.picture(self.network, self.order)

    def checkpoint(self, in_place_of: Checkpoint | None = None) -> Checkpoint:
        """Return a copy of everything that changes from one iteration to the next.

        A checkpoint that is no longer needed can be given to be overwritten, which is
        faster than allocating new memory.
        """
        used, memory = in_place_of, self._memory
        if used is not None and used.state.keys() == memory.keys():
            used.parameters[...] = self.network.parameters
            for name, values in memory.items():
                used.state[name][...] = values
            settings = tunable_settings(self.config)
            return Checkpoint(self.iteration, used.parameters, used.state, settings)
        return Checkpoint(
            self.iteration,
            self.network.parameters.copy(),
            {name: values.copy() for name, values in memory.items()},
            tunable_settings(self.config),
        )

    def restore_state(self, checkpoint: Checkpoint) -> None:
        """Take over the state of a checkpoint of this run, or of a clone's."""
        if checkpoint.settings != tunable_settings(self.config):
            self.change(**checkpoint.settings)
        self.network.parameters[...] = checkpoint.parameters
        memory = dict(checkpoint.state)
        plateau = memory.pop(PLATEAU, None)
        self._plateau = None if plateau is None else Plateau.from_array(plateau)
        self._state.restore(memory)
        self.iteration = checkpoint.iteration
        self._last = None

    def begin_with(self, start: Checkpoint) -> None:
        """Take over the parameters that another program led to, before any iteration.

        What its optimiser remembers is taken over if this run has the same one.
        """
        self.network.parameters[...] = start.parameters
        memory = {k: one for k, one in start.state.items() if k in self._state.state}
        same = start.settings["optimizer"] == self.config.optimizer
        if same and memory.keys() == self._state.state.keys():
            self._state.restore(memory)

    def clone(self) -> Self:
        """Return an engine in the same state that shares nothing that changes."""
        clone = copy.copy(self)
        clone.network = self.network.copy()
        order = self.order
        # Its own order, since an order caches only the epoch that was used last.
        clone.order = BatchOrder(
            order.samples, order.batch_size, order.seed, order.shuffle
        )
        clone._start_optimizer()  # noqa: SLF001 (one of its own kind)
        clone._compile()  # noqa: SLF001
        clone.restore_state(self.checkpoint())
        return clone

    def _start_optimizer(self) -> None:
        rule = OPTIMIZERS[str(self.config.optimizer)]
        settings = self.config.optimizer_settings
        self._state = rule.start(self.network.parameters, settings)

    @property
    def _schedule(self) -> Schedule:
        return SCHEDULES[self.config.schedule]

    def _start_schedule(self) -> None:
        self._plateau = Plateau() if self._schedule.watches else None

    @property
    def _memory(self) -> dict[str, Floats]:
        """All that optimiser and schedule remember; not a copy."""
        if self._plateau is None:
            return self._state.state
        return {**self._state.state, PLATEAU: self._plateau.to_array()}

    def _compile(self) -> None:
        """Compile new programs; the last iteration keeps the one it was done by."""
        self._programs = {}
        self.program = self._program_for(self.order.batch_size)

    def _program_for(self, size: int) -> Program:
        """Return the program for batches of this size; a full batch is not copied."""
        if size not in self._programs:
            full = size == self.data.train.samples
            self._programs[size] = compile_program(
                self.network,
                self.loss,
                self._state,
                batch=self.samples if full else size,
                penalty=self.config.penalty,
                mistakes=self.config.mistakes,
            )
        return self._programs[size]

    def _iterate(self, costs: Floats) -> tuple[float, Program]:
        """Do an iteration for each of the costs (n,), and write them.

        Returns the learning rate and the program of the last one.
        """
        rate, program, done = 0.0, self.program, 0
        while done < len(costs):
            # The schedule may change the rate at its looks, and only there.
            count = min(len(costs) - done, self._until_look)
            rate, program = self._iterate_on(costs[done : done + count])
            done += count
            self._look_if_due()
        return rate, program

    @property
    def _until_look(self) -> int:
        """The number of iterations until the schedule looks at the cost."""
        if self._plateau is None:
            return _NEVER
        every = int(self.config.schedule_settings["every"])
        return every - self.iteration % every

    @np.errstate(all="ignore")
    def _look_if_due(self) -> None:
        """Have the schedule look at the cost it watches, if it is time to."""
        settings = self.config.schedule_settings
        if self._plateau is None or self.iteration % int(settings["every"]):
            return
        data, part = self.data, self.data.train
        if self._schedule.watches == "held out":
            held_out = (data.validation, data.test)
            part = next((one for one in held_out if one.samples), part)
        found = score(
            self.network,
            self.loss,
            self.config.penalty,
            (part.inputs, part.targets),
            task=data.dataset.task,
            middle=data.middle,
        )
        self._plateau = self._plateau.after(found.cost, settings)

    def _iterate_on(self, costs: Floats) -> tuple[float, Program]:
        """Do an iteration for each of the costs (n,) between two looks."""
        count, done, program = len(costs), 0, self.program
        rates = self.rates(count)
        with np.errstate(all="ignore"):
            for batches in self.order.runs(self.iteration, count):
                part = slice(done, done + len(batches))
                program = self._program_for(len(batches[0]))
                program.train(self.samples, batches, rates[part], costs[part])
                done += len(batches)
        self.iteration += count
        return (rates[-1] if rates else 0.0), program
