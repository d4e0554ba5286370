"""A session brings back what the window showed of it, and nothing in it can harm."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtWidgets import QDockWidget
from pytestqt.qtbot import QtBot

from nnviz.files.session_file import read_session, write_session
from nnviz.session.comparison.choice import ComparisonChoice
from nnviz.session.config import RunConfig
from nnviz.ui.window.main_window import MainWindow
from nnviz.views.diagram.parts import EdgePart, NeuronPart
from tests.desktop.driving import action, open_on, train

CIRCLE = RunConfig(dataset="circle")


def save(window: MainWindow, qtbot: QtBot, path: Path) -> None:
    with qtbot.waitSignal(window.controller.saved):
        window.controller.save(path)


def open_file(window: MainWindow, qtbot: QtBot, path: Path) -> None:
    with qtbot.waitSignal(window.controller.run_started):
        window.files.open(path)
    qtbot.waitUntil(lambda: window.controller.snapshot is not None)


def dock(window: MainWindow, name: str) -> QDockWidget:
    found = window.findChild(QDockWidget, f"dock_{name}")
    assert isinstance(found, QDockWidget)
    return found


def begin(window: MainWindow, qtbot: QtBot, config: RunConfig = CIRCLE) -> None:
    open_on(window, qtbot, config)
    train(window, qtbot, 10)


def test_a_session_shows_the_sample_and_the_weight_that_were_looked_at(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    begin(window, qtbot)
    panels, row = window.panels, int(window.network.shown.start.lane.data.test_rows[3])
    window.network.choose_sample(row)
    panels.diagram.select(NeuronPart(1, 2))
    panels.diagram.select(EdgePart(2, 1, 3))
    panels.edges.choose("update")
    panels.run_bar.show_step_size("layer")
    panels.run_bar.step_size_chosen.emit("layer")
    path = tmp_path / "run.nnviz"
    save(window, qtbot, path)
    open_on(window, qtbot, RunConfig(dataset="gauss"))
    panels.edges.choose("weight")
    panels.run_bar.show_step_size("epoch")
    panels.run_bar.step_size_chosen.emit("epoch")
    open_file(window, qtbot, path)
    sample = window.network.presenter.sample
    assert sample is not None
    assert sample.row == row
    qtbot.waitUntil(lambda: panels.diagram.marked[1] == EdgePart(2, 1, 3))
    assert panels.diagram.marked[0] == NeuronPart(1, 2)
    selection = window.network.stepping.selection
    assert (selection.kind, selection.layer, selection.neuron) == ("edge", 2, 1)
    assert selection.column == 3
    assert panels.edges.kind == "update"
    assert panels.run_bar.step_size == "layer"
    assert window.network.stepping.stepper.grain == "layer"


def test_a_row_typed_by_hand_comes_back(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    begin(window, qtbot)
    window.network.samples.look_at_values(np.array([0.25, -0.5]), None)
    path = tmp_path / "run.nnviz"
    save(window, qtbot, path)
    open_on(window, qtbot, RunConfig(dataset="gauss"))
    open_file(window, qtbot, path)
    sample = window.network.presenter.sample
    assert sample is not None
    assert (sample.row, sample.name, sample.targets) == (
        -1,
        "a row typed by hand",
        None,
    )
    assert sample.values[:2].tolist() == [0.25, -0.5]
    qtbot.waitUntil(lambda: window.controller.snapshot.lane.probe is not None)


def test_a_session_brings_its_page_and_what_was_compared(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    begin(window, qtbot)
    window.tabs.show_tab("comparison")
    chooser = window.comparison.views.chooser
    wanted = ComparisonChoice("hidden", ((3,), (4, 4), (5,)), own_initializers=True)
    chooser.show_choice(wanted)
    chooser.seeds.show_number(12)
    path = tmp_path / "run.nnviz"
    save(window, qtbot, path)
    chooser.show_choice(ComparisonChoice("learning_rate", (0.1, 0.2)))
    chooser.seeds.show_number(3)
    window.tabs.show_tab("activations")
    open_file(window, qtbot, path)
    assert window.tabs.front == "comparison"
    assert chooser.choice == wanted
    assert chooser.seeds.number == 12


def test_a_window_that_has_not_compared_yet_keeps_what_a_session_was_set_to(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    begin(window, qtbot)
    path, again = tmp_path / "run.nnviz", tmp_path / "again.nnviz"
    save(window, qtbot, path)
    choice = {"setting": "seed", "values": [1, 5, 7], "own_initializers": False}
    view = {"comparison": {"choice": choice, "seeds": 2}}
    write_session(path, replace(read_session(path), view=view))
    open_file(window, qtbot, path)
    save(window, qtbot, again)
    assert read_session(again).view["comparison"] == view["comparison"]
    chooser = window.comparison.views.chooser
    assert chooser.choice == ComparisonChoice("seed", (1, 5, 7))
    assert chooser.seeds.number == 2


def test_panels_are_arranged_as_they_were(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    begin(window, qtbot)
    right, experiment = dock(window, "samples"), dock(window, "experiment")
    experiment.hide()
    right.raise_()
    qtbot.waitUntil(lambda: not right.visibleRegion().isEmpty())
    path = tmp_path / "run.nnviz"
    save(window, qtbot, path)
    arranged = window._docks.arrangement()
    action(window, "reset_layout").trigger()
    assert window._docks.arrangement() != arranged
    open_file(window, qtbot, path)
    assert experiment.isHidden()
    qtbot.waitUntil(lambda: not right.visibleRegion().isEmpty())
    for one, other in zip(window._docks.arrangement(), arranged, strict=True):
        assert (one.area, one.panels, one.hidden) == (
            other.area,
            other.panels,
            other.hidden,
        )


def test_a_panel_that_floats_comes_back_where_it_was(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    begin(window, qtbot)
    samples = dock(window, "samples")
    samples.setFloating(True)
    samples.setGeometry(60, 80, 420, 300)
    qtbot.waitUntil(lambda: samples.isFloating() and samples.width() == 420)
    path, place = tmp_path / "run.nnviz", samples.geometry()
    save(window, qtbot, path)
    action(window, "reset_layout").trigger()
    assert not samples.isFloating()
    open_file(window, qtbot, path)
    qtbot.waitUntil(samples.isFloating)
    qtbot.waitUntil(lambda: samples.geometry() == place)


def test_panels_are_kept_while_another_page_is_in_front(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    begin(window, qtbot)
    dock(window, "experiment").hide()
    window.tabs.show_tab("activations")
    path = tmp_path / "run.nnviz"
    save(window, qtbot, path)
    action(window, "reset_layout").trigger()
    open_file(window, qtbot, path)
    assert window.tabs.front == "activations"
    window.tabs.show_tab("network")
    assert dock(window, "experiment").isHidden()
    assert not dock(window, "plots").isHidden()


def test_a_run_that_undo_brings_back_has_its_sample_and_selection(
    window: MainWindow, qtbot: QtBot
) -> None:
    begin(window, qtbot)
    window.network.choose_sample(17)
    diagram = window.panels.diagram
    diagram.select(NeuronPart(1, 3))
    window.open(RunConfig(dataset="gauss"))
    qtbot.waitUntil(lambda: window.controller.snapshot is not None)
    diagram.select(NeuronPart(1, 0))
    window.network.choose_sample(2)
    with qtbot.waitSignal(window.controller.run_started):
        action(window, "undo").trigger()
    sample = window.network.presenter.sample
    assert sample is not None
    assert sample.row == 17
    qtbot.waitUntil(lambda: diagram.marked[0] == NeuronPart(1, 3))
    assert window.network.stepping.selection.neuron == 3


HOSTILE: list[Any] = [
    None,
    -1,
    10**400,
    1e308,
    "x" * 100_000,
    "\x1b[31m",
    [],
    [[[]]],
    {},
    {"row": -1},
    {"row": 10**30},
    {"row": True},
    {"name": "a\nb", "values": [0.0, 0.0], "wanted": None},
    {"name": "a", "values": [1e308, 1e308], "wanted": [1e308, 0.0]},
    {"name": "a", "values": [0.0] * 10_000, "wanted": None},
    {"name": "a", "values": ["0", None], "wanted": {}},
    {"kind": "edge", "phase": "forward", "layer": 10**9, "neuron": 0, "column": 0},
    {"kind": "edge", "phase": "forward", "layer": 1, "neuron": -1, "column": -7},
    {"kind": "neuron", "phase": "loss", "layer": 0, "neuron": 0, "column": 0},
    {"kind": "nothing", "phase": 3},
    {"neuron": [0, -1], "edge": [1, 0, 99], "bias": [0, 0]},
    {"neuron": [5, 5], "edge": [0, 0, 0]},
    [{"area": "right", "panels": ["dock_samples"] * 50, "hidden": ["?"],
      "front": "\0", "width": 20_000, "height": 1}],
    [{"area": "centre", "panels": [], "hidden": [], "front": None, "width": 0,
      "height": 0}],
    {"choice": {"setting": "hidden", "values": [[10**9], [0]]}, "seeds": 10**9},
    {"choice": {"setting": "activation", "values": ["x" * 9_999, {"a": []}]}},
    {"choice": {"setting": "learning_rate", "values": [True, "inf", None]}},
    {"choice": {"setting": "seed", "values": list(range(500))}, "seeds": 0},
]  # fmt: skip


def test_a_view_that_means_harm_changes_nothing(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    begin(window, qtbot)
    path = tmp_path / "run.nnviz"
    save(window, qtbot, path)
    session = read_session(path)
    names = ("page", "steps", "edges", "lens", "selection", "marked", "panels")
    chooser = window.comparison.views.chooser
    choice = chooser.choice
    for value in HOSTILE:
        view = dict.fromkeys((*names, "comparison", "?"), value)
        write_session(path, replace(session, view=view))
        open_file(window, qtbot, path)
        assert window.tabs.front == "network"
        assert window.panels.run_bar.step_size == "iteration"
        assert window.panels.edges.kind == "weight"
        assert window.network.presenter.sample.row >= 0
        assert window.panels.diagram.marked == (None, None)
        assert chooser.choice == choice
    qtbot.waitUntil(lambda: window.controller.snapshot.lane.probe is not None)
    train(window, qtbot, 5)
