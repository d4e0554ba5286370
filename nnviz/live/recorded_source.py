"""Recorded iterations as moments: their weights, and what nnviz computes from them."""

from bisect import bisect_left
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from nnviz.core.errors import InputError
from nnviz.core.network import Network
from nnviz.core.passes.memory import Batch
from nnviz.core.program import Program, compile_program
from nnviz.core.trace import Trace, frozen_copies, quantities_of
from nnviz.core.types import Floats
from nnviz.data.dataset import Dataset
from nnviz.files.recorded_iterations import Recording, open_recording
from nnviz.files.recorded_session import config_of, set_parameters, task_of
from nnviz.live.recorded_moment import RecordedMoment
from nnviz.live.recorded_samples import KnownSamples
from nnviz.session.claims.arranging import Claims, parameters_of
from nnviz.session.claims.checkup import Checkup
from nnviz.session.claims.settling import Settled
from nnviz.session.claims.taken_rule import TakenRule
from nnviz.session.config import RunConfig

_CONSECUTIVE, _SPREAD = 256, 64
"""The samples of so many iterations are gathered: of the first, and of some later."""

_MOST_NUMBERS = 1 << 25
"""The most numbers of inputs that are gathered, 256 MiB."""

_QUICK = 100_000
"""Iterations of so many numbers are worked out at once, in a few milliseconds."""

_LARGEST = 30_000_000
"""Of more numbers than these no trace is kept."""

_MOST_PROGRAMS = 8
"""Programs for so many sizes of batches are kept."""

_IMAGES = {784: (28, 28), 64: (8, 8)}
"""The numbers of inputs that are taken for pixels if none is negative."""


class NotYetError(InputError):
    """Too little has been recorded to be shown."""


class RecordedSource:
    """The iterations of one network in a file, which may grow.

    Parameters
    ----------
    path
        A log of ``nnviz.watch``, or an NPZ file with one iteration.

    Raises
    ------
    NotYetError
        If there are too few iterations in it.
    InputError
        If it cannot be read, or there is no iteration that can be shown.

    Attributes
    ----------
    recording
        What is in the file.
    settled
        How its program writes its arrays, and what it uses.
    numbers
        The numbers of the iterations that can be shown, in rising order.
    others
        How many iterations are of a network with other layers.
    config, dataset
        A run that computes as the program does, and all samples that were gathered.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.recording: Recording = open_recording(path)
        if not self.recording.numbers:
            raise NotYetError(f"{path}: no iteration is recorded in it")
        said = self.recording.said
        self._checkup = Checkup(self.recording.numbers, self.recording.read, said)
        first = self._checkup.first_place()
        self.settled: Settled = self._checkup.settle(first)
        self.numbers: list[int] = []
        self._places: list[int] = []
        self.others = self._looked_at = 0
        self._fitting: dict[int, bool] = {}
        self.take_new()
        claims = self._claims(first)
        if claims is None or claims.targets is None:
            raise InputError(
                f"{path}: no targets are recorded, so there is no batch to look into: "
                f"record inputs and targets, or use nnviz check {path.name}"
            )
        self._samples = KnownSamples(_MOST_NUMBERS)
        self._gather(claims)
        self.gathered_from = len(self.numbers)
        self.dataset = self._dataset()
        settled = self.settled.activations, self.settled.loss
        self.config: RunConfig = config_of(path, claims, *settled)
        self._network = Network(
            self.settled.sizes,
            self.settled.activations,
            initializer="zeros",
            precision=str(self.config.precision),
        )
        self._programs: dict[int, Program] = {}
        self._batch: tuple[Any, Floats, Floats] | None = None

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def grows(self) -> bool:
        """Whether more may come: the log was not closed."""
        log = self.recording.log
        return log is not None and log.grows

    def update(self) -> bool:
        """Take in what has been added to the file; return whether anything was.

        Raises
        ------
        LogOverwrittenError
            If it is another log now.
        InputError
            If it cannot be read any more.
        """
        log = self.recording.log
        if log is None:
            return False
        was_open = self.grows
        return self.take_new() if log.update() else was_open != self.grows

    def take_new(self) -> bool:
        """Take the iterations that have been read since; return whether there are."""
        recording, before = self.recording, len(self.numbers)
        first, last = self._looked_at, len(recording.numbers)
        log = recording.log
        kinds = np.zeros(last - first, np.int64) if log is None else log.layouts(first)
        self._looked_at = last
        for kind in np.unique(kinds).tolist():
            if kind not in self._fitting:
                place = first + int(np.flatnonzero(kinds == kind)[0])
                self._fitting[kind] = self._checkup.is_such(place, self.settled)
        known = [kind for kind, fits in self._fitting.items() if fits]
        places = np.flatnonzero(np.isin(kinds, known)) + first
        self._places += places.tolist()
        self.numbers += [recording.numbers[place] for place in places.tolist()]
        self.others += len(kinds) - len(places)
        return len(self.numbers) > before

    def nearest(self, iteration: int) -> int:
        """Return the place of the iteration nearest to a number."""
        place = bisect_left(self.numbers, iteration)
        if place == 0:
            return 0
        if place == len(self.numbers):
            return place - 1
        after, before = self.numbers[place], self.numbers[place - 1]
        return place if after - iteration < iteration - before else place - 1

    def at_least(self, iteration: int) -> int:
        """Return the place of the first iteration from a number on, or the last."""
        return min(bisect_left(self.numbers, iteration), len(self.numbers) - 1)

    def claimed_costs(self, first: int) -> Floats:
        """Return the recorded costs from a place on, (n,); NaN where there is none."""
        log, places = self.recording.log, self._places[first:]
        if log is not None:
            return log.costs_at(places)
        costs = [self.recording.read(place).cost for place in places]
        return np.array([np.nan if cost is None else cost for cost in costs])

    def moment(self, place: int) -> RecordedMoment:
        """Read the iteration at a place; it is not worked out yet."""
        number, settled = self.numbers[place], self.settled
        try:
            given = self._checkup.given_at(self._places[place])
            written = settled.manner, settled.sizes
            moment = RecordedMoment(number, *parameters_of(given, *written))
            moment.claims = claims = self._checkup.claims_of(given, settled)
        except InputError as error:
            if self.recording.log is not None:
                # Of a log that was overwritten nothing can be shown.
                self.recording.log.update()
            shapes = list(pairwise(settled.sizes))
            weights = [np.full((o, i), np.nan) for i, o in shapes]
            biases = [np.full(o, np.nan) for _, o in shapes]
            return RecordedMoment(
                number, weights, biases, is_known=True, lacks=str(error)
            )
        moment.cost = float("nan") if given.cost is None else given.cost
        if claims is None or claims.targets is None:
            moment.claims, moment.is_known = None, True
            moment.lacks = "its batch was not recorded"
        moment.is_quick = moment.size <= _QUICK
        return moment

    def batch(self, claims: Claims) -> tuple[Floats, Floats]:
        """Return the batch of an iteration as a network takes it, (N, I) and (N, O).

        One that stays, such as all samples, is prepared once.
        """
        assert claims.targets is not None
        known = self._batch
        if (
            known is None
            or known[0] is None
            or known[0] is not claims.inputs.base
            or known[1].shape != claims.inputs.shape
            or not np.array_equal(known[2], claims.targets)
        ):
            precision = str(self.config.precision)
            inputs = np.ascontiguousarray(claims.inputs, precision)
            self._batch = known = claims.inputs.base, inputs, claims.targets
        return known[1], np.ascontiguousarray(known[2], known[1].dtype)

    def judge(self, moment: RecordedMoment, place: int) -> None:
        """Find out which quantities of a moment are right."""
        found = self._checkup.judge_at(self._places[place], self.settled, explain=False)
        moment.verdict = found

    def work_out(self, moment: RecordedMoment, settings: Mapping[str, Any]) -> None:
        """Run nnviz's own iteration on the weights and the batch of a moment.

        ``settings`` are those of the run that can change.
        """
        claims, size = moment.claims, moment.size
        moment.is_known = True
        if claims is None or size > _LARGEST:
            return
        inputs, targets = self.batch(claims)
        program, network = self._program(len(inputs)), self._network
        set_parameters(network, moment.weights, moment.biases)
        before = network.parameters.copy()
        program.state.learning_rate = self.rate(claims)
        padded = np.ones((len(inputs), inputs.shape[1] + 1), inputs.dtype)
        padded[:, :-1] = inputs
        rows = np.arange(len(inputs))
        with np.errstate(all="ignore"):
            program.load(Batch(padded, np.ascontiguousarray(targets.T)), rows)
            program.run()
        layout = network.layout
        assert claims.targets is not None
        moment.program = program
        moment.trace = Trace(
            iteration=moment.number,
            epoch=0,
            rows=self._samples.rows_of(claims.inputs, claims.targets),
            learning_rate=program.state.learning_rate,
            quantities=quantities_of(program.workspace, layout, before),
            after=frozen_copies(layout.named(network.parameters)),
            state_before={},
            settings=settings,
        )

    def rule(self, place: int) -> TakenRule | None:
        """Return the rule by which a run goes on from a place, if it has a batch."""
        return self._checkup.taken_rule_at(self._places[place], self.settled)

    def rate(self, claims: Claims) -> float:
        """Return the learning rate of an iteration, or the run's if none is known."""
        rate = claims.learning_rate
        known = rate is not None and np.isfinite(rate)
        return float(rate if known and rate else self.config.learning_rate or 0.0)

    @property
    def assumed(self) -> str:
        """What the update of nnviz's iterations assumes, in words."""
        optimizer, log = self.recording.said.optimizer, self.recording.log
        if optimizer not in (None, "sgd"):
            return (
                f"The other program updates by {optimizer}; what is shown here is the "
                "step of gradient descent."
            )
        rate = None if log is None else log.start.learning_rate
        if rate is None and not (log is not None and log.has_rates):
            return (
                "The learning rate was not recorded: this step takes "
                f"{self.config.learning_rate}."
            )
        return ""

    def _program(self, samples: int) -> Program:
        """Return the program for batches of a size, compiled once."""
        if samples not in self._programs:
            if len(self._programs) > _MOST_PROGRAMS:
                self._programs.clear()
            self._programs[samples] = compile_program(
                self._network, self.settled.loss, batch=samples
            )
        return self._programs[samples]

    def _claims(self, place: int) -> Claims | None:
        return self._checkup.claims_at(place, self.settled)

    def _gather(self, first: Claims) -> None:
        """Gather samples: those of the first batch, and of others."""
        assert first.targets is not None
        self._samples.take(first.inputs, first.targets)
        count = len(self._places)
        spread = range(0, count, count // _SPREAD + 1)
        for place in dict.fromkeys((*range(min(_CONSECUTIVE, count)), *spread)):
            if not self._samples.has_room:
                break
            claims = self._claims(self._places[place])
            if claims is not None and claims.targets is not None:
                self._samples.take(claims.inputs, claims.targets)

    def _dataset(self) -> Dataset:
        """Return all samples gathered.

        Raises
        ------
        NotYetError
            If there are too few of them.
        """
        if not len(self._samples):
            raise NotYetError(f"{self.path}: no recorded batch has finite numbers")
        inputs, targets = self._samples.arrays()
        task = task_of(targets, self.settled.loss)
        if len(inputs) < 2 or (
            task == "classification" and (targets == targets[0]).all()
        ):
            raise NotYetError(
                f"{self.path}: only one sample, or samples of one class, are recorded"
            )
        image = _IMAGES.get(inputs.shape[1]) if (inputs >= 0.0).all() else None
        return Dataset(
            name=self.path.stem[:60] or "recorded",
            task=task,
            inputs=inputs,
            targets=targets,
            untested=True,
            image_shape=image,
            title=f"{self.path.name}, recorded by another program",
        )
