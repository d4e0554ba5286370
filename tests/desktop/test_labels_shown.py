"""Labels in the real window: every view shows them, and all agree."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QDockWidget, QTabBar
from pytestqt.qtbot import QtBot

from nnviz.session.comparison.contender import Variation
from nnviz.session.config import RunConfig
from nnviz.ui.window.main_window import MainWindow
from tests.desktop.agreement import agree
from tests.desktop.comparing import compare, rest_at
from tests.desktop.driving import action, open_on, train, wait_for_figures
from tests.desktop.test_lens import wait_for_lens


@pytest.fixture
def config(tmp_path: Path) -> RunConfig:
    points = np.random.default_rng(5).normal(size=(90, 3))
    sides = np.column_stack((points[:, 0] > 0, points[:, 1] > 0.5)) * 1
    rows = [
        ",".join(map(str, (*point, *labels)))
        for point, labels in zip(points.tolist(), sides.tolist(), strict=True)
    ]
    path = tmp_path / "fruit.csv"
    path.write_text("\n".join(["size,weight,age,red,round", *rows]))
    return RunConfig(dataset=str(path), target="red,round", hidden=(4,), batch_size=10)


def test_all_views_agree_on_labels(
    window: MainWindow, qtbot: QtBot, config: RunConfig
) -> None:
    open_on(window, qtbot, config)
    action(window, "samples").trigger()
    window.findChild(QDockWidget, "dock_samples").setFloating(True)
    train(window, qtbot, 12)
    wait_for_lens(window, qtbot, 12)
    wait_for_figures(window, qtbot)
    assert agree(window, qtbot) >= {"test_accuracy", "iteration"}
    caption = window.panels.output.table.caption.text()
    assert caption.endswith("of labels correct")
    pages = window.panels.output.findChild(QTabBar, "output_pages")
    assert pages.tabText(1) == "Labels"
    pages.setCurrentIndex(1)
    scored = window.panels.output.confusion
    qtbot.waitUntil(lambda: "labels correct" in scored.accessibleName())
    assert scored.accessibleName().rpartition(": ")[2] in caption


def test_contenders_are_compared_on_labels(
    window: MainWindow, qtbot: QtBot, config: RunConfig
) -> None:
    live = compare(window, qtbot, Variation("activation", ("relu", "tanh")), config)
    rest_at(live, qtbot)
    snapshot = live.controller.snapshot
    assert snapshot is not None
    judged = [lane.evaluation for lane in snapshot.lanes]
    assert all(one is not None and one.train.accuracy is not None for one in judged)
