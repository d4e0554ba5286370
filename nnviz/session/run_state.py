"""The state of a run with its whole record: what a session file contains."""

from dataclasses import dataclass

import numpy as np

from nnviz.core.errors import InputError
from nnviz.core.layout import Layout
from nnviz.core.optimizers import OPTIMIZERS
from nnviz.core.types import Floats
from nnviz.data.dataset import Dataset
from nnviz.data.derived import add_derived
from nnviz.session.checkpoint import Checkpoint
from nnviz.session.config import RunConfig
from nnviz.session.history import Evaluation
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


def check_fits(state: RunState, dataset: Dataset) -> None:
    """Check that a run on these data can continue from the state.

    Parameters
    ----------
    state
        The state.
    dataset
        The data as loaded, without derived inputs.

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
    wanted = np.zeros(Layout(sizes).count, str(config.precision))
    memory = OPTIMIZERS[str(config.optimizer)].start(wanted, config.optimizer_settings)
    for checkpoint in (state.now, state.before):
        if checkpoint is None:
            continue
        _check_alike("parameters", checkpoint.parameters, wanted)
        if checkpoint.state.keys() != memory.state.keys():
            raise InputError(
                f"the optimiser's memory is {', '.join(checkpoint.state) or 'empty'}, "
                f"but '{config.optimizer}' has {', '.join(memory.state) or 'none'}"
            )
        for name, values in memory.state.items():
            _check_alike(name, checkpoint.state[name], values)


def _check_alike(name: str, found: Floats, wanted: Floats) -> None:
    if (found.shape, found.dtype) != (wanted.shape, wanted.dtype):
        raise InputError(
            f"{name}: {found.size} numbers of {found.dtype} are stored, but the "
            f"network for these data has {wanted.size} of {wanted.dtype}"
        )
