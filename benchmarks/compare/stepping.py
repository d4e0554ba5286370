"""How long a step of the cursor over all contenders takes until it is painted."""

import os
import statistics
import time
from collections.abc import Iterator, Mapping

from benchmarks.row import Row
from nnviz.explain.linked.contender_trace import side_of
from nnviz.explain.linked.linked_walk import LinkedPlace, LinkedWalk, begin
from nnviz.explain.walk.cursor import Crossing, Grain
from nnviz.session.comparison.comparison import Comparison
from nnviz.session.comparison.contender import Variation, contenders_of
from nnviz.session.config import RunConfig
from nnviz.session.run_parts import load_data

_AT_MOST = 16.0
"""Milliseconds a step may take."""

_BEFORE = 200
"""Iterations done before the walk."""

_SIX = ("relu", "tanh", "sigmoid", "elu", "softplus", "step")

_WORKS: Mapping[str, RunConfig] = {
    "circle 4-2": RunConfig(dataset="circle", hidden=(4, 2)),
    "mnist 784-10-10": RunConfig(dataset="mnist", hidden=(10,)),
}

_GRAINS: tuple[Grain, ...] = ("term", "neuron", "layer", "phase")


def rows(steps: int = 120) -> list[Row]:
    """Step six activations through an iteration at every size, and time each step."""
    return list(_rows(steps))


def _rows(steps: int) -> Iterator[Row]:
    for name, config in _WORKS.items():
        walk = _walk(config)
        for grain in _GRAINS:
            spent = list(_times(walk.sized(grain), steps))
            times = sorted(passed for passed, _ in spent)
            worked = statistics.median(worked for _, worked in spent)
            what = f"{name}, six contenders: step by {grain}"
            middle = statistics.median(times)
            yield Row(f"{what}, median", middle, "ms", at_most=_AT_MOST)
            yield Row(f"{what}, 95th percentile", times[int(0.95 * len(times))], "ms")
            yield Row(f"{what}, processor time", worked, "ms")


def _walk(config: RunConfig) -> LinkedWalk:
    dataset = load_data(config)
    contenders = contenders_of(config, dataset, [Variation("activation", _SIX)])
    comparison = Comparison(contenders, dataset)
    comparison.run(_BEFORE)
    pairs = zip(contenders, comparison.trainers, strict=True)
    found = (side_of(contender.name, trainer) for contender, trainer in pairs)
    return begin(tuple(side for side in found if side), LinkedPlace())


def _times(walk: LinkedWalk, steps: int) -> Iterator[tuple[float, float]]:
    """Yield the ms until a step is worked out and painted, and the processor's."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from nnviz.ui.comparison.side_by_side import SideBySide
    from nnviz.ui.theme.apply import apply_colours
    from nnviz.ui.theme.tokens import DARK

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    apply_colours(app, DARK)
    view = SideBySide()
    view.resize(1240, 420)
    view.show()
    view.show_walk(walk)
    app.processEvents()
    for _ in range(steps):
        began, working = time.perf_counter(), time.thread_time()
        moved = walk.step(1)
        walk = walk.enter(walk.sides, moved) if isinstance(moved, Crossing) else moved
        view.show_walk(walk)
        app.processEvents()
        worked, passed = time.thread_time() - working, time.perf_counter() - began
        yield passed * 1000.0, worked * 1000.0
    view.close()
