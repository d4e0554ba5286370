"""Makes a run of a recorded iteration: it begins with exactly those weights."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from nnviz.core.activation import Activation
from nnviz.core.errors import InputError, error_of_file
from nnviz.core.loss import Loss
from nnviz.core.network import Network
from nnviz.core.types import Floats
from nnviz.data.dataset import Dataset, Task
from nnviz.files.recorded_iterations import open_recording
from nnviz.files.session import Session, session_of
from nnviz.session.claims.arranging import Claims
from nnviz.session.claims.checkup import Checkup, Report
from nnviz.session.claims.claim_words import headline
from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer

_RATE = 0.1
"""The learning rate of a run whose record does not say one."""


def session_of_recording(path: Path, report: Report) -> Session:
    """Return a session at iteration 0 with the weights of the iteration checked.

    Its data are the batch of that iteration, which are part of the session.

    Raises
    ------
    InputError
        If there are no targets, or the numbers make no run, such as NaN.
    """
    verdict = report.verdict
    claims = verdict.claims
    if claims.targets is None:
        raise InputError("no targets were recorded, so nothing can be trained")
    dataset = Dataset(
        name=path.stem[:60] or "recorded",
        task=task_of(claims.targets, verdict.loss),
        inputs=np.array(claims.inputs, np.float64),
        targets=np.array(claims.targets),
        untested=True,
        title=f"{path.name}, iteration {claims.number}",
    )
    config = config_of(path, claims, verdict.activations, verdict.loss)
    return session_with(config, dataset, claims.weights, claims.biases)


def session_with(
    config: RunConfig,
    dataset: Dataset,
    weights: Sequence[Floats],
    biases: Sequence[Floats],
) -> Session:
    """Return a session at iteration 0 with weights (O, I) and biases (O,) of layers.

    Raises
    ------
    InputError
        If the numbers make no run, such as NaN.
    """
    trainer = Trainer(config, dataset)
    set_parameters(trainer.network, weights, biases)
    session = session_of(config, trainer, dataset)
    cost = trainer.evaluate().train.cost
    return replace(session, state=replace(session.state, initial_cost=cost))


def set_parameters(
    network: Network, weights: Sequence[Floats], biases: Sequence[Floats]
) -> None:
    """Give a network the weights (O, I) and biases (O,) of its layers."""
    with np.errstate(all="ignore"):
        for mine, theirs in zip(network.weights, weights, strict=True):
            mine[...] = theirs
        for mine, theirs in zip(network.biases, biases, strict=True):
            mine[...] = theirs


def open_recorded_session(path: Path) -> tuple[Session, str]:
    """Open a log as a session, and say what a check of it has found.

    Raises
    ------
    InputError
        If it cannot be read or checked.
    """
    recording = open_recording(path)
    try:
        report = Checkup(recording.numbers, recording.read, recording.said).run()
        session = session_of_recording(path, report)
    except InputError as error:
        raise error_of_file(path, error) from error
    number = report.verdict.claims.number
    said = f"{path.name}, iteration {number}: {headline(report.verdict)}"
    return session, f"{said} nnviz check {path.name} says more."


def task_of(targets: Floats, loss: Loss) -> Task:
    """Return what targets (N, O) are, by the loss and their numbers."""
    binary = bool(((targets == 0.0) | (targets == 1.0)).all())
    if not binary or loss.averages_outputs:
        return "regression"
    if targets.shape[1] > 1 and (targets.sum(axis=1) != 1.0).any():
        return "labels"
    return "classification"


def config_of(
    path: Path, claims: Claims, activations: Sequence[Activation], loss: Loss
) -> RunConfig:
    """Return settings of a run that computes as the recorded program does."""
    *hidden, output = (f.name for f in activations)
    rate = claims.learning_rate
    return RunConfig(
        dataset=str(path),
        hidden=tuple(claims.sizes[1:-1]),
        activations=tuple(hidden),
        output_activation=output,
        loss=loss.name,
        optimizer="sgd",
        learning_rate=rate if rate is not None and 0.0 < rate < 1e3 else _RATE,
        batch_size="full",
        precision="float32" if _is_exact_in_float32(claims) else "float64",
        scaling="none",
        target_scaling="none",
        test_fraction=0.0,
    )


def _is_exact_in_float32(claims: Claims) -> bool:
    """Tell whether a run in float32 begins with exactly the weights recorded."""
    parameters = (*claims.weights, *claims.biases)
    with np.errstate(all="ignore"):
        return claims.single and all(
            np.array_equal(one.astype(np.float32), one, equal_nan=True)
            for one in parameters
        )
