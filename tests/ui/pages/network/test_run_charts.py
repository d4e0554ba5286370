"""Curves are painted when something arrives, not when somebody else asks."""

import numpy as np
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from nnviz.live.snapshot import Block
from nnviz.ui.pages.network.network_panels import NetworkPanels
from nnviz.ui.pages.network.run_charts import RunCharts
from nnviz.views.shown_run import ShownRun


def test_a_block_asks_for_its_own_painting(qtbot: QtBot) -> None:
    panels, owner = NetworkPanels(), QObject()
    qtbot.addWidget(panels.cost)
    panels.cost.show()
    charts = RunCharts(ShownRun(), panels, owner)
    panels.cost.refresh()
    charts.extend(Block(1, 1, np.array([[0.5, 0.4, 0.3]]), ((),)))
    qtbot.waitUntil(lambda: not panels.cost._changed)
    # So soon after the first one it waits, however slow the machine is.
    charts._pacer.least = 3600.0
    charts.extend(Block(1, 4, np.array([[0.2, 0.1]]), ((),)))
    assert panels.cost._changed
    qtbot.waitUntil(lambda: not panels.cost._changed)
