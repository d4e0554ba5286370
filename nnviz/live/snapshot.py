"""What the thread that trains hands to the window: values that never change."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from nnviz.core.functions.loss import Loss
from nnviz.core.layout import Layout
from nnviz.core.network import Network
from nnviz.core.trace import Trace, frozen_copy
from nnviz.core.types import Floats
from nnviz.data.dataset import Dataset
from nnviz.data.prepared import PreparedData
from nnviz.explain.linked.contender_trace import ContenderTrace
from nnviz.explain.walk.route import Route
from nnviz.session.config import RunConfig
from nnviz.session.history import Evaluation
from nnviz.session.sample_figures import SampleFigures
from nnviz.session.stop import Stop
from nnviz.session.timeline.timeline_view import Position

if TYPE_CHECKING:
    from nnviz.session.beginning import Beginning
    from nnviz.session.claims.judging import Judgement
    from nnviz.session.comparison.contender import Contender, Variation
    from nnviz.session.health.layer_health import NetworkHealth
    from nnviz.session.trainer import Trainer

_NONE: Floats = np.empty(0)
_NONE.flags.writeable = False


class ComparisonWish(msgspec.Struct, frozen=True):
    """What is to be compared: settings that are equal, and those that differ.

    Without variations it is one network that is to be trained.
    """

    base: RunConfig
    variations: "tuple[Variation, ...]" = ()
    own_initializers: bool = False


class LaneStart(msgspec.Struct, frozen=True, eq=False):
    """One network of a run that is ready.

    Attributes
    ----------
    contender
        What it is called, "" where it is alone, and its settings with nothing left
        open.
    data
        The prepared data that it trains on; nobody writes them.
    network
        A copy with the initial parameters, for the window to evaluate with.
    quantities
        The shapes of all numbers that it makes, by name, in the program's order; its
        parameters, as they are at the start, come first.
    """

    contender: "Contender"
    data: PreparedData
    network: Network
    loss: Loss
    quantities: Mapping[str, tuple[int, ...]]

    @property
    def config(self) -> RunConfig:
        """Its settings, with nothing left open."""
        return self.contender.config

    @property
    def batch_size(self) -> int:
        """How many samples a whole batch has."""
        size, samples = self.config.batch_size, self.data.train.samples
        return min(size, samples) if isinstance(size, int) else samples


class RunStart(msgspec.Struct, frozen=True, eq=False):
    """A run that is ready: one network, or several side by side.

    Attributes
    ----------
    run
        Its number; all that is sent for it carries the same one.
    wish
        What was asked for, with what was left open.
    dataset
        The data as they were loaded, without derived inputs.
    iterations_per_epoch
        The fewest of all networks.
    fairness
        What the networks have in common and what not, in sentences.
    recording
        The file of another program's run; None for a run of nnviz's own.
    beginning
        What it began with, if another program led to that, or None.
    """

    run: int
    wish: ComparisonWish
    dataset: Dataset
    lanes: tuple[LaneStart, ...]
    iterations_per_epoch: int
    fairness: tuple[str, ...] = ()
    recording: Path | None = None
    beginning: "Beginning | None" = None

    @property
    def contenders(self) -> "tuple[Contender, ...]":
        """The name and the settings of each network."""
        return tuple(lane.contender for lane in self.lanes)

    @property
    def lane(self) -> LaneStart:
        """The first network: the only one of most runs."""
        return self.lanes[0]

    def common_quantities(self, one: int, other: int) -> tuple[str, ...]:
        """Return the names of what two networks both make, in the first's order."""
        mine, others = self.lanes[one].quantities, self.lanes[other].quantities
        return tuple(name for name in mine if others.get(name) == mine[name])


class Block(msgspec.Struct, frozen=True, eq=False):
    """Iterations that follow one another, each with its costs.

    ``costs[i, k]`` is what iteration ``first_iteration + k``, counted from 1, cost
    network i before its update, (networks, iterations); NaN once it has stopped.
    ``evaluations`` are those of each network made since the last block; where one was
    made at rest in the meantime, there may be no iterations. The blocks of one
    ``branch`` have each of its iterations once, in order, from its fork on.

    Where iterations are left out, as in what another program has recorded, ``numbers``
    (iterations,) says which these are.
    """

    run: int
    first_iteration: int
    costs: Floats
    evaluations: tuple[tuple[Evaluation, ...], ...]
    branch: int = 0
    numbers: Floats | None = None

    @property
    def iterations(self) -> int:
        """How many iterations it has."""
        return int(self.costs.shape[1])

    @property
    def last_iteration(self) -> int:
        """The number of the last iteration, counted from 1."""
        return self.first_iteration + self.iterations - 1


class Lane(msgspec.Struct, frozen=True, eq=False):
    """One network at one moment, between two iterations.

    Attributes
    ----------
    iteration, epoch
        How far it is: one that has stopped stays behind the others.
    config
        The settings at this moment, with nothing left open.
    layout, parameters
        A flat copy in the order of ``layout``, read-only, (P,).
    activations
        The name of each layer's activation at this moment, the output layer's last.
    cost
        The cost of the iteration last done, NaN before the first.
    evaluation, health
        The latest ones; their ``iteration`` may be an earlier one while training.
    stop
        Why it has stopped, if it has.
    learning_rate
        The one of the next iteration, after the schedule.
    gradient, update
        Those of the iteration last done, zeros before the first, flat and read-only,
        (P,); of networks side by side, which show none of it, empty.
    gradient_norms
        The Euclidean length of each layer's part of the gradient, (layers,).
    traced
        The iteration last done, number by number, at rest and at slow speeds only.
    probe
        The sample looked at, with these parameters; only now and then while training.
    """

    iteration: int
    epoch: float
    config: RunConfig
    layout: Layout
    parameters: Floats
    activations: tuple[str, ...]
    cost: float
    evaluation: Evaluation | None
    stop: Stop | None
    learning_rate: float
    health: "NetworkHealth | None" = None
    gradient: Floats = _NONE
    update: Floats = _NONE
    gradient_norms: Floats = _NONE
    traced: ContenderTrace | None = None
    probe: ContenderTrace | None = None

    @property
    def trace(self) -> Trace | None:
        """All quantities of the iteration last done."""
        return None if self.traced is None else self.traced.trace

    @property
    def route(self) -> Route | None:
        """The way through the iteration last done."""
        return None if self.traced is None else self.traced.route


class RecordedState(msgspec.Struct, frozen=True, eq=False):
    """What is known of a moment that another program has recorded.

    Attributes
    ----------
    count
        How many iterations are recorded.
    newest
        The number of the last one.
    grows
        Whether more may come.
    follows
        Whether each newer one is shown as soon as it is there.
    lacks
        Why nothing can be computed at this moment; "" if it can.
    verdict
        Which recorded quantities are right; None where that is not known (yet).
    cost
        What the other program said of the batch, NaN if nothing.
    dropped, others
        How many iterations could not be recorded, and how many are of a network with
        other layers, which are not shown.
    assumed
        What nnviz's update assumes that was not recorded, in words; "" if nothing.
    is_cut_off
        Whether the pipe that it came through has ended before the log was closed.
    """

    count: int
    newest: int
    grows: bool
    follows: bool
    lacks: str = ""
    verdict: "Judgement | None" = None
    cost: float = float("nan")
    dropped: int = 0
    others: int = 0
    assumed: str = ""
    is_cut_off: bool = False


class Snapshot(msgspec.Struct, frozen=True, eq=False):
    """A run at one moment, between two iterations: one network or several.

    Attributes
    ----------
    position
        How many iterations are done at the moment shown, and on which branch.
    lanes
        Each network.
    iterations_per_second
        Measured over about the last second; 0 at rest.
    done
        How many iterations the branch shown has in all.
    is_present
        Whether this is the end that grows by training, and no moment of the past.
    samples
        The latest figures of all samples, if they are wanted and known; while training,
        those of an earlier iteration.
    recorded
        What is known besides if another program has recorded it.
    """

    run: int
    position: Position
    lanes: tuple[Lane, ...]
    iterations_per_second: float
    done: int
    is_present: bool = True
    samples: SampleFigures | None = None
    recorded: RecordedState | None = None

    @property
    def iteration(self) -> int:
        """How many iterations are done at the moment shown."""
        return self.position.iteration

    @property
    def branch(self) -> int:
        """The branch that the moment shown belongs to."""
        return self.position.branch

    @property
    def epoch(self) -> float:
        """How many epochs are done, by the network that has most."""
        return max(lane.epoch for lane in self.lanes)

    @property
    def at_rest(self) -> bool:
        """Whether no training goes on."""
        return self.iterations_per_second == 0.0

    @property
    def can_be_followed(self) -> bool:
        """Whether each iteration is seen by itself: at rest and at slow speeds."""
        return self.at_rest or self.lane.traced is not None

    @property
    def is_complete(self) -> bool:
        """Whether each network has been evaluated and looked at as it is."""
        return all(
            one.evaluation is not None
            and one.health is not None
            and one.iteration == one.evaluation.iteration == one.health.iteration
            for one in self.lanes
        )

    @property
    def lane(self) -> Lane:
        """The first network: the only one of most runs."""
        return self.lanes[0]


def lane_start(trainer: "Trainer", contender: "Contender") -> LaneStart:
    """Describe a network whose trainer has just been built."""
    from nnviz.session.comparison.pairs import quantities_of

    network = trainer.network.copy()
    # Several threads read it: whoever wants to write takes a copy.
    network.parameters.flags.writeable = False
    return LaneStart(
        contender,
        trainer.data,
        network,
        trainer.loss,
        quantities_of(trainer),
    )


def run_start(
    run: int, trainer: "Trainer", dataset: Dataset, wish: RunConfig | None = None
) -> RunStart:
    """Describe a run of one network, which was asked for by ``wish``."""
    from nnviz.session.comparison.contender import Contender

    return RunStart(
        run,
        ComparisonWish(wish or trainer.config),
        dataset,
        (lane_start(trainer, Contender("", (), trainer.config)),),
        trainer.order.per_epoch,
        beginning=trainer.beginning,
    )


def lane_of(
    trainer: "Trainer",
    evaluation: Evaluation | None = None,
    health: "NetworkHealth | None" = None,
    traced: ContenderTrace | None = None,
    *,
    probe: ContenderTrace | None = None,
    with_gradient: bool = True,
) -> Lane:
    """Copy what the window shows of a network; call it between two iterations."""
    network, program = trainer.network, trainer.last_program
    lane = Lane(
        iteration=trainer.iteration,
        epoch=trainer.epoch,
        config=trainer.config,
        layout=network.layout,
        parameters=frozen_copy(network.parameters),
        activations=tuple(one.name for one in network.activations),
        cost=float("nan") if program is None else program.cost,
        evaluation=evaluation,
        health=health,
        stop=trainer.stopped,
        learning_rate=trainer.rates(1)[0],
        traced=traced,
        probe=probe,
    )
    if not with_gradient:
        return lane
    state = trainer.program.state
    gradient = frozen_copy(state.gradient)
    return msgspec.structs.replace(
        lane,
        gradient=gradient,
        update=frozen_copy(state.update),
        gradient_norms=network.layout.norms(gradient),
    )
