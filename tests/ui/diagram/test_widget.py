from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from pytestqt.qtbot import QtBot

from nnviz.ui.diagram.diagram_painting import title_lines
from nnviz.ui.diagram.network_diagram import NetworkDiagram
from nnviz.ui.theme.fonts import load_fonts
from nnviz.ui.theme.tokens import DARK, LIGHT, Theme
from nnviz.views.diagram.diagram_state import DiagramState, Flow, Stepping
from nnviz.views.diagram.edge_codes import encode
from nnviz.views.diagram.hits import bias_dot, card_corner
from tests.conftest import ChangeTheme


def state(weight: float = 0.5) -> DiagramState:
    return DiagramState(
        (2, 2, 1),
        ("input", "hidden 1 · tanh", "output · sigmoid"),
        (np.full((2, 2), weight), np.full((1, 2), -weight)),
        (np.array([0.1, -0.2]), np.array([0.3])),
        activations=(np.ones(2), np.array([0.25, -0.5]), np.array([0.75])),
    )


@pytest.fixture
def diagram(qtbot: QtBot) -> NetworkDiagram:
    load_fonts()
    widget = NetworkDiagram()
    qtbot.addWidget(widget)
    widget.resize(700, 450)
    widget.show()
    widget.show_state(state())
    return widget


def dot(diagram: NetworkDiagram, layer: int, neuron: int) -> QPoint:
    column = diagram.on_screen.columns[layer]
    x, y, _ = bias_dot(column, float(column.ys[neuron]))
    return QPoint(round(x), round(y))


def test_showing_a_state_announces_nothing(
    diagram: NetworkDiagram, qtbot: QtBot
) -> None:
    signals = (diagram.weight_edited, diagram.bias_edited, diagram.selection_changed)
    for signal in signals:
        with qtbot.assertNotEmitted(signal):
            diagram.show_state(state(2.0))
            diagram.select_neuron(1, 1)


def test_arrows_move_the_selection(diagram: NetworkDiagram, qtbot: QtBot) -> None:
    announced = []
    diagram.selection_changed.connect(lambda *at: announced.append(at))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Right):
        qtbot.keyClick(diagram, key, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(diagram, Qt.Key.Key_Escape)
    assert announced == [(0, 0), (0, 1), (1, 1), (-1, -1)]


def test_the_card_of_a_weight_goes_with_the_pointer_and_stays_while_it_is_typed(
    diagram: NetworkDiagram, qtbot: QtBot
) -> None:
    marks = diagram._exploration.marks
    diagram.select_neuron(1, 1)
    qtbot.keyClick(diagram, Qt.Key.Key_Return)
    assert marks().readout is not None
    diagram.leaveEvent(QEvent(QEvent.Type.Leave))
    assert marks().chosen is not None
    assert marks().readout is None
    qtbot.keyClicks(diagram, "2")
    assert marks().readout is not None


def test_a_card_covers_no_neuron_if_it_need_not(diagram: NetworkDiagram) -> None:
    geometry, size = diagram.on_screen, (120.0, 40.0)
    room = float(diagram.width()), float(diagram.height())
    column = geometry.columns[1]
    for y in column.ys.tolist():
        left, top = card_corner(geometry, (column.left - 12, y), size, room)
        for each in geometry.columns:
            beside = left + size[0] <= each.left or each.right <= left
            for middle in each.ys.tolist():
                half = each.side / 2
                apart = top + size[1] <= middle - half or middle + half <= top
                assert beside or apart


def test_a_long_title_is_broken_so_that_its_card_covers_less(qapp: object) -> None:
    title = "W2[2, 4] · hidden 1, neuron 4 → hidden 2, neuron 2"
    lines = ["W2[2, 4]", "hidden 1, neuron 4", "→ hidden 2, neuron 2"]
    assert title_lines(title, 150.0) == lines
    assert title_lines(title, 1000.0) == [title]
    assert title_lines("5 gradients → hidden 1, neuron 2", 60.0) == [
        "5 gradients",
        "→ hidden 1, neuron 2",
    ]


def test_a_bias_is_typed(diagram: NetworkDiagram, qtbot: QtBot) -> None:
    diagram.select_neuron(1, 1)
    qtbot.keyClick(diagram, Qt.Key.Key_Return)
    qtbot.keyClicks(diagram, "-1.5")
    with qtbot.waitSignal(diagram.bias_edited) as wish:
        qtbot.keyClick(diagram, Qt.Key.Key_Return)
    assert wish.args == [1, 1, -1.5]


def test_a_weight_is_typed(diagram: NetworkDiagram, qtbot: QtBot) -> None:
    diagram.select_neuron(1, 1)
    qtbot.keyClick(diagram, Qt.Key.Key_Return)
    qtbot.keyClick(diagram, Qt.Key.Key_Down)
    qtbot.keyClicks(diagram, "2")
    with qtbot.waitSignal(diagram.weight_edited) as wish:
        qtbot.keyClick(diagram, Qt.Key.Key_Return)
    assert wish.args == [1, 1, 0, 2.0]


def test_dragging_a_bias_up_asks_for_more(
    diagram: NetworkDiagram, qtbot: QtBot
) -> None:
    at = dot(diagram, 2, 0)
    qtbot.mousePress(diagram, Qt.MouseButton.LeftButton, pos=at)
    with qtbot.waitSignal(diagram.bias_edited) as wish:
        qtbot.mouseMove(diagram, at - QPoint(0, 60))
    assert wish.args[:2] == [2, 0]
    assert wish.args[2] > 0.3


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_a_bias_has_the_colour_of_its_sign(
    diagram: NetworkDiagram, theme: Theme, change_theme: ChangeTheme
) -> None:
    change_theme(theme)
    image = diagram.grab().toImage()
    above = QPoint(0, 3)
    assert image.pixelColor(dot(diagram, 1, 0)).name() == theme.positive
    assert image.pixelColor(dot(diagram, 1, 1) - above).name() == theme.negative


def test_the_selected_neuron_is_described(diagram: NetworkDiagram) -> None:
    diagram.select_neuron(1, 1)
    assert "hidden 1, neuron 2" in diagram.accessibleDescription()


def test_what_a_walk_has_not_reached_is_shown_empty(diagram: NetworkDiagram) -> None:
    walked = replace(state(), stepping=Stepping((2, 1, 0)))
    assert walked.activation(1, 0) == 0.25
    assert walked.activation(1, 1) is None
    diagram.show_state(walked)
    image = diagram.grab().toImage()
    columns = diagram.on_screen.columns
    middles = [QPoint(round(c.x), round(float(c.ys[-1])) + 8) for c in columns[1:]]
    assert {image.pixelColor(at).name() for at in middles} == {DARK.background}


def test_a_value_moves_along_its_edge_and_stays_readable(
    diagram: NetworkDiagram, qtbot: QtBot
) -> None:
    flow = Flow(2, 0, 0, -0.5)
    diagram.show_state(replace(state(), stepping=Stepping((2, 2, 0), (flow,))))
    assert diagram._sheets.flow < 1.0
    qtbot.waitUntil(lambda: diagram._sheets.flow == 1.0)


def test_nothing_moves_with_motion_reduced(diagram: NetworkDiagram) -> None:
    diagram.set_motion(False)
    flow = Flow(2, 0, 0, -0.5)
    diagram.show_state(replace(state(), stepping=Stepping((2, 2, 0), (flow,))))
    assert diagram._sheets.flow == 1.0


def test_the_edges_of_a_step_are_lit_and_all_others_step_back(
    diagram: NetworkDiagram,
) -> None:
    walked = replace(state(), stepping=Stepping((2, 2, 0), (Flow(2, 0, 1, 1.0),)))
    gaps = diagram.on_screen.gaps
    lit = [encode(walked, gap, None).focused for gap in gaps]
    assert [mask.tolist() for mask in lit if mask is not None] == [
        [False] * 4,
        [False, True],
    ]


def test_an_edit_is_finished_when_the_dragged_value_is_let_go(
    diagram: NetworkDiagram, qtbot: QtBot
) -> None:
    finished: list[str] = []
    diagram.bias_edited.connect(lambda *_: finished.append("edited"))
    diagram.edit_finished.connect(lambda: finished.append("finished"))
    at = dot(diagram, 2, 0)
    qtbot.mousePress(diagram, Qt.MouseButton.LeftButton, pos=at)
    for up in (20, 40):
        qtbot.mouseMove(diagram, at - QPoint(0, up))
    assert finished == ["edited", "edited"]
    qtbot.mouseRelease(diagram, Qt.MouseButton.LeftButton, pos=at - QPoint(0, 40))
    assert finished == ["edited", "edited", "finished"]


def test_an_edit_is_finished_when_the_number_typed_is_entered(
    diagram: NetworkDiagram, qtbot: QtBot
) -> None:
    diagram.select_neuron(1, 1)
    qtbot.keyClick(diagram, Qt.Key.Key_Return)
    with qtbot.assertNotEmitted(diagram.edit_finished):
        qtbot.keyClicks(diagram, "2")
    with qtbot.waitSignal(diagram.edit_finished):
        qtbot.keyClick(diagram, Qt.Key.Key_Return)


def test_a_click_or_a_pan_finishes_no_edit(
    diagram: NetworkDiagram, qtbot: QtBot
) -> None:
    at, ground = dot(diagram, 2, 0), QPoint(5, 440)
    with qtbot.assertNotEmitted(diagram.edit_finished):
        qtbot.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=at)
        qtbot.mousePress(diagram, Qt.MouseButton.LeftButton, pos=ground)
        qtbot.mouseMove(diagram, ground + QPoint(40, -20))
        qtbot.mouseRelease(
            diagram, Qt.MouseButton.LeftButton, pos=ground + QPoint(40, -20)
        )


def test_edges_stay_at_their_neurons_when_some_lie_outside(
    diagram: NetworkDiagram, qtbot: QtBot
) -> None:
    for _ in range(6):
        qtbot.keyClick(diagram, Qt.Key.Key_Plus)
    diagram.show_state(state(0.6))
    drawn = diagram.grab().toImage()
    for _ in range(2):  # what has not changed becomes pixels
        diagram.show_state(state(0.6))
    assert diagram.grab().toImage() == drawn
