"""``nnviz train --save`` loses nothing, and ``--resume`` goes on bit for bit."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nnviz.cli import training
from nnviz.files.opening import OpenedSession, open_file
from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer
from tests.cli.command import nnviz
from tests.waiting import PATIENCE, wait_until

CONFIG = ("train", "--dataset", "moons", "--hidden", "3", "--optimizer", "adam")
ENDLESS = (sys.executable, "-m", "nnviz", *CONFIG, "--iterations", str(10**9))


def saved(path: Path) -> OpenedSession:
    opened = open_file(path)
    assert isinstance(opened, OpenedSession)
    return opened


def iteration(path: Path) -> int:
    return saved(path).session.state.now.iteration


def test_a_run_that_is_resumed_is_the_run_that_never_stopped(tmp_path: Path) -> None:
    path = tmp_path / "run.nnviz"
    assert nnviz(*CONFIG, "--iterations", "50", "--save", path).returncode == 0
    done = nnviz("train", "--resume", path, "--iterations", "120")
    assert done.returncode == 0
    config = RunConfig(dataset="moons", hidden=(3,), optimizer="adam")
    alone = Trainer(config)
    alone.run(120)
    state = saved(path).session.state
    np.testing.assert_array_equal(state.now.parameters, alone.network.parameters)
    assert state.costs.tolist() == alone.history.costs.tolist()
    assert nnviz("replay", "--verify", path).returncode == 0


def test_the_best_is_kept_scored_saved_predicted_by_and_gone_on_from(
    tmp_path: Path,
) -> None:
    path, table = tmp_path / "run.nnviz", tmp_path / "rows.csv"
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(60, 4))
    lines = (",".join(f"{value:.3f}" for value in row) for row in rows)
    table.write_text("\n".join(("a,b,c,y", *lines)) + "\n", "utf-8")
    options = (
        *("train", "--dataset", table, "--hidden", "40", "--optimizer", "adam"),
        *("--iterations", "600", "--evaluate-every", "5", "--keep", "best"),
    )
    found = json.loads(nnviz(*options, "--json", "--save", path).stdout)
    best, opened = found["best"], saved(path)
    assert best["kept"]
    assert best["watched"] == "test"
    assert found["iterations"] == best["iteration"] < found["iterations_done"] == 600
    again = Trainer(opened.session.state.config, opened.dataset)
    again.resume(opened.session.state)
    now = again.evaluate()
    assert now.test is not None
    assert now.test.cost == found["test"]["cost"] == best["cost"]
    assert now.train.cost == found["train"]["cost"]

    given = nnviz("predict", path, table).stdout.splitlines()[1:]
    wanted = again.data.target_scaling.invert(
        again.network.predict(again.data.input_scaling.apply(rows[:, :3].round(3)))
    )
    predicted = [float(line.split(",")[-1]) for line in given]
    assert predicted == pytest.approx(wanted[:, 0].tolist(), rel=1e-4)

    said = nnviz(*options).stdout
    assert f"kept: iteration {best['iteration']}, where the test cost is low" in said
    done = nnviz("train", "--resume", path, "--iterations", "610", "--keep", "last")
    assert done.returncode == 0, done.stderr
    assert iteration(path) == 610
    assert nnviz("replay", "--verify", path).returncode == 0


def test_a_run_can_be_resumed_into_another_file(tmp_path: Path) -> None:
    first, second = tmp_path / "first.nnviz", tmp_path / "second.nnviz"
    nnviz(*CONFIG, "--iterations", "10", "--save", first)
    nnviz("train", "--resume", first, "--iterations", "25", "--save", second)
    assert (iteration(first), iteration(second)) == (10, 25)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "give --iterations or --epochs above 10 iterations"),
        (("--iterations", "10"), "give --iterations or --epochs above 10"),
        (("--iterations", "30", "--seed", "3"), "leave out --seed"),
        (("--iterations", "30", "--epochs", "3"), "use one or the other"),
    ],
)
def test_what_cannot_be_resumed_says_how_it_can(
    tmp_path: Path, options: tuple[str, ...], words: str
) -> None:
    path = tmp_path / "run.nnviz"
    nnviz(*CONFIG, "--iterations", "10", "--save", path)
    done = nnviz("train", "--resume", path, *options)
    assert done.returncode == 2
    assert words in done.stderr
    assert iteration(path) == 10


def test_a_run_without_an_end_wants_one() -> None:
    # This one was left in a window, where nothing ends it.
    old = Path(__file__).parents[1] / "files" / "golden" / "format1.nnviz"
    done = nnviz("train", "--resume", old)
    assert done.returncode == 2
    assert "has no end" in done.stderr


def test_other_files_are_not_resumed(tmp_path: Path) -> None:
    table = tmp_path / "mine.csv"
    table.write_text("a,b\n1,2\n3,4\n")
    done = nnviz("train", "--resume", table, "--save", tmp_path / "x.nnviz")
    assert done.returncode == 2
    assert "not a session" in done.stderr


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_saves_the_run_that_it_ends(tmp_path: Path, name: str) -> None:
    path, number = tmp_path / "run.nnviz", getattr(signal, name)
    log = tmp_path / "errors.txt"
    # In the background of a shell, a program is begun with SIGINT ignored.
    code = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    code += "import nnviz.cli.training as t; t.SAVE_EVERY = 0.0; import nnviz.__main__"
    command = (sys.executable, "-c", f"{code}; nnviz.__main__.main()", *ENDLESS[3:])
    with log.open("w") as errors:
        process = subprocess.Popen((*command, "--save", str(path)), stderr=errors)
        try:
            # It is at its iterations once it has saved for the first time.
            wait_until(path.exists, process)
            before = iteration(path)
            process.send_signal(number)
            assert process.wait(PATIENCE) == 128 + number
        finally:
            process.kill()
            process.wait()
    assert log.read_text() == "nnviz: stopped\n"
    assert iteration(path) >= before > 0
    assert nnviz("replay", "--verify", path).returncode == 0


def test_a_run_is_saved_on_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Else the next saving waits for a share of the time that this one took.
    monkeypatch.setattr(training, "SAVE_EVERY", 0.0)
    monkeypatch.setattr(training, "_SHARE", 0)
    path, seen = tmp_path / "run.nnviz", []
    write = training.SavedRun.save

    def count(run: training.SavedRun) -> None:
        write(run)
        seen.append(iteration(path))

    monkeypatch.setattr(training.SavedRun, "save", count)
    nnviz(*CONFIG, "--iterations", "5000", "--save", path)
    assert len(seen) > 2
    assert seen == sorted(seen)
    assert seen[-1] == 5000
