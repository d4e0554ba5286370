"""Some releases of PySide6 lose references to True and None, until Python aborts.

They lose one with every emission and every call that returns nothing, such as
``setPen``: as long as neither count falls, the one that is installed is sound.
"""

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnviz.ui.charts.run_plots import AccuracyPlot, CostPlot, GradientPlot
from nnviz.ui.diagram.network_diagram import NetworkDiagram
from nnviz.views.diagram.diagram_state import DiagramState


class Bell(QObject):
    rung = Signal(bool, object)

    @Slot(bool, object)
    def on_rung(self, _loud: bool, _why: object) -> None:
        return None


@contextmanager
def no_reference_lost() -> Iterator[None]:
    # What earlier tests left in cycles holds references too.
    gc.collect()
    before = sys.getrefcount(True), sys.getrefcount(None)
    yield
    after = sys.getrefcount(True), sys.getrefcount(None)
    assert after[0] >= before[0] - 50
    assert after[1] >= before[1] - 50


def diagram() -> QWidget:
    random = np.random.default_rng(0)
    widget = NetworkDiagram()
    widget.resize(400, 300)
    widget.show_state(
        DiagramState(
            (2, 3, 1),
            ("input", "hidden 1 · tanh", "output · sigmoid"),
            (random.normal(size=(3, 2)), random.normal(size=(1, 3))),
            (random.normal(size=3), random.normal(size=1)),
            activations=(np.ones(2), np.ones(3), np.ones(1)),
        )
    )
    return widget


def cost() -> QWidget:
    plot = CostPlot()
    plot.extend(1, np.linspace(1.0, 0.1, 500))
    plot.add_evaluation(500, 0.1, 0.2)
    return plot


def accuracy() -> QWidget:
    plot = AccuracyPlot()
    plot.add_evaluation(1, 0.5, 0.4)
    plot.add_evaluation(500, 0.9, 0.8)
    return plot


def gradients() -> QWidget:
    plot = GradientPlot()
    plot.set_layers(["layer 1"])
    plot.add_norms(1, [1.0])
    plot.add_norms(500, [0.1])
    return plot


def test_a_thousand_emissions_lose_no_reference(qapp: object) -> None:
    bell = Bell()
    bell.rung.connect(bell.on_rung)
    with no_reference_lost():
        for _ in range(1000):
            bell.rung.emit(True, None)
            bell.setObjectName("bell")


def test_a_thousand_strokes_lose_no_reference(qapp: object) -> None:
    pixmap, colour = QPixmap(50, 50), QColor("red")
    painter = QPainter(pixmap)
    with no_reference_lost():
        for _ in range(1000):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setPen(colour)
            painter.fillRect(0, 0, 9, 9, colour)
            painter.drawLine(0, 0, 9, 9)
    painter.end()


@pytest.mark.parametrize("make", [diagram, cost, accuracy, gradients])
def test_paints_lose_no_reference(qtbot: QtBot, make: Callable[[], QWidget]) -> None:
    widget = make()
    qtbot.addWidget(widget)
    widget.show()
    pixmap = QPixmap(widget.size())
    widget.render(pixmap)
    with no_reference_lost():
        # Each paint has dozens of calls that would lose one.
        for _ in range(200):
            widget.render(pixmap)
