"""pyqtgraph takes long to import, so plots begin without it."""

import subprocess
import sys
from importlib.util import find_spec

import numpy as np
import pytest
from PySide6.QtWidgets import QTabWidget
from pytestqt.qtbot import QtBot

from nnviz.ui.charts.chart_canvas import ChartCanvas
from nnviz.ui.charts.cost_plot import CostPlot
from nnviz.ui.charts.gradient_plot import GradientPlot
from nnviz.ui.theme.tokens import LIGHT

OPEN = """
import sys
from PySide6.QtCore import QEvent, QTimer
from nnviz.cli.main import main
from nnviz.ui import app

class Watched(app.MainWindow):
    def event(self, event):
        done = super().event(event)
        if event.type() == QEvent.Type.UpdateRequest:
            print(*sys.modules, sep="\\n", flush=True)
            sys.stdout = open("/dev/null", "w")
            QTimer.singleShot(0, self.close)
        return done

app.MainWindow = Watched
sys.argv[1:] = []
main()
"""
"""Opens the window as the command does, and writes what the first picture took."""


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Return the modules that had been imported when the window was first painted."""
    home = str(tmp_path_factory.mktemp("home"))
    environment = {"QT_QPA_PLATFORM": "offscreen", "HOME": home, "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", OPEN],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        timeout=60,
        check=True,
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "name",
    [
        "pyqtgraph",
        "nnviz.live.training_loop",
        "nnviz.ui.output.image_tabs",
        "nnviz.ui.preview.preview_panel",
        "nnviz.ui.window.help.texts",
        "numpy.random",
        "ziamath",
    ],
)
def test_the_first_picture_does_not_wait_for(name: str, imported: set[str]) -> None:
    assert find_spec(name) is not None
    assert "nnviz.ui.window.main_window" in imported
    assert name not in imported


@pytest.fixture
def before_pyqtgraph(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let plots do as if pyqtgraph had not been imported yet."""
    monkeypatch.setattr("nnviz.ui.charts.late_canvas._SLOW", "not imported")


@pytest.mark.usefixtures("before_pyqtgraph")
def test_what_came_before_the_canvas_is_drawn_when_it_comes(qtbot: QtBot) -> None:
    plot = CostPlot()
    qtbot.addWidget(plot)
    plot.set_theme(LIGHT)
    plot.set_title("Loss")
    plot.extend(0, np.ones(501))
    plot.show_now(300)
    with qtbot.waitSignal(plot.completed):
        plot.show()
        assert plot.findChild(ChartCanvas) is None
    canvas = plot.findChild(ChartCanvas)
    assert canvas.span == (0.0, 500.0)
    assert canvas.accessibleName() == "Loss over the iterations"
    assert canvas._now == 300
    assert canvas.grab().toImage().pixelColor(1, 1).name() == LIGHT.panel


@pytest.mark.usefixtures("before_pyqtgraph")
def test_lines_that_were_taken_away_before_the_canvas_stay_away(qtbot: QtBot) -> None:
    plot = GradientPlot()
    qtbot.addWidget(plot)
    plot.set_layers(["layer 1", "layer 2"])
    plot.set_layers(["layer 1"])
    with qtbot.waitSignal(plot.completed):
        plot.show()
    plot.add_norms(0, [1.0])
    plot.refresh()
    assert len(plot.findChild(ChartCanvas)._frame.end_labels) == 1


def test_a_plot_behind_a_tab_has_its_canvas_as_soon_as_it_is_seen(qtbot: QtBot) -> None:
    tabs, plots = QTabWidget(), (CostPlot(), GradientPlot())
    qtbot.addWidget(tabs)
    for plot in plots:
        tabs.addTab(plot, plot.title)
    tabs.show()
    assert not plots[1].complete
    tabs.setCurrentIndex(1)
    assert plots[1].complete
