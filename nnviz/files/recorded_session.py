"""Makes a run of a recorded iteration: it begins with exactly those weights."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from nnviz.core.errors import InputError, error_of_file
from nnviz.core.functions.activation import Activation
from nnviz.core.functions.loss import Loss
from nnviz.core.network import Network
from nnviz.core.types import Floats
from nnviz.data.dataset import Dataset, Task
from nnviz.files.recorded_iterations import open_recording
from nnviz.files.session import Session, session_of
from nnviz.session.claims.arranging import Claims
from nnviz.session.claims.checkup import Checkup, Report
from nnviz.session.claims.claim_words import headline
from nnviz.session.claims.taken_rule import TakenRule
from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer

_RATE = 0.1
"""The learning rate of a run whose record does not say one."""

_LARGEST_RATE = 1e3
"""Learning rates from here on are none that a run can have."""


def session_of_recording(path: Path, report: Report, rule: TakenRule | None) -> Session:
    """Return a session at iteration 0 with the weights of the iteration checked.

    Its data are the batch of that iteration, which are part of the session. It goes on
    by ``rule``, if that is known.

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
    parameters = claims.weights, claims.biases
    return session_with(config_by(config, rule), dataset, *parameters, rule)


def session_with(
    config: RunConfig,
    dataset: Dataset,
    weights: Sequence[Floats],
    biases: Sequence[Floats],
    rule: TakenRule | None = None,
) -> Session:
    """Return a session at iteration 0 with weights (O, I) and biases (O,) of layers.

    The optimiser remembers what that of ``rule`` does, by which the settings are.

    Raises
    ------
    InputError
        If the numbers make no run, such as NaN.
    """
    trainer = Trainer(config, dataset)
    set_parameters(trainer.network, weights, biases)
    start = trainer.checkpoint()
    memory = {} if rule is None else rule.memory
    trainer.begin_with(replace(start, state={**start.state, **memory}))
    return session_of(config, trainer, dataset)


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
        checkup = Checkup(recording.numbers, recording.read, recording.said)
        report = checkup.run()
        rule = checkup.taken_rule(report)
        session = session_of_recording(path, report, rule)
    except InputError as error:
        raise error_of_file(path, error) from error
    number = report.verdict.claims.number
    said = f"{path.name}, iteration {number}: {headline(report.verdict)}"
    more = "" if rule is None or not rule.words else f" {rule.words}"
    return session, f"{said} nnviz check {path.name} says more.{more}"


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
        learning_rate=rate
        if rate is not None and 0.0 < rate < _LARGEST_RATE
        else _RATE,
        batch_size="full",
        precision="float32" if _is_exact_in_float32(claims) else "float64",
        scaling="none",
        target_scaling="none",
        test_fraction=0.0,
    )


def config_by(config: RunConfig, rule: TakenRule | None) -> RunConfig:
    """Return settings with the optimiser, the rate and the penalty of a rule."""
    if rule is None:
        return config
    rate = config.learning_rate
    if rule.rate is not None:
        rate = rule.rate if 0.0 < rule.rate < _LARGEST_RATE else _RATE
    elif rule.name != "sgd":
        # That of gradient descent would be far too large for most others.
        rate = None
    return config.changed(
        optimizer=rule.name,
        optimizer_settings=dict(rule.settings) or None,
        learning_rate=rate,
        l2=rule.l2,
    )


def _is_exact_in_float32(claims: Claims) -> bool:
    """Tell whether a run in float32 begins with exactly the weights recorded."""
    parameters = (*claims.weights, *claims.biases)
    with np.errstate(all="ignore"):
        return claims.single and all(
            np.array_equal(one.astype(np.float32), one, equal_nan=True)
            for one in parameters
        )
