"""The state of a run with its whole record: what a session file contains."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from nnviz.core.errors import InputError
from nnviz.core.layout import Layout
from nnviz.core.optimizers import OPTIMIZERS
from nnviz.core.types import Floats
from nnviz.data.dataset import Dataset
from nnviz.data.derived import add_derived
from nnviz.session.checkpoint import PLATEAU, Checkpoint
from nnviz.session.config import RunConfig
from nnviz.session.history import Evaluation
from nnviz.session.schedules import SCHEDULES, Plateau
from nnviz.session.settings.tunable import tunable_settings
from nnviz.session.stop import Stop


@dataclass(frozen=True, slots=True, eq=False)
class RunState:
    """Everything another trainer needs to continue as if the run had never stopped.

    Attributes
    ----------
    config
        The current settings, with nothing left open.
    now
        The current state.
    before
        The state before the last iteration, which can be repeated to look into it; None
        if there is none.
    rate
        The learning rate of that iteration.
    costs
        The cost of every iteration, (iterations,).
    evaluations
        The scores recorded so far.
    stopped
        Why the run has ended, or None.
    seconds
        Time spent in training.
    initial_cost
        The cost before the first iteration, by which divergence is judged.
    first
        The state it began with, if another program led to that; None where the seed
        gives it.
    """

    config: RunConfig
    now: Checkpoint
    before: Checkpoint | None
    rate: float
    costs: Floats
    evaluations: tuple[Evaluation, ...]
    stopped: Stop | None
    seconds: float
    initial_cost: float
    first: Checkpoint | None = None


def check_fits(
    state: RunState, dataset: Dataset, earlier: Iterable[Checkpoint] = ()
) -> None:
    """Check that a run on these data can continue from the state.

    Parameters
    ----------
    state
        The state.
    dataset
        The data as loaded, without derived inputs.
    earlier
        Checkpoints of its past, which must fit as well.

    Raises
    ------
    InputError
        If the parameters or the optimiser's memory do not have the shapes that the data
        and the configuration require.
    """
    config = state.config
    if config.derived:
        dataset = add_derived(dataset, config.derived)
    sizes = (dataset.input_count, *(config.hidden or ()), dataset.output_count)
    count, precision = Layout(sizes).count, np.dtype(str(config.precision))
    # First, as what is made for comparison is as large as the settings say.
    _check_alike("parameters", state.now.parameters, (count,), precision)
    wanted = np.zeros(count, precision)
    _check_checkpoint(state.now, wanted, tunable_settings(config))
    for checkpoint in (state.before, state.first, *earlier):
        if checkpoint is not None:
            # Optimiser and schedule may have been others then.
            _check_checkpoint(checkpoint, wanted, checkpoint.settings)


def _check_checkpoint(
    checkpoint: Checkpoint, wanted: Floats, settings: Mapping[str, Any]
) -> None:
    """Raise InputError unless parameters and memory have the shapes of these."""
    _check_alike("parameters", checkpoint.parameters, wanted.shape, wanted.dtype)
    optimizer = str(settings["optimizer"])
    memory = dict(_memory(optimizer, wanted.size, str(wanted.dtype)))
    if SCHEDULES[settings["schedule"]].watches:
        memory[PLATEAU] = Plateau().to_array()
    if checkpoint.state.keys() != memory.keys():
        raise InputError(
            f"the optimiser's memory is {', '.join(checkpoint.state) or 'empty'}, "
            f"but '{optimizer}' has {', '.join(memory) or 'none'}"
        )
    for name, values in memory.items():
        _check_alike(name, checkpoint.state[name], values.shape, values.dtype)


@lru_cache(4)
def _memory(optimizer: str, count: int, precision: str) -> Mapping[str, Floats]:
    """Return an optimiser's memory of this many parameters as it is at the start."""
    return OPTIMIZERS[optimizer].start(np.zeros(count, precision), None).state


def _check_alike(
    name: str, found: Floats, shape: tuple[int, ...], precision: np.dtype[Any]
) -> None:
    if (found.shape, found.dtype) != (shape, precision):
        raise InputError(
            f"{name}: {found.size} numbers of {found.dtype} are stored, but the "
            f"network for these data has {math.prod(shape)} of {precision}"
        )
