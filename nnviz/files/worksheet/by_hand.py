"""An iteration that can be worked through by hand: a small network, short numbers."""

from dataclasses import dataclass

import numpy as np

from nnviz.core.errors import InputError
from nnviz.core.layout import Layout
from nnviz.core.types import Floats
from nnviz.data.dataset import Dataset
from nnviz.explain.selection import Selection
from nnviz.explain.structure import structure_of
from nnviz.explain.validate_selection import check_place
from nnviz.session.config import RunConfig
from nnviz.session.run_parts import RunParts, set_up
from nnviz.session.trainer import Trainer

MOST_INPUTS, MOST_OUTPUTS = 6, 3
MOST_HIDDEN, MOST_NEURONS = 3, 6
MOST_PARAMETERS, MOST_SAMPLES = 60, 4

_TRIES = 20
_ITERATIONS_TRIED = 20_000
"""The most iterations that are spent on the search for a lively exercise."""

_NEXT_TRY = 1_000_003
"""The distance of the seeds of two tries: far, as exercises have consecutive seeds."""

_STEEP = 0.05
"""The least slope of an activation that is not flat."""

_WRONG = 0.02
"""The least delta of an output that is not right already."""

_ROUNDING = 1e-9
"""A sum below this is 0 but for the rounding of a computer: nobody would find it."""


@dataclass(frozen=True, slots=True)
class WorksheetChoice:
    """The iteration and the sample an exercise is about.

    ``config`` may leave settings open: a hidden layer of 2, plain gradient descent and
    one sample at a time are filled in. ``iteration`` and ``sample`` (of the batch)
    count from 1. ``decimals`` is the number of decimals of weights, biases and data;
    None leaves them as training has them.
    """

    config: RunConfig
    iteration: int = 1
    sample: int = 1
    decimals: int | None = 1


def trained(choice: WorksheetChoice) -> Trainer:
    """Train to the end of the iteration, which starts from rounded numbers.

    With rounded numbers, seeds are tried until the exercise is worth the work: at least
    half of each layer's neurons are not flat, no weighted sum is 0, and the output is
    not right already.

    Raises
    ------
    InputError
        If the network is too large to work through by hand, there is no such iteration
        or sample, or the run ends before the iteration.
    """
    if choice.iteration < 1:
        raise InputError(f"--iteration {choice.iteration}: iterations count from 1")
    setup = set_up(_filled_in(choice))
    check_size(setup.network.sizes, setup.order.batch_size)
    trainer = _reach(choice, setup, setup.config.seed)
    if choice.decimals is None:
        return trainer
    tries = max(1, min(_TRIES, _ITERATIONS_TRIED // choice.iteration))
    for number in range(1, tries):
        if _is_lively(trainer, choice.sample - 1):
            break
        trainer = _reach(choice, setup, setup.config.seed + number * _NEXT_TRY)
    return trainer


def check_size(sizes: tuple[int, ...], batch: int) -> None:
    """Check that a network and its batch are small enough.

    Raises
    ------
    InputError
        If they are too large to work through by hand.
    """
    inputs, *hidden, outputs = sizes
    count = Layout(sizes).count
    fits = (
        inputs <= MOST_INPUTS
        and outputs <= MOST_OUTPUTS
        and len(hidden) <= MOST_HIDDEN
        and max(hidden, default=0) <= MOST_NEURONS
        and count <= MOST_PARAMETERS
    )
    if not fits:
        raise InputError(
            f"{'-'.join(map(str, sizes))} with its {count:,} weights and biases is too "
            f"large to work through by hand: a worksheet takes up to {MOST_INPUTS} "
            f"inputs, {MOST_HIDDEN} hidden layers of {MOST_NEURONS} neurons, "
            f"{MOST_OUTPUTS} outputs and {MOST_PARAMETERS} weights and biases"
        )
    if batch > MOST_SAMPLES:
        raise InputError(
            f"a batch of {batch} is too large to work through by hand: use a batch "
            f"size from 1 to {MOST_SAMPLES}"
        )


def rounded(values: Floats, decimals: int) -> Floats:
    """Round numbers of any shape to float64, those other than 0 never to 0.

    A factor of 0 would leave nothing to work out.
    """
    near = np.round(np.asarray(values, np.float64), decimals)
    least = np.copysign(10.0**-decimals, values)
    # Adding 0 turns -0 into 0.
    return np.where((near == 0.0) & (values != 0.0), least, near) + 0.0


def _filled_in(choice: WorksheetChoice) -> RunConfig:
    """Fill in settings that suit work by hand where they are left open."""
    usual: dict[str, object] = {
        "hidden": (2,),
        "optimizer": "sgd",
        "batch_size": 1,
        "precision": "float64",
    }
    if choice.decimals is not None:
        # Biases other than 0, and inputs that do not saturate every tanh.
        usual |= {"initializer": "normal", "scaling": "standard"}
    config = choice.config
    return config.changed(
        **{
            name: value
            for name, value in usual.items()
            if getattr(config, name) is None
        }
    )


def _reach(choice: WorksheetChoice, setup: RunParts, seed: int) -> Trainer:
    """Train to the iteration, round the weights, and do the iteration."""
    trainer = _trainer(choice, setup, seed)
    samples = len(trainer.order.rows(choice.iteration - 1))
    place = Selection("sample", sample=choice.sample - 1)
    check_place(structure_of(trainer), place, samples, choice.iteration)
    trainer.run(choice.iteration - 1)
    if choice.decimals is not None and trainer.stopped is None:
        nice = rounded(trainer.network.parameters, choice.decimals)
        for index, value in enumerate(nice.tolist()):
            trainer.edit(index, value)
    trainer.run(1)
    if trainer.iteration < choice.iteration or trainer.stopped:
        reason = trainer.stopped.message if trainer.stopped else "it ended"
        raise InputError(
            f"--iteration {choice.iteration}: the run ended before it: {reason}"
        )
    return trainer


def _trainer(choice: WorksheetChoice, setup: RunParts, seed: int) -> Trainer:
    config = setup.config.changed(seed=seed)
    if choice.decimals is None:
        return Trainer(config, None if setup.config.derived else setup.data.dataset)
    # The data come scaled and rounded, with derived inputs, as the training set alone:
    # none of that must be done to them again.
    values = setup.data.dataset.task == "regression"
    config = config.changed(
        scaling="none",
        target_scaling="none" if values else config.target_scaling,
        derived=(),
        test_fraction=0.0,
        validation_fraction=0.0,
    )
    return Trainer(config, _rounded_data(setup, choice.decimals))


def _rounded_data(setup: RunParts, decimals: int) -> Dataset:
    """Return the training set, scaled as for training and then rounded."""
    of, train = setup.data.dataset, setup.data.train
    # Targets of a classification are classes, not numbers to be rounded.
    if of.task == "regression":
        targets = rounded(train.targets, decimals)
    else:
        targets = of.targets[setup.data.train_rows]
    return Dataset(
        name=of.name,
        task=of.task,
        inputs=rounded(train.inputs, decimals),
        targets=targets,
        class_names=of.class_names,
        input_names=of.input_names,
        output_names=of.output_names,
        title=of.title,
    )


def _is_lively(trainer: Trainer, sample: int) -> bool:
    trace = trainer.trace()
    last = len(trainer.network.sizes) - 1
    sums = (trace[f"z{layer}"][sample] for layer in range(1, last + 1))
    if any((np.abs(z) < _ROUNDING).any() for z in sums):
        return False
    for layer in range(1, last):
        slopes = trace.get(f"slope{layer}")
        if slopes is not None and (np.abs(slopes[sample]) >= _STEEP).mean() < 0.5:
            return False
    return bool(np.abs(trace[f"delta{last}"][sample]).max() >= _WRONG)
