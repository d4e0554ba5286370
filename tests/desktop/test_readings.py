"""Every number on the screen is the same wherever it is shown.

``EVERYWHERE=1`` in the environment: each part in every phase, in all tests.
"""

import os
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QDockWidget
from pytestqt.qtbot import QtBot

from nnviz.session.config import RunConfig
from nnviz.ui.window.main_window import MainWindow
from nnviz.views.diagram.parts import BiasPart, EdgePart, NeuronPart, Part
from tests.desktop.agreement import agree, shown
from tests.desktop.driving import action, is_at_rest, open_on, train
from tests.desktop.test_lens import state_of, wait_for_lens

LOOKS = (
    ("forward", "weight"),
    ("forward", "contribution"),
    ("loss", "weight"),
    ("backward", "gradient"),
    ("update", "update"),
)
"""Phases of the inspector, and what the edges show beside them."""
EVERYWHERE = bool(os.environ.get("EVERYWHERE"))
WITH_SAMPLES = ("circle", "iris", "sine")
"""Where the table of samples is in sight too."""
RINGS = {"inner": 3.0, "outer": 0.25}
CONFIGS = {
    "circle": RunConfig(dataset="circle", hidden=(4, 3), batch_size=10),
    "iris": RunConfig(dataset="iris", hidden=(5,), batch_size=10),
    "weighted": RunConfig(
        dataset="rings", hidden=(4,), batch_size=6, class_weights=RINGS
    ),
    "sine": RunConfig(dataset="sine", hidden=(4, 4), batch_size=16),
    "digits": RunConfig(dataset="digits", hidden=(6,), batch_size=10),
    "mnist": RunConfig(
        dataset="mnist", hidden=(8,), batch_size=32, precision="float32"
    ),
}


def at_rest(window: MainWindow, qtbot: QtBot, iteration: int) -> None:
    """Train, and wait until the last iteration has an evaluation of its own."""
    train(window, qtbot, iteration)
    wait_for_lens(window, qtbot, iteration)

    def evaluated() -> bool:
        snapshot = window.network.shown.snapshot
        found = snapshot.lane.evaluation if snapshot else None
        return found is not None and found.iteration == iteration

    qtbot.waitUntil(evaluated)


def point_at_plots(window: MainWindow) -> None:
    """Put the crosshair of the plot in front on the iteration shown."""
    snapshot = window.network.shown.snapshot
    for plot in window.panels.plots:
        plot._canvas.point_at(snapshot.iteration)


def parts(window: MainWindow) -> Iterator[Part]:
    """Yield some neurons, weights and biases of every layer."""
    sizes = state_of(window).sizes
    for layer, (inputs, size) in enumerate(pairwise(sizes), 1):
        for neuron in {0, size - 1}:
            yield NeuronPart(layer, neuron)
            yield BiasPart(layer, neuron)
            yield EdgePart(layer, neuron, inputs // 2)


def survey(
    window: MainWindow,
    qtbot: QtBot,
    parts: Iterable[Part],
    *,
    everywhere: bool = EVERYWHERE,
) -> set[str]:
    """Look at parts as two views show them; return what was compared.

    Each part is looked at in all phases, or in two of them, in turns: the parts come to
    all of them together.
    """
    point_at_plots(window)
    compared = agree(window, qtbot)
    exploration = window.panels.diagram._exploration
    for place, part in enumerate(parts):
        if isinstance(part, NeuronPart):
            exploration.select(part)
        else:
            exploration.choose(part)
        exploration.interaction.hovered = part
        turned = LOOKS[place % len(LOOKS) :] + LOOKS[: place % len(LOOKS)]
        for phase, kind in LOOKS if everywhere else (turned[0], turned[2]):
            window.panels.edges.choose(kind)
            button = window.panels.inspector.header.phases.button(phase)
            if button.isEnabled():
                button.click()
            compared |= agree(window, qtbot)
    exploration.interaction.hovered = None
    window.panels.edges.choose("weight")
    return {re.sub(r"\[.*?\]|\d+", "", name) for name in compared}


def some(window: MainWindow) -> list[Part]:
    """Return a neuron, a weight and a bias at the end, and a weight at the start."""
    state = state_of(window)
    inputs = state.sizes[-2]
    return [
        NeuronPart(state.last, 0),
        EdgePart(state.last, 0, inputs - 1),
        BiasPart(state.last, 0),
        EdgePart(1, 1, state.sizes[0] // 2),
    ]


@pytest.fixture
def opened(
    request: pytest.FixtureRequest, window: MainWindow, qtbot: QtBot
) -> MainWindow:
    """Return the window on the data that a test is marked with."""
    open_on(window, qtbot, CONFIGS[request.param])
    wait_for_lens(window, qtbot)
    if request.param in WITH_SAMPLES:
        show_beside(window, "samples")
    return window


def on(*names: str) -> pytest.MarkDecorator:
    """Have a test look at some data: each kind of view is there in one of two."""
    return pytest.mark.parametrize("opened", names, indirect=True)


def show_beside(window: MainWindow, name: str) -> None:
    """Put a panel beside the others, so that it is seen together with all of them."""
    action(window, name).trigger()
    window.findChild(QDockWidget, f"dock_{name}").setFloating(True)


@on(*CONFIGS)
def test_at_the_start_all_views_agree(opened: MainWindow, qtbot: QtBot) -> None:
    compared = survey(opened, qtbot, parts(opened), everywhere=True)
    expected = {"a", "W", "b", "dW", "db", "update_W", "W*a", "z", "saturated", "dead"}
    assert compared >= expected - {"saturated", "dead"}


@on("circle", "sine", "mnist")
def test_at_rest_after_training_they_agree(opened: MainWindow, qtbot: QtBot) -> None:
    at_rest(opened, qtbot, 7)
    compared = survey(opened, qtbot, some(opened))
    assert compared >= {"train_cost", "test_cost", "iteration", "a", "W", "dW"}
    if opened.network.samples._seen:
        assert "loss" in compared
        assert compared & {"predicted", "share"} or state_of(opened).sizes[0] < 3


@on("iris", "digits")
def test_in_the_past_and_back_they_agree(opened: MainWindow, qtbot: QtBot) -> None:
    at_rest(opened, qtbot, 9)
    opened.controller.show_moment(4)
    wait_for_lens(opened, qtbot, 4)
    assert "iteration" in survey(opened, qtbot, some(opened))
    opened.controller.return_to_now()
    wait_for_lens(opened, qtbot, 9)
    survey(opened, qtbot, some(opened))


@on("sine", "digits")
def test_at_every_place_of_a_walk_they_agree(opened: MainWindow, qtbot: QtBot) -> None:
    at_rest(opened, qtbot, 3)
    qtbot.waitUntil(lambda: is_at_rest(opened))
    point_at_plots(opened)
    compared = set()
    for size, way in (
        ("phase", "step_back"),
        ("neuron", "step_back"),
        ("phase", "step_back"),
        ("layer", "step_back"),
        ("sample", "step"),
        ("phase", "step_back"),
        ("term", "step_back"),
        ("phase", "step"),
    ):
        opened.panels.run_bar._sizes.button(size).click()
        for _ in range(2):
            action(opened, way).trigger()
            assert opened.network.stepping.stepper.walk is not None
            compared |= agree(opened, qtbot)
    assert compared >= {"cost", "iteration"}


@on("circle", "digits")
def test_after_an_edit_and_undo_they_agree(opened: MainWindow, qtbot: QtBot) -> None:
    at_rest(opened, qtbot, 3)
    before = float(state_of(opened).weights[0][1, 0])
    opened.panels.diagram.weight_edited.emit(1, 1, 0, 1.25)
    qtbot.waitUntil(lambda: state_of(opened).weights[0][1, 0] == 1.25)
    survey(opened, qtbot, [EdgePart(1, 1, 0), *some(opened)])
    action(opened, "undo").trigger()
    qtbot.waitUntil(lambda: state_of(opened).weights[0][1, 0] == before)
    survey(opened, qtbot, [EdgePart(1, 1, 0), *some(opened)])


@on("iris", "digits")
def test_of_other_samples_they_agree(opened: MainWindow, qtbot: QtBot) -> None:
    start = opened.controller.started
    assert start is not None
    for rows in (start.lane.data.test_rows, start.lane.data.train_rows):
        row = int(rows[3])
        opened.panels.output.sample_requested.emit(row)
        wait_for_lens(opened, qtbot)
        assert opened.network.presenter.row == row
        survey(opened, qtbot, some(opened))


@on("sine", "mnist")
def test_after_other_data_they_agree(opened: MainWindow, qtbot: QtBot) -> None:
    survey(opened, qtbot, some(opened))
    for config in (CONFIGS["iris"], CONFIGS["circle"]):
        open_on(opened, qtbot, config)
        wait_for_lens(opened, qtbot)
        survey(opened, qtbot, some(opened))


@on("circle", "digits")
def test_at_a_pause_of_training_they_agree(opened: MainWindow, qtbot: QtBot) -> None:
    for _ in range(2):
        opened.controller.play()
        begun = reached(opened)
        qtbot.waitUntil(lambda begun=begun: reached(opened) > begun)
        opened.controller.pause()
        qtbot.waitUntil(lambda: not opened.controller.playing)
        wait_for_lens(opened, qtbot, None)
        survey(opened, qtbot, some(opened))


def reached(window: MainWindow) -> int:
    snapshot = window.network.shown.snapshot
    return 0 if snapshot is None else snapshot.iteration


def test_of_a_digit_just_drawn_they_agree(window: MainWindow, qtbot: QtBot) -> None:
    open_on(window, qtbot, CONFIGS["mnist"])
    wait_for_lens(window, qtbot)
    pad, tabs = window.panels.output.images.pad, window.panels.output.images.tabs
    tabs.setCurrentWidget(pad)
    canvas = pad.canvas
    corner = canvas._square().topLeft().toPoint()
    for x, y in ((40, 30), (60, 60), (50, 100)):
        at = corner + QPoint(x, y)
        qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=at)
        qtbot.mouseMove(canvas, at + QPoint(10, 15))
        qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=at + QPoint(10, 15))

    def looked_at() -> bool:
        snapshot = window.network.shown.snapshot
        probe = snapshot.lane.probe if snapshot else None
        return probe is not None and probe.trace.probed == "the digit drawn last"

    qtbot.waitUntil(looked_at)
    survey(window, qtbot, some(window))
    found = shown(window)
    for digit in range(10):
        [(_, bar)] = found[f"drawing[{digit + 1}]"]
        [(_, value), *_] = found[f"a2[{digit + 1}]"]
        assert bar == value


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_dead_and_saturated_neurons_are_counted_alike(
    window: MainWindow, qtbot: QtBot, activation: str
) -> None:
    config = CONFIGS["circle"].changed(
        activation=activation, loss="mse", learning_rate=100.0
    )
    open_on(window, qtbot, config)
    at_rest(window, qtbot, 5)
    dock = window.findChild(QDockWidget, "dock_activation")
    for layer in (1, 2):
        window.panels.diagram.selection_changed.emit(layer, 0)
        dock.raise_()
        assert agree(window, qtbot) >= {f"dead{layer}", f"saturated{layer}"}


def test_what_a_panel_shows_is_copied_as_a_table(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, CONFIGS["circle"])
    wait_for_lens(window, qtbot)
    agree(window, qtbot)
    window.panels.diagram.setFocus()
    qtbot.waitUntil(window.panels.diagram.hasFocus)
    qtbot.keyClick(
        window.panels.diagram, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier
    )
    rows = QApplication.clipboard().text().splitlines()
    assert dict(row.split("\t") for row in rows) == window.panels.diagram.readings()
    assert {"a1[4]", "inputs[2]", "a3[1]"} <= window.panels.diagram.readings().keys()


def test_the_check_says_the_worst_error_of_every_gradient(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, CONFIGS["circle"])
    at_rest(window, qtbot, 3)
    window.findChild(QCheckBox, "check_switch").click()
    details = window.panels.checking.details
    window.network.checks.details_requested.emit()
    qtbot.waitUntil(lambda: bool(details.readings()))
    names = {f"error of d{what}{layer}" for what in "Wb" for layer in (1, 2, 3)}
    assert details.readings().keys() == names
