"""Tours in the real window: each step is set, points at something, and can be done."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from nnviz.explain.selection import Selection
from nnviz.session.config import RunConfig
from nnviz.ui.pages.network.network_stepping import BEGINNING
from nnviz.ui.window.main_window import MainWindow
from nnviz.ui.window.tours.tour_card import TourCard, TourRing
from nnviz.ui.window.tours.tour_guide import TourGuide
from nnviz.ui.window.tours.tour_stage import TourStage
from nnviz.views.diagram.parts import EdgePart, NeuronPart
from nnviz.views.tours.tour_list import TOURS
from tests.desktop.driving import action, open_on, train

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def guide(window: MainWindow, qtbot: QtBot) -> TourGuide:
    window.resize(1280, 800)
    open_on(window, qtbot, RunConfig(dataset="circle", samples=60))
    return window.tours


def ring(window: MainWindow) -> TourRing:
    return window.findChild(TourRing, "tour_ring")


def text(window: MainWindow) -> str:
    return window.findChild(QLabel, "tour_text").text()


def click(window: MainWindow, qtbot: QtBot, name: str) -> None:
    qtbot.mouseClick(window.findChild(QPushButton, name), LEFT)


def earlier(window: MainWindow) -> list[QAction]:
    return window.findChild(QMenu, "menu_earlier_runs").actions()


def until_ready(window: MainWindow, qtbot: QtBot, number: int) -> None:
    """Wait until a step's scene is set and it points at something."""
    guide = window.tours

    def is_ready() -> bool:
        assert guide.step is not None, window.panels.messages.text
        return guide.number == number and guide.is_ready and ring(window).isVisible()

    qtbot.waitUntil(is_ready)


def check_step(window: MainWindow, qtbot: QtBot, number: int) -> None:
    until_ready(window, qtbot, number)
    card = window.findChild(TourCard, "tour")
    assert card.isVisible()
    assert window.rect().contains(card.geometry())
    lit = ring(window).geometry()
    assert not lit.intersected(window.rect()).isEmpty()
    assert not card.geometry().intersects(lit.adjusted(7, 7, -7, -7))
    # What the text quotes is known by now, or soon.
    qtbot.waitUntil(lambda: "…" not in text(window))
    assert "{" not in text(window)
    label = window.findChild(QLabel, "tour_text")
    assert label.height() >= label.heightForWidth(label.width())
    place = window.findChild(QLabel, "tour_place")
    assert place.text() == f"{number} of {len(window.tours.tour.steps)}"


@pytest.mark.parametrize("name", TOURS)
def test_a_tour_is_gone_through_by_next_and_back(
    window: MainWindow, qtbot: QtBot, guide: TourGuide, name: str
) -> None:
    action(window, f"tour_{name}").trigger()
    count = len(guide.tour.steps)
    for number in range(1, count + 1):
        check_step(window, qtbot, number)
        click(window, qtbot, "tour_next")
    assert guide.step is None
    assert ring(window).isHidden()
    guide.start(name)
    until_ready(window, qtbot, 1)
    for number in (2, 3):
        click(window, qtbot, "tour_next")
        until_ready(window, qtbot, number)
    for number in (2, 1):
        click(window, qtbot, "tour_back")
        check_step(window, qtbot, number)
    assert not window.findChild(QPushButton, "tour_back").isEnabled()


class Doer:
    """Does what a step waits for, as a person would."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self._window, self._qtbot = window, qtbot
        self._stage = TourStage(window, window.tabs, window.network, window.files)

    def do(self, verb: str, words: str) -> None:
        getattr(self, verb)(words)

    def select(self, _words: str) -> None:
        """Click the middle of what lights up."""
        diagram = self._window.panels.diagram
        middle = ring(self._window).geometry().center()
        at = diagram.mapFrom(self._window, middle)
        self._qtbot.mouseMove(diagram, at)
        self._qtbot.mouseClick(diagram, LEFT, pos=at)

    def edit(self, _words: str) -> None:
        self._qtbot.keyClicks(self._window.panels.diagram, "3")
        self._qtbot.keyClick(self._window.panels.diagram, Qt.Key.Key_Return)

    def train(self, _words: str) -> None:
        self._qtbot.keyClick(
            self._window, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier
        )
        self._qtbot.keyClick(self._window, Qt.Key.Key_Space)

    def phase(self, _words: str) -> None:
        click(self._window, self._qtbot, "button_step")

    def tab(self, words: str) -> None:
        bar, place = self._stage.tab(words)
        self._qtbot.mouseClick(bar, LEFT, pos=bar.tabRect(place).center())

    def page(self, words: str) -> None:
        keys = {"network": Qt.Key.Key_F2, "activations": Qt.Key.Key_F4}
        self._qtbot.keyClick(self._window, keys[words])

    def sample(self, _words: str) -> None:
        gallery = self._window.panels.output.images.mistakes.gallery
        model = gallery.model()
        self._qtbot.waitUntil(lambda: model.rowCount() > 0)
        at = gallery.visualRect(model.index(0, 0)).center()
        self._qtbot.mouseClick(gallery.viewport(), LEFT, pos=at)

    def draw(self, _words: str) -> None:
        canvas = self._window.panels.output.images.pad.canvas
        middle = canvas.rect().center()
        QTest.mousePress(canvas, LEFT, pos=middle)
        QTest.mouseMove(canvas, middle + QPoint(0, 30))
        QTest.mouseRelease(canvas, LEFT, pos=middle + QPoint(0, 30))


@pytest.mark.parametrize("name", TOURS)
def test_a_tour_is_gone_through_by_doing(
    window: MainWindow, qtbot: QtBot, guide: TourGuide, name: str
) -> None:
    guide.start(name)
    doer, steps = Doer(window, qtbot), guide.tour.steps
    for number, step in enumerate(steps, start=1):
        check_step(window, qtbot, number)
        wanted = step.waits_for
        if wanted is None:
            click(window, qtbot, "tour_next")
            continue
        assert guide.waits
        doer.do(wanted.verb, wanted.words)
        if number < len(steps):
            qtbot.waitUntil(lambda n=number: guide.number > n)
        else:
            qtbot.waitUntil(lambda: not guide.waits)
            assert guide.number == number


def test_what_a_text_quotes_follows_the_weight(
    window: MainWindow, qtbot: QtBot, guide: TourGuide
) -> None:
    guide.start("neuron")
    for number in (1, 2, 3):
        until_ready(window, qtbot, number)
        if number < 3:
            guide.next()
    before = text(window)
    window.network.edits.edit_weight(1, 0, 0, 7.5)
    qtbot.waitUntil(lambda: text(window) != before)
    (z,) = window.controller.snapshot.lane.probe.trace["z1"][0]
    assert f"{z:.4g}" in text(window)


def weights(window: MainWindow) -> np.ndarray:
    return window.controller.snapshot.lane.parameters


def test_the_run_there_was_comes_back_as_it_was(
    window: MainWindow, qtbot: QtBot, guide: TourGuide
) -> None:
    window.controller.set_speed(50.0)
    train(window, qtbot, 37)
    window.network.edits.edit_weight(1, 0, 0, 2.5)
    qtbot.waitUntil(lambda: weights(window)[0] == 2.5)
    before, config = weights(window).copy(), window.controller.config
    recent = window.files.recent.paths
    title = window.windowTitle()
    guide.start("backpropagation")
    until_ready(window, qtbot, 1)
    assert window.controller.config.dataset == "xor-table"
    click(window, qtbot, "tour_skip")
    click(window, qtbot, "tour_return")

    def is_back() -> bool:
        shown = window.controller.snapshot
        return shown is not None and shown.iteration == 37

    qtbot.waitUntil(is_back)
    np.testing.assert_array_equal(weights(window), before)
    assert window.controller.config == config
    assert window.controller.speed == 50.0
    assert window.panels.run_bar.step_size == "iteration"
    assert (window.files.session, window.files.recent.paths) == (None, recent)
    assert window.windowTitle() == title
    assert window.findChild(QWidget, "tour").isHidden()


def test_whoever_returns_at_once_gets_the_run_too(
    window: MainWindow, qtbot: QtBot, guide: TourGuide
) -> None:
    train(window, qtbot, 5)
    guide.start("neuron")
    click(window, qtbot, "tour_skip")
    click(window, qtbot, "tour_return")

    def is_back() -> bool:
        here = window.controller
        return here.config.dataset == "circle" and here.iteration == 5

    qtbot.waitUntil(is_back)


def test_whoever_stays_finds_the_run_among_the_earlier_ones(
    window: MainWindow, qtbot: QtBot, guide: TourGuide
) -> None:
    train(window, qtbot, 12)
    guide.start("neuron")
    until_ready(window, qtbot, 1)
    guide.start("backpropagation")
    until_ready(window, qtbot, 1)
    guide.end()
    qtbot.waitUntil(lambda: bool(window.network.edits.earlier_runs))
    assert "Run > Earlier runs" in text(window)
    qtbot.mouseClick(window.findChild(QWidget, "tour_close"), LEFT)
    (found,) = [a for a in earlier(window) if a.text().endswith("iteration 12")]
    found.trigger()
    qtbot.waitUntil(lambda: window.controller.iteration == 12)
    assert window.controller.config.dataset == "circle"


def test_the_run_there_was_is_not_forgotten_for_want_of_memory(
    window: MainWindow, qtbot: QtBot, guide: TourGuide
) -> None:
    train(window, qtbot, 12)
    window.network.edits._earlier._budget = 0
    guide.start("neuron")
    until_ready(window, qtbot, 1)
    train(window, qtbot, 3)
    guide.start("backpropagation")
    until_ready(window, qtbot, 1)
    train(window, qtbot, 3)
    guide.start("neuron")
    until_ready(window, qtbot, 1)
    guide.end()
    click(window, qtbot, "tour_return")
    qtbot.waitUntil(lambda: window.controller.iteration == 12)
    assert window.controller.config.dataset == "circle"


def test_a_run_on_a_file_of_its_own_is_saved_there_again(
    window: MainWindow, qtbot: QtBot, guide: TourGuide, tmp_path: Path
) -> None:
    train(window, qtbot, 3)
    mine = tmp_path / "mine.nnviz"
    window.files._save_to(mine)
    qtbot.waitUntil(lambda: window.files.session == mine)
    title = window.windowTitle()
    guide.start("neuron")
    until_ready(window, qtbot, 1)
    assert window.files.session is None
    guide.end()
    click(window, qtbot, "tour_return")
    qtbot.waitUntil(lambda: window.controller.iteration == 3)
    assert (window.files.session, window.windowTitle()) == (mine, title)


def test_a_comparison_comes_back_too(
    window: MainWindow, qtbot: QtBot, guide: TourGuide
) -> None:
    window.tabs.show_tab("comparison")
    page = window.comparison
    with qtbot.waitSignal(page.controller.run_started):
        page.vary("optimizer")
    page.controller.step(25)
    qtbot.waitUntil(lambda: page.controller.iteration == 25)
    names = [one.name for one in page.controller.started.contenders]
    guide.start("comparison")
    until_ready(window, qtbot, 1)
    assert [c.name for c in page.controller.started.contenders] != names
    guide.end()
    click(window, qtbot, "tour_return")
    qtbot.waitUntil(lambda: page.controller.iteration == 25)
    assert [c.name for c in page.controller.started.contenders] == names
    assert window.tabs.front == "comparison"


def test_space_trains_while_a_tour_is_shown(
    window: MainWindow, qtbot: QtBot, guide: TourGuide
) -> None:
    guide.start("neuron")
    until_ready(window, qtbot, 1)
    click(window, qtbot, "tour_next")
    until_ready(window, qtbot, 2)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert window.controller.playing
    assert guide.number == 2


def test_a_tour_begins_with_nothing_selected(
    window: MainWindow, qtbot: QtBot, guide: TourGuide
) -> None:
    window.panels.diagram.select(EdgePart(1, 0, 0))
    window.network.stepping.show_selection(Selection("loss", "loss", 0, 0, 0))
    guide.start("neuron")
    until_ready(window, qtbot, 1)
    assert window.panels.diagram.marked == (None, None)
    assert window.network.stepping.selection == BEGINNING


def test_back_leads_to_a_step_that_is_done_and_stays_there(
    window: MainWindow, qtbot: QtBot, guide: TourGuide
) -> None:
    guide.start("neuron")
    until_ready(window, qtbot, 1)
    guide.next()
    until_ready(window, qtbot, 2)
    assert guide.waits
    window.panels.diagram.select(NeuronPart(1, 0))
    until_ready(window, qtbot, 3)
    click(window, qtbot, "tour_back")
    until_ready(window, qtbot, 2)
    assert not guide.waits
    guide._look()
    assert guide.number == 2
    click(window, qtbot, "tour_next")
    until_ready(window, qtbot, 3)


def test_a_neuron_is_explained_again_after_one_of_its_weights(
    window: MainWindow, qtbot: QtBot, guide: TourGuide
) -> None:
    diagram, stepping = window.panels.diagram, window.network.stepping
    diagram.select(NeuronPart(1, 0))
    diagram.select(EdgePart(1, 0, 0))
    assert stepping.selection.kind == "edge"
    diagram.select(NeuronPart(1, 0))
    assert diagram.marked == (NeuronPart(1, 0), None)
    assert stepping.selection.kind == "neuron"
