"""pyqtgraph takes long to import, so plots begin without it."""

import subprocess
import sys

import numpy as np
from pytestqt.qtbot import QtBot

from nnviz.ui.plots.canvas import Canvas
from nnviz.ui.plots.cost_plot import CostPlot


def test_the_window_can_be_made_without_pyqtgraph() -> None:
    code = (
        "import sys\n"
        "from nnviz.ui.app import application\n"
        "from nnviz.ui.main_window import MainWindow\n"
        "from nnviz.ui.theme.apply import Appearance\n"
        "MainWindow(Appearance(application()))\n"
        "assert 'pyqtgraph' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_what_came_before_the_canvas_is_drawn_when_it_comes(qtbot: QtBot) -> None:
    plot = CostPlot()
    qtbot.addWidget(plot)
    plot.extend(0, np.ones(501))
    assert plot.findChild(Canvas) is None
    with qtbot.waitSignal(plot.completed):
        plot.show()
    canvas = plot.findChild(Canvas)
    assert canvas.span == (0.0, 500.0)
    assert canvas.accessibleName() == "Cost over the iterations"
