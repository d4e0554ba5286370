"""What the thread that trains hands to the window: values that never change."""

from typing import TYPE_CHECKING

import msgspec
import numpy as np

from nnviz.core.layout import Layout
from nnviz.core.loss import Loss
from nnviz.core.network import Network
from nnviz.core.trace import Trace
from nnviz.core.types import Floats
from nnviz.data.dataset import Dataset
from nnviz.data.prepared import PreparedData
from nnviz.explain.route import Route
from nnviz.session.config import RunConfig
from nnviz.session.history import Evaluation
from nnviz.session.schedules import SCHEDULES
from nnviz.session.stop import Stop
from nnviz.session.timeline.timeline_view import Position

if TYPE_CHECKING:
    from nnviz.session.trainer import Trainer


class RunStart(msgspec.Struct, frozen=True, eq=False):
    """A run that is ready to train.

    Attributes
    ----------
    run
        Its number; blocks and snapshots carry the same one.
    config
        The settings with nothing left open.
    dataset
        The data as they were loaded, without derived inputs.
    data
        The prepared data that the run trains on; nobody writes them.
    network
        A copy with the initial parameters, for the window to evaluate with.
    """

    run: int
    config: RunConfig
    dataset: Dataset
    data: PreparedData
    network: Network
    loss: Loss
    iterations_per_epoch: int

    @property
    def batch_size(self) -> int:
        """How many samples a whole batch has."""
        size, samples = self.config.batch_size, self.data.train.samples
        return min(size, samples) if isinstance(size, int) else samples


class Block(msgspec.Struct, frozen=True, eq=False):
    """Iterations that follow one another, each with its cost.

    ``costs[k]`` is the cost of iteration ``first_iteration + k``, counted from 1,
    before its update. ``evaluations`` are those made since the last block; where one
    was made at rest in the meantime, ``costs`` may be empty. The blocks of one
    ``branch`` have each of its iterations once, in order, from its fork on.
    """

    run: int
    first_iteration: int
    costs: Floats
    evaluations: tuple[Evaluation, ...] = ()
    branch: int = 0

    @property
    def last_iteration(self) -> int:
        """The number of the last iteration, counted from 1."""
        return self.first_iteration + len(self.costs) - 1


class Snapshot(msgspec.Struct, frozen=True, eq=False):
    """A run at one moment, between two iterations.

    Attributes
    ----------
    parameters, gradient, update
        Flat copies in the order of ``layout``, read-only. Gradient and update are
        those of the iteration last done, zeros before the first.
    gradient_norms
        The Euclidean length of each layer's part of the gradient, (layers,).
    learning_rate
        The one of the next iteration, after the schedule.
    iterations_per_second
        Measured over about the last second; 0 at rest.
    evaluation
        The latest one; its ``iteration`` may be an earlier one while training.
    trace
        All quantities of the iteration last done, at rest and at slow speeds only.
    activations
        The name of each layer's activation at this moment, the output layer's last.
    config
        The settings at this moment, with nothing left open.
    route
        The way through the iteration last done, wherever there is a trace of it.
    branch, is_present
        The branch it belongs to, and whether training goes on here; a moment of the
        past that is revisited is not the present.
    """

    run: int
    iteration: int
    epoch: float
    layout: Layout
    parameters: Floats
    gradient: Floats
    update: Floats
    gradient_norms: Floats
    learning_rate: float
    iterations_per_second: float
    evaluation: Evaluation | None
    stop: Stop | None
    trace: Trace | None
    activations: tuple[str, ...]
    config: RunConfig
    branch: int = 0
    is_present: bool = True
    route: Route | None = None

    @property
    def at_rest(self) -> bool:
        """Whether no training goes on."""
        return self.iterations_per_second == 0.0


class Difference(msgspec.Struct, frozen=True, eq=False):
    """The parameters of the other moment less those of the one, flat, read-only."""

    run: int
    one: Position
    other: Position
    parameters: Floats


def run_start(run: int, trainer: "Trainer", dataset: Dataset) -> RunStart:
    """Describe a run whose trainer has just been built."""
    return RunStart(
        run,
        trainer.config,
        dataset,
        trainer.data,
        trainer.network.copy(),
        trainer.loss,
        trainer.order.per_epoch,
    )


def take_snapshot(
    run: int,
    trainer: "Trainer",
    evaluation: Evaluation | None,
    trace: Trace | None,
    iterations_per_second: float,
) -> Snapshot:
    """Copy what the window shows of a trainer; call it between two iterations."""
    state, layout = trainer.program.state, trainer.network.layout
    gradient = frozen_copy(state.gradient)
    return Snapshot(
        run=run,
        iteration=trainer.iteration,
        epoch=trainer.epoch,
        layout=layout,
        parameters=frozen_copy(trainer.network.parameters),
        gradient=gradient,
        update=frozen_copy(state.update),
        gradient_norms=layer_norms(layout, gradient),
        learning_rate=next_learning_rate(trainer),
        iterations_per_second=iterations_per_second,
        evaluation=evaluation,
        stop=trainer.stopped,
        trace=trace,
        activations=tuple(one.name for one in trainer.network.activations),
        config=trainer.config,
    )


def frozen_copy(values: Floats) -> Floats:
    """Copy an array so that nothing can change it any more."""
    copy = values.copy()
    copy.flags.writeable = False
    return copy


def layer_norms(layout: Layout, vector: Floats) -> Floats:
    """Return the Euclidean length of each layer's part of a flat vector, (layers,)."""
    with np.errstate(all="ignore"):
        squares = [np.vdot(block, block) for block in layout.blocks(vector)]
        norms: Floats = np.sqrt(np.array(squares, dtype=np.float64))
    norms.flags.writeable = False
    return norms


def next_learning_rate(trainer: "Trainer") -> float:
    """Return the learning rate of the next iteration, after the schedule."""
    config = trainer.config
    (rate,) = SCHEDULES[config.schedule].rates(
        trainer.iteration, 1, trainer.learning_rate, config.schedule_settings
    )
    return rate
