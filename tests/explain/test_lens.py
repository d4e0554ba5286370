"""The lens looks once for each moment, and not more often than training can bear."""

from types import SimpleNamespace

import numpy as np
import pytest

from nnviz.explain import lens as module
from nnviz.explain.lens import Lens, can_be_copied
from nnviz.explain.walk.route_cache import RouteCache
from tests.explain.networks import case


class Clock:
    """Tells the time that a test gives it; every look takes a second."""

    def __init__(self) -> None:
        self.now = 1000.0

    def perf_counter(self) -> float:
        self.now += 1.0
        return self.now


def test_a_moment_is_looked_at_once() -> None:
    trainer = case().trainer
    lens = Lens(trainer.data, RouteCache())
    seen = lens.look(trainer, at_leisure=True)
    assert seen is not None
    inputs = trainer.data.dataset.inputs
    np.testing.assert_array_equal(seen.trace["inputs"], inputs[:1])
    assert lens.look(trainer, at_leisure=True) is seen
    trainer.run(1)
    assert lens.look(trainer, at_leisure=False) is seen
    lens.forget(trained=True)
    again = lens.look(trainer, at_leisure=True)
    assert again is not seen
    np.testing.assert_array_equal(again.trace["W1"], trainer.network.weights[0])


def test_another_sample_is_looked_at_and_none_where_there_is_none() -> None:
    trainer = case().trainer
    lens = Lens(trainer.data, RouteCache())
    lens.look(trainer, at_leisure=True)
    lens.choose(2)
    seen = lens.look(trainer, at_leisure=True)
    inputs = trainer.data.dataset.inputs
    np.testing.assert_array_equal(seen.trace["inputs"], inputs[2:3])
    lens.choose(1_000_000)
    assert lens.look(trainer, at_leisure=True) is None


def test_looking_takes_a_twentieth_of_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    trainer = case().trainer
    lens = Lens(trainer.data, RouteCache())
    first = lens.look(trainer, at_leisure=False)
    assert first is not None
    lens.forget()
    clock.now += 18.0
    assert lens.look(trainer, at_leisure=False) is None
    assert lens.look(trainer, at_leisure=True) is not None
    lens.forget()
    clock.now += 20.0
    assert lens.look(trainer, at_leisure=False) is not None


@pytest.mark.parametrize(("sizes", "fits"), [((1 << 29,), True), ((1 << 29, 1), False)])
def test_a_workspace_of_more_than_512_mib_is_not_copied(
    sizes: tuple[int, ...], fits: bool
) -> None:
    arrays = {str(k): SimpleNamespace(nbytes=size) for k, size in enumerate(sizes)}
    assert can_be_copied(SimpleNamespace(workspace=arrays)) == fits
