"""The window is painted before what it does not need for that is imported."""

import gc
import inspect
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from threading import Thread

import pytest
from PySide6.QtCore import QSettings, QThread
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDockWidget, QPushButton
from pytestqt.qtbot import QtBot

from nnviz.explain import formula_svg
from nnviz.session.config import RunConfig
from nnviz.ui.app import AfterPainting, _make_hidden
from nnviz.ui.theme.apply import Appearance
from nnviz.ui.window.main_window import MainWindow
from tests.waiting import PATIENCE

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
        timeout=PATIENCE,
        check=True,
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "name",
    [
        "numpy",
        "msgspec",
        "nnviz.live.loop",
        "nnviz.ui.pages.network.network_page",
        "nnviz.ui.inspector.inspector",
        "nnviz.ui.output.image_tabs",
        "nnviz.ui.preview.preview_panel",
        "nnviz.ui.window.help.help_texts",
        "numpy.random",
        "ziamath",
        "openpyxl",
        "pyarrow",
        "nnviz.data.readers.formats.csv_table",
        "nnviz.data.readers.values.number_forms",
        "nnviz.data.readers.columns.look",
    ],
)
def test_the_first_picture_does_not_wait_for(name: str, imported: set[str]) -> None:
    assert find_spec(name) is not None
    assert "nnviz.ui.window.main_window" in imported
    assert name not in imported


@pytest.fixture
def frame(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    """Return a window of which only the frame is there, painted."""
    appearance = Appearance(qapp)
    appearance.style()
    window = MainWindow(appearance, whole=False)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    yield window
    window.close()
    window.deleteLater()
    qapp.setStyleSheet("")


def test_the_frame_names_menus_and_pages(frame: MainWindow) -> None:
    titles = [action.text() for action in frame.menuBar().actions()]
    assert titles == ["&File", "&Edit", "&View", "&Run", "&Compare", "&Help"]
    assert not frame.is_furnished


def test_the_rest_comes_in_slices_and_the_run_begins(
    frame: MainWindow, qtbot: QtBot
) -> None:
    def steps() -> Iterator[object]:
        while frame.furnish_on():
            yield None
        frame.open(RunConfig(dataset="circle"))

    AfterPainting(frame, steps())
    frame.update()
    qtbot.waitUntil(
        lambda: frame.is_furnished and frame.controller.snapshot is not None
    )
    assert frame.updatesEnabled()
    assert frame.panels.experiment.isVisible()
    assert not frame.panels.diagram.grab().isNull()


def test_panels_have_their_shares_although_they_come_in_slices(
    frame: MainWindow, qtbot: QtBot
) -> None:
    frame.resize(1280, 800)

    def steps() -> Iterator[object]:
        while frame.furnish_on():
            yield None

    AfterPainting(frame, steps())
    frame.update()
    docks = {}

    def has_shares() -> bool:
        found = frame.findChildren(QDockWidget)
        docks.update({dock.windowTitle(): dock.height() for dock in found})
        # A little more for the panels below, as in a window that is made at once.
        return bool(docks) and abs(docks["Activation"] - docks["Output"]) < 40

    qtbot.waitUntil(has_shares)


def test_a_menu_opened_sooner_is_filled(frame: MainWindow) -> None:
    menu = frame.menuBar().actions()[0].menu()
    menu.aboutToShow.emit()
    assert "action_open" in [action.objectName() for action in menu.actions()]


def test_the_panels_come_back_where_they_were(
    frame: MainWindow, qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    settings = QSettings(str(tmp_path / "kept.ini"), QSettings.Format.IniFormat)
    first = MainWindow(Appearance(qapp))
    qtbot.addWidget(first)
    first.remember(settings)
    first.resize(1280, 800)
    frame.resize(1280, 800)
    first.show()
    docks = {d.windowTitle(): d for d in first.findChildren(QDockWidget)}
    docks["Plots"].hide()
    qtbot.waitUntil(lambda: docks["Output"].height() > 100)
    height = docks["Output"].height()
    first.close()
    frame.remember(settings)
    frame.furnish()
    output = frame.findChild(QDockWidget, "dock_output")
    qtbot.waitUntil(lambda: abs(output.height() - height) < 10)
    now = {d.windowTitle(): d.isHidden() for d in frame.findChildren(QDockWidget)}
    assert now["Plots"]
    assert not now["Experiment"]


def test_a_window_closed_sooner_begins_nothing(frame: MainWindow, qtbot: QtBot) -> None:
    begun = []

    def steps() -> Iterator[object]:
        begun.append(frame)
        yield None

    AfterPainting(frame, steps())
    frame.close()
    QApplication.processEvents()
    assert not begun
    assert not [t for t in frame.findChildren(QThread) if t.isRunning()]


def test_panels_behind_others_are_made_when_they_are_needed(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.open(RunConfig(dataset="circle"))
    qtbot.waitUntil(lambda: window.controller.snapshot is not None)
    panels = window.panels
    assert not any(place.is_made for place in panels.later)
    window.panels.diagram.selection_changed.emit(1, 0)
    qtbot.waitUntil(lambda: panels.inspector_place.is_made)
    qtbot.waitUntil(lambda: panels.inspector.explanation is not None)
    assert not panels.samples_place.is_made
    window.findChild(QAction, "action_samples").trigger()
    assert panels.samples_place.is_made
    assert panels.samples.model.rowCount() > 0
    assert not panels.checking_place.is_made
    window.network.checks.details_requested.emit()
    qtbot.waitUntil(lambda: panels.checking_place.is_made)


def test_a_panel_made_late_shows_what_it_has_missed(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.open(RunConfig(dataset="circle", mistakes=("missing_mean",)))
    qtbot.waitUntil(lambda: window.controller.snapshot is not None)
    assert not window.panels.checking_place.is_made
    switches = window.panels.checking.gallery.findChildren(QPushButton)
    words = {each.objectName(): each.text() for each in switches}
    assert words["switch_missing_mean"] == "Turn off"
    window.controller.step(3)
    qtbot.waitUntil(lambda: window.controller.snapshot.iteration == 3)
    assert window.panels.inspector.explanation is None
    window._inspector.raise_()
    qtbot.waitUntil(lambda: window.panels.inspector.explanation is not None)


def test_what_typesets_formulas_is_loaded_first_and_beside_the_window(
    frame: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is kept of formulas for the tests would do without the library.
    typeset = inspect.unwrap(formula_svg.typeset)
    monkeypatch.setattr(formula_svg, "typeset", typeset)
    thread = next(_make_hidden(frame))
    assert isinstance(thread, Thread)
    thread.join()
    assert "ziafont" in sys.modules
    # It has nothing frozen that other tests expect to be collected.
    gc.unfreeze()
