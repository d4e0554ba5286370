"""Nothing holds the data of a run that is over, which may be hundreds of MiB."""

import gc
import weakref
from collections.abc import Iterator
from contextlib import closing

import pytest
from pytestqt.qtbot import QtBot

from nnviz.ui.threads.live_findings import LiveFindings
from nnviz.ui.threads.run_controller import RunController
from tests.ui.threads.driving import CIRCLE, begin, step


@pytest.fixture
def no_collection() -> Iterator[None]:
    """Collect no garbage, neither Python nor a window."""
    before = gc.get_threshold()
    gc.set_threshold(10**9, 10**9, 10**9)
    yield
    gc.set_threshold(*before)


@pytest.mark.usefixtures("no_collection")
def test_data_go_with_their_run_even_if_it_was_looked_at(
    qtbot: QtBot, controller: RunController
) -> None:
    with closing(LiveFindings(controller)) as findings:
        begin(qtbot, controller)
        with qtbot.waitSignal(findings.found):
            step(qtbot, controller, 3)
        assert controller.started is not None
        data = weakref.ref(controller.started.lane.data)
        begin(qtbot, controller, CIRCLE.changed(dataset="xor"))
        qtbot.waitUntil(lambda: data() is None)
