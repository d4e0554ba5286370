"""One frame of what the window draws at its largest."""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, pairwise, repeat

import numpy as np
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from benchmarks.row import Row
from nnviz.core.types import Floats
from nnviz.ui.app import application
from nnviz.ui.charts.chart_canvas import ChartCanvas
from nnviz.ui.charts.iteration_plot import IterationPlot
from nnviz.ui.charts.run_plots import AccuracyPlot, CostPlot, GradientPlot
from nnviz.ui.diagram.diagram_sheets import EdgeSheet
from nnviz.ui.diagram.inks import Inks
from nnviz.ui.diagram.network_diagram import NetworkDiagram
from nnviz.ui.theme.colour_maps import values_to_image
from nnviz.ui.theme.tokens import DARK
from nnviz.views.diagram.diagram_state import DiagramState

_FRAMES, _WARM = 60, 5
_DIAGRAMS = {"3,400 edges": ((40, 40, 40, 5), 10.0), "32,000": ((100, 160, 100), 12.0)}
_MILLION = 1_000_000
_PAUSE = 60
"""Milliseconds between two frames of a diagram: it paces nothing that is rarer."""

_A_FRAME = 16
"""Milliseconds between two frames of a window that trains at full speed."""


def painting_rows() -> Iterator[Row]:
    """Draw each of them again and again with values that change; medians."""
    application()
    for name, (sizes, most) in _DIAGRAMS.items():
        yield from _diagram_rows(name, _Diagram(sizes), most)
    yield from _plot_rows()
    heat_maps = [_spent(frame) for frame in repeat(_heat_maps(), _FRAMES + _WARM)]
    yield from _frame_rows("seven heat maps", heat_maps, 1.0)


Spent = tuple[float, float]
"""Milliseconds that passed, and that the processor spent on it."""


def _spent(frame: Callable[[], object]) -> Spent:
    began, working = time.perf_counter(), time.thread_time()
    frame()
    worked, passed = time.thread_time() - working, time.perf_counter() - began
    return passed * 1000.0, worked * 1000.0


def _frame_rows(name: str, spent: Sequence[Spent], most: float) -> Iterator[Row]:
    """Report the medians, without the first frames.

    All of a frame is worked out in one thread, so that both are the same on a quiet
    machine.
    """
    passed, worked = (
        statistics.median(times) for times in zip(*spent[_WARM:], strict=True)
    )
    yield Row(f"frame: {name}", passed, "ms", at_most=most)
    yield Row(f"frame: {name}, processor time", worked, "ms")


def _wait(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _show(widget: QWidget, width: int, height: int) -> None:
    """Show a widget, and wait until all of it is there."""
    widget.resize(width, height)
    widget.show()
    _wait(1000)


class _Diagram:
    """A shown diagram, 1200x700, with every neuron unfolded."""

    def __init__(self, sizes: tuple[int, ...]) -> None:
        random = np.random.default_rng(0)
        self._states = cycle([_state(sizes, random) for _ in range(8)])
        self.widget = NetworkDiagram()
        self.widget.show_state(next(self._states))
        _show(self.widget, 1200, 700)
        for layer in range(len(sizes)):
            self.widget.select_neuron(layer, 0)
            QTest.keyClick(self.widget, Qt.Key.Key_U)
        self.widget.select_neuron(-1, -1)
        self._sheet = self.widget.findChild(EdgeSheet)
        # Until the pictures of the edges are as fine as they get.
        _wait(1000)

    def frame(self) -> bool:
        """Show other values; return whether the edges were drawn, too."""
        before = self._sheet.pixmap().cacheKey()
        self.widget.show_state(next(self._states))
        self.widget.repaint()
        return self._sheet.pixmap().cacheKey() != before


def _diagram_rows(name: str, diagram: _Diagram, most: float) -> Iterator[Row]:
    """Time frames that draw everything, then see how the diagram paces them."""
    drawn = [_paused_frame(diagram) for _ in range(_FRAMES + _WARM)]
    yield from _frame_rows(f"diagram, {name}, all drawn", drawn, most)
    began, edges, spent = time.perf_counter(), 0, 0.0
    for _ in range(2 * _FRAMES):
        due = time.perf_counter() + _A_FRAME / 1000.0
        before = time.perf_counter()
        edges += diagram.frame()
        spent += time.perf_counter() - before
        _wait(max(round((due - time.perf_counter()) * 1000.0), 0))
    passed = time.perf_counter() - began
    frames = 2 * _FRAMES / passed
    yield Row(f"pacing: {name}, frames asked for", frames, "/s")
    yield Row(f"pacing: {name}, edges drawn", edges / passed, "/s")
    yield Row(f"pacing: {name}, mean frame", spent / (2 * _FRAMES) * 1000.0, "ms")
    diagram.widget.close()


def _paused_frame(diagram: _Diagram) -> Spent:
    """Return what a frame takes that nothing is left out of."""
    _wait(_PAUSE)
    drawn = False

    def frame() -> None:
        nonlocal drawn
        drawn = diagram.frame()

    spent = _spent(frame)
    if not drawn:
        raise RuntimeError("the edges were not drawn: this would measure nothing")
    return spent


def _state(sizes: tuple[int, ...], random: np.random.Generator) -> DiagramState:
    weights = tuple(random.normal(size=(o, i)) for i, o in pairwise(sizes))
    return DiagramState(
        sizes=sizes,
        layer_names=tuple(f"layer {layer}" for layer in range(len(sizes))),
        edges=weights,
        biases=tuple(random.normal(size=size) for size in sizes[1:]),
        activations=tuple(random.uniform(-1.0, 1.0, size) for size in sizes),
    )


def _plot_rows() -> Iterator[Row]:
    """Time frames of the three plots, all showing, while the run continues."""
    costs = np.random.default_rng(0).random(_MILLION + 100 * (_FRAMES + _WARM))
    cost, accuracy, gradients = CostPlot(), AccuracyPlot(), GradientPlot()
    gradients.set_layers(["layer 1", "layer 2", "layer 3"])

    def extend(first: int, last: int) -> None:
        cost.extend(first, costs[first:last])
        cost.add_evaluation(last, costs[last - 1], costs[last - 2])
        accuracy.add_evaluation(last, costs[last - 1], costs[last - 2])
        gradients.add_norms(last, costs[last - 3 : last].tolist())

    for first in range(0, _MILLION, 100):
        extend(first, first + 100)
    column, end = QWidget(), _MILLION
    layout = QVBoxLayout(column)
    plots: tuple[IterationPlot, ...] = (cost, accuracy, gradients)
    for plot in plots:
        layout.addWidget(plot)
    _show(column, 1000, 750)
    canvases = [plot.findChild(ChartCanvas) for plot in plots]
    before = column.grab().toImage()

    def frame() -> None:
        nonlocal end
        extend(end, end + 100)
        end += 100
        for plot, canvas in zip(plots, canvases, strict=True):
            plot.refresh()
            canvas.repaint()

    spent = [_spent(frame) for _ in range(_FRAMES + _WARM)]
    if column.grab().toImage() == before:
        raise RuntimeError("nothing was drawn: this would measure nothing")
    column.close()
    yield from _frame_rows("all plots at a million", spent, 5.0)


def _heat_maps() -> Callable[[], None]:
    """Return what colours and draws seven pictures of 100x100 numbers."""
    random = np.random.default_rng(0)
    pictures: list[Floats] = [random.uniform(-1, 1, (100, 100)) for _ in range(7)]
    screen = QImage(800, 120, QImage.Format.Format_RGB32)
    colours = Inks(DARK).diverging

    def frame() -> None:
        painter = QPainter(screen)
        for place, picture in enumerate(pictures):
            image = values_to_image(picture, 1.0, colours)
            painter.drawImage(place * 110, 10, image)
        painter.end()

    return frame
