"""A run of what another program has recorded: its network, its batch, its settings."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.files.opening import OpenedSession, open_file
from nnviz.files.recorded_iterations import open_recording
from nnviz.files.recorded_session import open_recorded_session
from nnviz.files.session import session_of
from nnviz.files.session_file import read_session, write_session
from nnviz.session.timeline.verification import verify
from nnviz.session.trainer import Trainer
from nnviz.watch import Watch

Array = np.ndarray[Any, Any]
ONE_HOT = np.eye(2)[[0, 1, 1, 0, 1]]
LABELS = np.array([[0.0, 0.0], [1.0, 1.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


def recorded(
    folder: Path,
    targets: Array,
    *,
    kind: Any = np.float64,
    hidden: tuple[int, ...] = (3, 4),
    **said: Any,
) -> Path:
    rng = np.random.default_rng(5)
    sizes = [2, *hidden, targets.shape[1]]
    weights = [rng.normal(size=(a, b)).astype(kind) for a, b in pairwise(sizes)]
    biases = [rng.normal(size=b).astype(kind) for b in sizes[1:]]
    x = rng.normal(size=(len(targets), 2)).astype(kind)
    path = folder / "mine.nnvizlog"
    with Watch(path, weights="x @ W", **said) as watch:
        for _ in range(2):
            watch.iteration(weights, biases, inputs=x, targets=targets.astype(kind))
    return path


@pytest.mark.parametrize(
    ("targets", "output", "loss", "task"),
    [
        (ONE_HOT, "softmax", "cross_entropy", "classification"),
        (ONE_HOT[:, :1], "sigmoid", "binary_cross_entropy", "classification"),
        (LABELS, "sigmoid", "binary_cross_entropy", "labels"),
        (LABELS, "linear", "mse", "regression"),
        (LABELS - 0.5, "linear", "mse", "regression"),
    ],
)
def test_what_targets_are_is_seen_by_the_loss_and_their_numbers(
    targets: Array, output: str, loss: str, task: str, tmp_path: Path
) -> None:
    said = {"activations": ["tanh", "relu", output], "loss": loss}
    path = recorded(tmp_path, targets, learning_rate=0.25, **said)
    session, words = open_recorded_session(path)
    config, data = session.config, session.dataset
    assert data is not None
    assert (data.task, data.untested) == (task, True)
    assert data.title == "mine.nnvizlog, iteration 1"
    assert config.hidden == (3, 4)
    assert config.activations == ("tanh", "relu")
    assert (config.output_activation, config.loss) == (output, loss)
    assert (config.learning_rate, config.precision) == (0.25, "float64")
    assert words.startswith("mine.nnvizlog, iteration 1: ")
    assert words.endswith(" nnviz check mine.nnvizlog says more.")


@pytest.mark.parametrize(
    ("rate", "wanted"), [(None, 0.1), (0.0, 0.1), (1e3, 0.1), (999.0, 999.0)]
)
def test_a_rate_that_no_run_can_have_is_the_usual_one(
    rate: float | None, wanted: float, tmp_path: Path
) -> None:
    said = {"activations": ["softmax"], "loss": "cross_entropy"}
    path = recorded(tmp_path, ONE_HOT, hidden=(), learning_rate=rate, **said)
    session, _ = open_recorded_session(path)
    assert session.config.learning_rate == wanted
    assert session.config.hidden == ()


def test_its_run_begins_with_the_recorded_weights_on_the_recorded_batch(
    tmp_path: Path,
) -> None:
    said = {"activations": ["tanh", "softmax"], "loss": "cross_entropy"}
    path = recorded(tmp_path, ONE_HOT, hidden=(3,), kind=np.float32, **said)
    opened = open_file(path)
    assert isinstance(opened, OpenedSession)
    assert not opened.is_own
    session = opened.session
    assert session.config.precision == "float32"
    trainer = Trainer(session.state.config, opened.dataset)
    trainer.resume(session.state)
    rng = np.random.default_rng(5)
    w1, w2 = (rng.normal(size=s).astype(np.float32) for s in ((2, 3), (3, 2)))
    b1, b2 = (rng.normal(size=s).astype(np.float32) for s in (3, 2))
    x = rng.normal(size=(5, 2)).astype(np.float32)
    assert np.array_equal(trainer.network.weights[0], w1.T)
    assert np.array_equal(trainer.network.biases[1], b2)
    assert np.array_equal(opened.dataset.inputs, x)
    assert np.array_equal(opened.dataset.targets, ONE_HOT)
    e = np.exp(np.tanh(x @ w1 + b1) @ w2 + b2)
    cost = -np.log((e / e.sum(1, keepdims=True))[ONE_HOT == 1.0]).mean()
    assert session.state.initial_cost == pytest.approx(cost, rel=1e-5)


def test_without_targets_there_is_nothing_to_train(tmp_path: Path) -> None:
    said: dict[str, Any] = {"activations": ["softmax"], "loss": "cross_entropy"}
    with Watch(tmp_path / "a", weights="x @ W", **said) as watch:
        watch.iteration([np.ones((2, 2))], [np.ones(2)], inputs=np.ones((3, 2)))
    with pytest.raises(InputError, match="no targets were recorded"):
        open_recorded_session(tmp_path / "a")


def test_a_log_that_is_cut_off_says_so_and_a_whole_one_nothing(tmp_path: Path) -> None:
    said = {"activations": ["softmax"], "loss": "cross_entropy"}
    path = recorded(tmp_path, ONE_HOT, hidden=(), **said)
    assert open_recording(path).notes == ()
    whole = path.read_bytes()
    path.write_bytes(whole[:-3])
    (note,) = open_recording(path).notes
    assert "bytes are no whole record: the log was cut off there" in note
    path.write_bytes(whole[:-3] + bytes(3))
    (note,) = open_recording(path).notes
    assert note.startswith("The record at byte ")
    assert note.endswith(".")


def test_what_it_began_with_is_kept_and_leads_to_the_same_again(tmp_path: Path) -> None:
    said = {"activations": ["tanh", "relu", "softmax"], "loss": "cross_entropy"}
    path = recorded(tmp_path, ONE_HOT, learning_rate=0.25, optimizer="adam", **said)
    session, _ = open_recorded_session(path)
    assert session.dataset is not None
    timeline = OpenedSession(path, session, session.dataset).timeline()
    timeline.run(7)
    later = session_of(
        session.config, timeline.trainer, session.dataset, timeline.past()
    )
    write_session(tmp_path / "a.nnviz", later)
    again = read_session(tmp_path / "a.nnviz")
    first, begun = again.state.first, session.state.now
    assert first is not None
    np.testing.assert_array_equal(first.parameters, begun.parameters)
    assert first.state.keys() == begun.state.keys()
    assert again.past is not None
    run = again.state, again.past
    assert verify(run, session.dataset, lambda _: None) is None
    seeded = replace(again.state, first=None), again.past
    assert verify(seeded, session.dataset, lambda _: None) is not None
