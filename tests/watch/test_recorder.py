"""Watch records what was there at the call, and the loop notices nothing."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnviz.files.watch_log import WatchLog
from nnviz.watch import Watch

Array = np.ndarray[Any, Any]


def train(watch: Watch | None, iterations: int = 30) -> list[Array]:
    """Train in place, as loops do that overwrite their arrays."""
    rng = np.random.default_rng(1)
    w = [rng.normal(size=(2, 6)), rng.normal(size=(6, 1))]
    b = [np.zeros((1, 6)), np.zeros((1, 1))]
    x = rng.normal(size=(9, 2))
    y = (x[:, :1] > 0).astype(float)
    for _ in range(iterations):
        a1 = np.tanh(x @ w[0] + b[0])
        a2 = 1 / (1 + np.exp(-(a1 @ w[1] + b[1])))
        d2 = a2 - y
        d1 = d2 @ w[1].T * (1 - a1**2)
        g = [x.T @ d1 / 9, d1.mean(0, keepdims=True), a1.T @ d2 / 9]
        g.append(d2.mean(0, keepdims=True))
        if watch is not None:
            cost = float(np.mean(-np.log(np.where(y > 0, a2, 1 - a2))))
            watch.iteration(w, b, x, y, [a1, a2], [d1, d2], g, cost)
        for k in range(2):
            w[k] -= 0.5 * g[2 * k]
            b[k] -= 0.5 * g[2 * k + 1]
        a1[...] = d1[...] = np.nan
    return [*w, *b]


def test_it_needs_nothing_heavy() -> None:
    code = (
        "import sys; before = set(sys.modules); import nnviz.watch;"
        "print(*sorted({n.split('.')[0] for n in set(sys.modules) - before}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert not loaded & {"PySide6", "shiboken6", "click", "safetensors", "rich"}
    code = code.replace("n.split('.')[0]", "n")
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    rooms = {n for n in done.stdout.split() if n.startswith("nnviz")}
    assert rooms == {
        "nnviz",
        "nnviz.watch",
        "nnviz.watch.log_format",
        "nnviz.watch.log_writer",
        "nnviz.watch.recorder",
    }


def test_results_are_the_same_bit_for_bit_and_arrays_those_of_the_call(
    tmp_path: Path,
) -> None:
    plain = train(None)
    with Watch(tmp_path / "run.nnvizlog", learning_rate=0.5) as watch:
        watched = train(watch)
    for one, other in zip(plain, watched, strict=True):
        np.testing.assert_array_equal(one, other)
    log = WatchLog(tmp_path / "run.nnvizlog")
    assert list(log.numbers) == list(range(1, 31))
    assert log.start.learning_rate == 0.5
    assert log.end is not None
    assert (log.end.iterations, log.end.recorded, log.damage) == (30, 30, "")
    first, second = log.read(0).arrays, log.read(1).arrays
    stepped = first["weights/1"] - 0.5 * first["gradients/1"]
    np.testing.assert_array_equal(stepped, second["weights/1"])
    assert np.isfinite(first["activations/1"]).all()


def test_arrays_of_every_kind_come_back(tmp_path: Path) -> None:
    given = np.arange(12.0).reshape(3, 4)
    with Watch(tmp_path / "a") as watch:
        watch.iteration([given.T], inputs=given.astype(np.float32), targets=[1, 2, 0])
        watch.iteration({"W1": given}, {"b1": given[0]}, given[::2], None)
        watch.iteration([given], targets=np.float64(3), gradients={"dW1": given})
    log = WatchLog(tmp_path / "a")
    one, two, three = (log.read(k).arrays for k in range(3))
    np.testing.assert_array_equal(one["weights/1"], given.T)
    assert one["inputs"].dtype == np.float32
    assert one["targets"].tolist() == [1, 2, 0]
    np.testing.assert_array_equal(two["inputs"], given[::2])
    assert set(two) == {"weights/W1", "biases/b1", "inputs"}
    assert three["targets"].shape == ()
    assert set(three) == {"weights/1", "targets", "gradients/dW1"}


def test_what_is_no_number_is_refused_by_name(tmp_path: Path) -> None:
    with Watch(tmp_path / "a") as watch, pytest.raises(TypeError, match="biases/2"):
        watch.iteration([np.ones((1, 1))], [np.ones(1), np.array(["a"])])


def test_every_and_the_budget_keep_early_iterations_and_late_ones(
    tmp_path: Path,
) -> None:
    w = [np.zeros((10, 10))]
    with Watch(tmp_path / "a", every=10) as watch:
        for _ in range(35):
            watch.iteration(w)
    assert list(WatchLog(tmp_path / "a").numbers) == [1, 11, 21, 31]
    with Watch(tmp_path / "b", budget=200_000) as watch:
        for _ in range(5000):
            watch.iteration(w)
    log = WatchLog(tmp_path / "b")
    assert (tmp_path / "b").stat().st_size <= 200_000
    assert list(log.numbers[:20]) == list(range(1, 21))
    assert log.numbers[-1] > 4000
    assert log.end is not None
    assert log.end.thinned + log.end.recorded == 5000


def test_a_large_array_that_stays_is_written_once(tmp_path: Path) -> None:
    x, w = np.random.default_rng(0).normal(size=(200_000, 1)), [np.ones((1, 1))]
    with Watch(tmp_path / "a") as watch:
        for _ in range(5):
            watch.iteration(w, inputs=x)
        x[3] = 7.0
        watch.iteration(w, inputs=x)
    assert (tmp_path / "a").stat().st_size < 2.1 * x.nbytes
    log = WatchLog(tmp_path / "a")
    np.testing.assert_array_equal(log.read(5).arrays["inputs"], x)
    assert log.read(4).arrays["inputs"][3] != 7.0


@pytest.mark.skipif(os.name != "posix", reason="needs named pipes")
def test_a_disk_that_is_too_slow_costs_iterations_not_time(tmp_path: Path) -> None:
    place = tmp_path / "slow"
    os.mkfifo(place)
    reader = os.open(place, os.O_RDONLY | os.O_NONBLOCK)
    watch = Watch(place)
    block = np.zeros((1024, 1024))
    # Nobody reads, so that the writer waits; the loop goes on all the same.
    for _ in range(30):
        watch.iteration([block])
    os.set_blocking(reader, True)
    drain = threading.Thread(
        target=lambda: [*iter(lambda: os.read(reader, 1 << 20), b"")]
    )
    drain.start()
    with pytest.warns(UserWarning, match=r"of 30 iterations were not recorded: they"):
        watch.close()
    drain.join()
    os.close(reader)


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_a_log_is_whole_up_to_its_last_record_after_a_kill(tmp_path: Path) -> None:
    code = (
        "import numpy as np\nfrom nnviz.watch import Watch\n"
        f"watch = Watch({str(tmp_path / 'a')!r})\nn = 0\n"
        "while True:\n n += 1\n watch.iteration([np.full((50, 50), n)])\n"
        " if n % 200 == 0: print(n, flush=True)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert child.stdout is not None
    log = None
    for _ in child.stdout:
        if (tmp_path / "a").stat().st_size > 1_000_000:
            log = WatchLog(tmp_path / "a")
            break
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert log is not None
    before = len(log)
    log.update()
    assert len(log) >= before > 0
    assert log.damage == ""
    for k in (0, before - 1, len(log) - 1):
        assert (log.read(k).arrays["weights/1"] == log.numbers[k]).all()
