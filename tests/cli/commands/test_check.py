"""``nnviz check``: verdicts, exit statuses, and what is refused in one line."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnviz.files.opening import OpenedSession, open_file
from nnviz.session.trainer import Trainer
from nnviz.watch import Watch
from tests.cli.command import nnviz
from tests.waiting import PATIENCE

Array = np.ndarray[Any, Any]
ROOT = Path(__file__).parents[3]


def iteration(**changed: Any) -> dict[str, Array]:
    """Return an iteration of 3-4-2 that is right, x @ W with samples as rows."""
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(6, 3)), np.array([0, 1, 1, 0, 1, 0])
    w1, b1 = rng.normal(size=(3, 4)), rng.normal(size=4)
    w2, b2 = rng.normal(size=(4, 2)), rng.normal(size=2)
    a1 = np.maximum(0, x @ w1 + b1)
    e = np.exp(a1 @ w2 + b2)
    d2 = e / e.sum(axis=1, keepdims=True) - np.eye(2)[y]
    d1 = d2 @ w2.T * (a1 > 0)
    arrays = {"X": x, "y": y, "W1": w1, "b1": b1, "W2": w2, "b2": b2}
    arrays |= {"dW1": x.T @ d1 / 6, "db1": d1.mean(0), "dW2": a1.T @ d2 / 6}
    return {**arrays, "db2": d2.mean(0), **changed}


def saved(folder: Path, arrays: dict[str, Array]) -> Path:
    np.savez(folder / "mine.npz", **arrays)
    return folder / "mine.npz"


SAID = ("--activations", "relu,softmax", "--loss", "cross_entropy")


def test_a_right_one_and_a_wrong_one_in_json(tmp_path: Path) -> None:
    done = nnviz("check", saved(tmp_path, iteration()), *SAID, "--json")
    found = json.loads(done.stdout)
    assert (done.returncode, found["ok"]) == (0, True)
    assert {one["name"] for one in found["quantities"]} == {"dW1", "db1", "dW2", "db2"}
    right = iteration()
    wrong = saved(tmp_path, iteration(dW2=right["dW2"] * 6))
    done = nnviz("check", wrong, *SAID, "--json")
    first, *others = json.loads(done.stdout)["quantities"]
    assert done.returncode == 1
    assert (first["name"], first["mistake"]) == ("dW2", "missing_mean")
    assert first["largest_difference"] == pytest.approx(5 * abs(right["dW2"]).max())
    assert all(one["ok"] and one["mistake"] is None for one in others)


def test_the_page_of_the_guide_works(tmp_path: Path, monkeypatch: Any) -> None:
    page = (
        (ROOT / "docs" / "guide.md").read_text("utf-8").partition("### Record a tr")[2]
    )
    code = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    assert code is not None
    monkeypatch.chdir(tmp_path)
    exec(code[1], {})
    done = nnviz("check", "mine.nnvizlog")
    assert done.returncode == 1
    assert done.stdout.startswith("2 of 5 quantities are wrong. First: f' of layer 1")
    assert "right:    dZ1 = (dZ2 @ W2.T) * f'(Z1)" in done.stdout


def test_activations_that_bear_out_all_numbers_need_not_be_said(tmp_path: Path) -> None:
    done = nnviz("check", saved(tmp_path, iteration()))
    assert done.returncode == 0
    assert "borne out by the numbers: relu, softmax; cross_entropy" in done.stderr


def changed(**arrays: Any) -> dict[str, Array]:
    return iteration(**{name: np.asarray(one) for name, one in arrays.items()})


BAD = {
    "W2 has shape (5, 2), which does not follow W1": changed(W2=np.ones((5, 2))),
    "b1 has shape (3,), but W1 of shape (3, 4) makes 4": changed(b1=np.ones(3)),
    "inputs have shape (6, 5), but W1 takes": changed(X=np.ones((6, 5))),
    "targets have 5 numbers, but inputs have 6 samples": changed(y=np.ones(5)),
    "targets are labels from 0 to 7": changed(y=np.arange(6) + 2 * (np.arange(6) > 2)),
    "'X' holds pickled objects": changed(X=np.array([{}, 1], object)),
    "there are no weights in it": {"X": np.ones(3), "y": np.ones(3)},
}


@pytest.mark.parametrize(
    ("name", "way_on"),
    [("run.nnviz", "nnviz replay --verify"), ("rows.csv", "no log of nnviz.watch")],
)
def test_a_file_of_another_kind_is_called_what_it_is(
    name: str, way_on: str, tmp_path: Path
) -> None:
    Path(tmp_path, name).write_text("a,b\n1,2\n", encoding="utf-8")
    done = nnviz("check", str(tmp_path / name))
    assert done.returncode == 2
    assert way_on in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", [("replay", "--verify"), ("explain", "--session")])
def test_a_log_has_no_iteration_of_our_own(
    command: tuple[str, str], tmp_path: Path
) -> None:
    log = tmp_path / "mine.nnvizlog"
    with Watch(log, activations=["softmax"], loss="cross_entropy") as watch:
        watch.iteration(
            [np.ones((3, 2))], [np.zeros(2)], inputs=np.eye(3), targets=[0, 1, 1]
        )
    done = nnviz(*command, str(log))
    assert done.returncode == 2
    assert "is a log of another program" in done.stderr


@pytest.mark.parametrize("message", BAD)
def test_what_does_not_fit_is_refused_by_name_in_one_line(
    message: str, tmp_path: Path
) -> None:
    done = nnviz("check", saved(tmp_path, BAD[message]), *SAID)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_what_the_shapes_do_not_tell_is_asked_for(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    square = {f"W{k}": rng.normal(size=(3, 3)) for k in (1, 2)}
    arrays = {**square, "X": rng.normal(size=(3, 3)), "y": np.eye(3)}
    place = saved(tmp_path, {**arrays, "dW1": np.ones((3, 3))})
    done = nnviz("check", place, *SAID)
    assert done.returncode == 2
    assert "--weights 'x @ W' or --weights 'W @ x'" in done.stderr
    done = nnviz("check", place, *SAID, "--weights", "x @ W", "--samples", "rows")
    assert done.returncode == 1


def test_an_iteration_of_a_log_is_chosen(tmp_path: Path) -> None:
    place = tmp_path / "mine.nnvizlog"
    with Watch(place, activations=["sigmoid"], loss="mse") as watch:
        for k in range(5):
            watch.iteration(
                [np.ones((2, 1))],
                [np.zeros(1)],
                np.eye(2),
                np.eye(2)[:1].T,
                activations=[np.full((2, 1), 0.7 if k == 3 else 1 / (1 + np.exp(-1)))],
            )
    found = json.loads(nnviz("check", place, "--json").stdout)
    assert (found["wrong_iterations"], found["iteration"]) == ([4], 4)
    assert nnviz("check", place, "--iteration", "2").returncode == 0
    done = nnviz("check", place, "--iteration", "9")
    assert (done.returncode, "nearest one is 5" in done.stderr) == (2, True)


def test_a_session_begins_with_exactly_the_recorded_weights(tmp_path: Path) -> None:
    arrays, place = iteration(), tmp_path / "mine.nnviz"
    done = nnviz("check", saved(tmp_path, arrays), *SAID, "--session", place)
    assert done.returncode == 0
    opened = open_file(place)
    assert isinstance(opened, OpenedSession)
    trainer = Trainer(opened.session.state.config, opened.dataset)
    trainer.resume(opened.session.state)
    np.testing.assert_array_equal(trainer.network.weights[0], arrays["W1"].T)
    np.testing.assert_array_equal(trainer.network.biases[1], arrays["b2"])
    np.testing.assert_array_equal(trainer.data.train.inputs, arrays["X"])
    trainer.run(1)
    gradient = trainer.trace()["dW1"]
    np.testing.assert_allclose(gradient, arrays["dW1"].T, rtol=1e-12, atol=1e-15)


def test_a_pipe_without_a_log_opens_no_window() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "nnviz", "-"],
        input="x,y\n1,2\n",
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 2
    assert "standard input: is no log" in done.stderr
    assert len(done.stderr.splitlines()) == 1
