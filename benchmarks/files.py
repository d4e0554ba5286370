"""``python -m benchmarks files``: what saving and opening large sessions costs."""

import json
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from benchmarks.row import Row

if TYPE_CHECKING:
    from nnviz.session.config import RunConfig
    from nnviz.session.timeline.timeline import Timeline
    from nnviz.session.trainer import Trainer

_ITERATIONS = 100_000
_FULL = 0.85
"""The share of its budget that the past fills at least, as thinning leaves it."""


class Ticker:
    """A thread that does next to nothing: what it waits for is what a window would."""

    def __init__(self) -> None:
        self.longest, self._over = 0.0, threading.Event()
        self._thread = threading.Thread(target=self._tick)

    def __enter__(self) -> "Ticker":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _tick(self) -> None:
        last = time.perf_counter()
        while not self._over.is_set():
            time.sleep(0.001)
            now = time.perf_counter()
            self.longest, last = max(self.longest, now - last), now


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--iterations", default=_ITERATIONS, show_default=True)
def files(*, as_json: bool, iterations: int) -> None:
    """Measure saving and opening a session of MNIST 784-128-64-10 with a full past."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for row in _rows(Path(folder) / "run.nnviz", iterations):
            rows.append(row)
            if not as_json:
                click.echo(row.as_text())
    if as_json:
        click.echo(json.dumps({"rows": [row.as_dict() for row in rows]}))


def _rows(path: Path, iterations: int) -> Iterator[Row]:
    line = _trained(iterations)
    yield Row("past in memory", line.nbytes / 2**20, "MiB")
    seconds, held = _measured(lambda: _save(line, path))
    yield Row("session file", path.stat().st_size / 2**20, "MiB")
    yield Row("saving it", seconds, "s", at_most=2.0)
    yield Row("the longest that saving holds another thread", held, "ms", at_most=30.0)
    seconds, held = _measured(lambda: _open(path))
    yield Row("opening it, data included", seconds, "s", at_most=2.0)
    yield Row("the longest that opening holds another thread", held, "ms")


def _trained(iterations: int) -> "Timeline[Trainer]":
    from nnviz.session.timeline.store import DEFAULT_BUDGET
    from nnviz.session.timeline.timeline import Timeline
    from nnviz.session.trainer import Trainer

    line = Timeline(Trainer(_config()))
    line.run(iterations)
    if line.nbytes < _FULL * DEFAULT_BUDGET:
        raise click.ClickException("the past does not fill its budget: train longer")
    return line


def _save(line: "Timeline[Trainer]", path: Path) -> None:
    from nnviz.files.session import session_of
    from nnviz.files.session_file import write_session

    trainer = line.trainer
    session = session_of(_config(), trainer, trainer.data.dataset, line.past())
    write_session(path, session)


def _open(path: Path) -> None:
    from nnviz.files.opening import OpenedSession, open_file
    from nnviz.session.timeline.timeline import Timeline
    from nnviz.session.trainer import Trainer

    opened = open_file(path)
    assert isinstance(opened, OpenedSession)
    trainer = Trainer(opened.session.state.config, opened.dataset)
    trainer.resume(opened.session.state)
    Timeline(trainer, past=opened.session.past)


def _config() -> "RunConfig":
    from nnviz.session.config import RunConfig

    return RunConfig(
        dataset="mnist", hidden=(128, 64), batch_size=64, evaluate_every=10**12
    )


def _measured(work: Callable[[], None]) -> tuple[float, float]:
    """Return the seconds of the better of three times, and the longest hold, in ms."""
    best, longest = float("inf"), 0.0
    for _ in range(3):
        with Ticker() as ticker:
            began = time.perf_counter()
            work()
            best = min(best, time.perf_counter() - began)
        longest = max(longest, ticker.longest)
    return best, 1000 * longest
