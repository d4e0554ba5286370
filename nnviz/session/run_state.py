"""A run at one moment, with all it has recorded: what a session file keeps."""

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
    """All that another trainer needs to go on as if the run had never stopped.

    Attributes
    ----------
    config
        The settings as they are now, with nothing left open.
    now
        The run between two iterations.
    before
        The run as it was before the iteration last done, which can be done again to
        look into it; None where there is none.
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
    """Raise unless a run on these data can go on from the state.

    Parameters
    ----------
    dataset
        The data as they are loaded, without derived inputs.

    Raises
    ------
    InputError
        If parameters or the optimiser's memory have other shapes than the data and
        the configuration ask for.
    """
    config = state.config
    if config.derived:
        dataset = add_derived(dataset, config.derived)
    sizes = (dataset.input_count, *(config.hidden or ()), dataset.output_count)
    wanted = np.zeros(Layout(sizes).count, str(config.precision))
    memory = OPTIMIZERS[str(config.optimizer)].start(wanted, config.optimizer_settings)
    for moment in (state.now, state.before):
        if moment is None:
            continue
        _check_alike("parameters", moment.parameters, wanted)
        if moment.state.keys() != memory.state.keys():
            raise InputError(
                f"the optimiser's memory is {', '.join(moment.state) or 'empty'}, but "
                f"'{config.optimizer}' has {', '.join(memory.state) or 'none'}"
            )
        for name, values in memory.state.items():
            _check_alike(name, moment.state[name], values)


def _check_alike(name: str, found: Floats, wanted: Floats) -> None:
    if (found.shape, found.dtype) != (wanted.shape, wanted.dtype):
        raise InputError(
            f"{name}: {found.size} numbers of {found.dtype} are kept, but the network "
            f"for these data has {wanted.size} of {wanted.dtype}"
        )
