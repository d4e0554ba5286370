"""Edges, samples and branches: everything in the window follows one cursor."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from nnviz.explain.linked.linked_walk import LinkedWalk
from nnviz.explain.selection import BIAS, Selection, edge
from nnviz.session.config import RunConfig
from nnviz.ui.window.main_window import MainWindow
from nnviz.views.diagram.hits import bias_dot
from tests.desktop.driving import is_at_rest, open_on, train
from tests.desktop.test_lens import assert_numbers_agree, wait_for_lens

SMALL = RunConfig(dataset="circle", hidden=(3, 2), batch_size=4)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def stepped(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """Return the window in a walk through the fourth iteration."""
    open_on(window, qtbot, SMALL)
    train(window, qtbot, 3)
    qtbot.waitUntil(lambda: is_at_rest(window))
    window.panels.run_bar._sizes.button("neuron").click()
    step(window, qtbot, 1)
    return window


def step(window: MainWindow, qtbot: QtBot, direction: int) -> None:
    window.network.stepping.stepper.step(direction)
    qtbot.waitUntil(lambda: not window.network.stepping.stepper.awaits)


def walk_of(window: MainWindow) -> LinkedWalk:
    walking = window.network.stepping.stepper.walk
    assert walking is not None
    return walking


def selection_of(window: MainWindow) -> Selection:
    explanation = window.panels.inspector.explanation
    assert explanation is not None
    return explanation.selection


def test_a_click_on_an_edge_explains_its_weight(
    stepped: MainWindow, qtbot: QtBot
) -> None:
    diagram = stepped.panels.diagram
    gap = diagram.on_screen.gaps[1]
    starts, stops = gap.ends()
    across, down = (gap.x0 + gap.x1) / 2, (starts[0] + stops[0]) / 2
    qtbot.mouseClick(diagram, LEFT, pos=QPoint(round(across), round(down)))
    assert selection_of(stepped) == edge(2, 0, 0)
    assert walk_of(stepped).selection.layer == 2


def test_a_click_on_a_bias_explains_it(stepped: MainWindow, qtbot: QtBot) -> None:
    diagram = stepped.panels.diagram
    column = diagram.on_screen.columns[1]
    across, down, _ = bias_dot(column, float(column.ys[2]))
    qtbot.mouseClick(diagram, LEFT, pos=QPoint(round(across), round(down)))
    assert selection_of(stepped) == edge(1, 2, BIAS)


def data_rows(window: MainWindow) -> list[int]:
    start = window.controller.started
    assert start is not None
    rows: list[int] = start.lane.data.train_rows[walk_of(window).trace.rows].tolist()
    return rows


def test_a_sample_of_the_batch_that_is_chosen_takes_the_walk_along(
    stepped: MainWindow,
) -> None:
    stepped.panels.output.sample_requested.emit(data_rows(stepped)[2])
    assert walk_of(stepped).position.sample == 2
    assert selection_of(stepped).sample == 2


def test_a_sample_outside_the_batch_is_shown_at_rest_and_the_walk_is_left(
    stepped: MainWindow, qtbot: QtBot
) -> None:
    outside = next(row for row in range(100) if row not in data_rows(stepped))
    stepped.panels.output.sample_requested.emit(outside)
    assert stepped.network.stepping.stepper.walk is None
    assert "is not in the batch of iteration 4" in stepped.panels.messages.text
    wait_for_lens(stepped, qtbot, 4)
    assert stepped.network.presenter.row == outside
    assert stepped.panels.lens.text().endswith(f" sample {outside + 1}")
    assert_numbers_agree(stepped)


def test_the_next_sample_of_a_walk_is_the_next_of_its_batch(
    stepped: MainWindow, qtbot: QtBot
) -> None:
    qtbot.keyClick(stepped, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert walk_of(stepped).position.sample == 3


def test_a_whole_iteration_leads_to_the_same_place_in_the_next_one_and_back(
    stepped: MainWindow, qtbot: QtBot
) -> None:
    step(stepped, qtbot, 1)
    here = walk_of(stepped)
    for key, iteration in ((Qt.Key.Key_Right, 5), (Qt.Key.Key_Left, 4)):
        qtbot.keyClick(stepped, key, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: not stepped.network.stepping.stepper.awaits)
        assert walk_of(stepped).trace.iteration == iteration
        assert walk_of(stepped).position == here.position


def test_the_end_of_a_branch_left_behind_is_told_and_can_be_walked_back_from(
    stepped: MainWindow, qtbot: QtBot
) -> None:
    controller = stepped.controller

    def stands_at(iteration: int, branch: int) -> bool:
        found = stepped.network.shown.snapshot
        here = found and (found.iteration, found.branch)
        return here == (iteration, branch) and bool(found and found.lane.trace)

    controller.show_moment(2)
    qtbot.waitUntil(lambda: stands_at(2, 0))
    controller.go_on_from_here()
    controller.step(3)
    qtbot.waitUntil(lambda: stands_at(5, 1))
    controller.show_moment(4, 0)
    qtbot.waitUntil(lambda: stands_at(4, 0))
    qtbot.waitUntil(lambda: stepped.network.stepping.stepper.walk is None)
    step(stepped, qtbot, 1)
    assert "Branch 1 ends here, at iteration 4" in stepped.panels.messages.text
    step(stepped, qtbot, -1)
    assert walk_of(stepped).trace.iteration == 4


def test_a_weight_that_is_edited_is_seen_at_once_for_the_walk_ends(
    stepped: MainWindow, qtbot: QtBot
) -> None:
    stepped.panels.diagram.weight_edited.emit(1, 0, 0, 3.0)

    def seen() -> bool:
        state = stepped.panels.diagram.state
        return state is not None and state.weights[0][0, 0] == 3.0

    qtbot.waitUntil(seen)
    assert stepped.network.stepping.stepper.walk is None


def test_edges_of_a_walk_have_the_numbers_of_its_trace(stepped: MainWindow) -> None:
    trace = walk_of(stepped).trace
    before = [trace["inputs"][0], trace["a1"][0], trace["a2"][0]]
    for kind in ("weight", "contribution", "gradient", "update"):
        stepped.panels.edges.choose(kind)
        state = stepped.panels.diagram.state
        assert state is not None
        for layer, shown in enumerate(state.edges, start=1):
            expected = {
                "weight": trace[f"W{layer}"],
                "contribution": trace[f"W{layer}"] * before[layer - 1],
                "gradient": trace[f"dW{layer}"],
                "update": trace.after[f"W{layer}"] - trace[f"W{layer}"],
            }[kind]
            np.testing.assert_allclose(shown, expected, rtol=1e-9, atol=1e-15)
