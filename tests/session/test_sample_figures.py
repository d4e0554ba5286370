"""All samples are looked at while somebody wants it, and not too often."""

import numpy as np
import pytest

from nnviz.session import sample_figures as module
from nnviz.session.sample_figures import SampleWatch
from tests.session.runs import trainer


class Clock:
    """Tells the time that a test gives it; every look takes a second."""

    def __init__(self) -> None:
        self.now = 1000.0

    def perf_counter(self) -> float:
        self.now += 1.0
        return self.now


def nothing() -> None:
    """Look for no interruption."""


def test_figures_are_those_of_the_moment_and_of_every_sample() -> None:
    run = trainer(hidden=(3,))
    watch, data = SampleWatch(run.data), run.data
    watch.work_out(run, nothing)
    assert watch.is_complete
    assert watch.figures is None
    watch.ask(True, None)
    assert not watch.is_complete
    watch.work_out(run, nothing)
    seen = watch.figures
    assert watch.is_complete
    assert seen.iteration == 0
    inputs = np.concatenate((data.train.inputs, data.test.inputs))[:, :2]
    rows = np.concatenate((data.train_rows, data.test_rows))
    wanted = run.network.predict(inputs)
    shown = seen.outputs if len(seen.outputs) == len(rows) else None
    np.testing.assert_allclose(np.sort(shown, 0), np.sort(wanted, 0), rtol=1e-6)
    run.run(5)
    watch.forget(trained=True)
    assert (watch.is_complete, watch.figures) == (False, seen)
    watch.work_out(run, nothing)
    assert watch.figures.iteration == 5
    watch.forget()
    assert watch.figures is None
    watch.work_out(run, nothing)
    watch.ask(False, None)
    assert (watch.is_complete, watch.figures) == (True, None)


def test_other_rows_are_looked_at_besides() -> None:
    run = trainer(hidden=(3,))
    watch, data = SampleWatch(run.data), run.data
    watch.ask(True, data.test)
    watch.work_out(run, nothing)
    count = data.train.samples + 2 * data.test.samples
    assert len(watch.figures.outputs) == len(watch.figures.losses) == count


def test_keeping_up_takes_a_small_share_of_the_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    run = trainer(hidden=(3,))
    watch = SampleWatch(run.data)
    watch.ask(True, None)
    watch.keep_up(run, nothing)
    first = watch.figures
    assert first is not None
    pause = 1.0 / module._SHARE
    for waited, is_new in ((pause - 3.0, False), (3.0, True)):
        watch.forget(trained=True)
        clock.now += waited
        watch.keep_up(run, nothing)
        assert (watch.figures is not first) == is_new
    monkeypatch.setattr(module, "_QUICK", 10)
    watch.forget()
    clock.now += 10.0 * pause
    watch.keep_up(run, nothing)
    assert watch.figures is None
