"""One lens: the diagram, the inspector and the output show the same numbers."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.explain.explanation import Explanation
from nnviz.explain.notation import short
from nnviz.session.config import RunConfig
from nnviz.ui.window.main_window import MainWindow
from nnviz.views.diagram.diagram_state import DiagramState
from nnviz.views.numbers import signed
from nnviz.views.output.image_values import SampleValues
from tests.desktop.driving import action, is_at_rest, open_on, train

SMALL = RunConfig(dataset="circle", hidden=(3, 2), batch_size=4)
DIGITS = RunConfig(dataset="digits", hidden=(5,), batch_size=10)


@pytest.fixture
def small(window: MainWindow, qtbot: QtBot) -> MainWindow:
    open_on(window, qtbot, SMALL)
    wait_for_lens(window, qtbot)
    return window


def wait_for_lens(window: MainWindow, qtbot: QtBot, iteration: int | None = 0) -> None:
    """Wait until the sample looked at is on the screen, at rest at an iteration."""

    def seen() -> bool:
        snapshot = window.network.shown.snapshot
        if snapshot is None or snapshot.lane.probe is None or not snapshot.at_rest:
            return False
        rows = snapshot.lane.probe.trace.rows.tolist()
        at = iteration is None or snapshot.iteration == iteration
        return at and rows == [window.network.presenter.row]

    qtbot.waitUntil(seen)


def state_of(window: MainWindow) -> DiagramState:
    state = window.panels.diagram.state
    assert state is not None
    return state


def explained(window: MainWindow) -> Explanation:
    explanation = window.panels.inspector.explanation
    assert explanation is not None
    return explanation


def number(explanation: Explanation, quantity: str) -> float:
    """Return a number that an explanation shows, by its name in the program."""
    for each in explanation.calculations:
        for entry in (each.result, *each.entries):
            if entry.cell is not None and entry.cell.quantity == quantity:
                return entry.value
    raise AssertionError(f"{quantity} is not explained")


def assert_numbers_agree(window: MainWindow) -> None:
    """Select all neurons and weights one after the other, and compare every number."""
    diagram, state = window.panels.diagram, state_of(window)
    diagram.selection_changed.emit(1, 0)
    window.panels.inspector.header.phases.button("forward").click()
    for layer, activations in enumerate(state.activations[1:], start=1):
        for neuron, value in enumerate(activations.tolist()):
            diagram.selection_changed.emit(layer, neuron)
            found = number(explained(window), f"a{layer}")
            assert signed(found, 12) == signed(value, 12)
            for column, weight in enumerate(state.weights[layer - 1][neuron].tolist()):
                diagram.parameter_chosen.emit(layer, neuron, column)
                assert number(explained(window), f"W{layer}") == weight
            diagram.parameter_chosen.emit(layer, neuron, -1)
            bias = float(state.biases[layer - 1][neuron])
            name = f"b{layer}[{neuron + 1}]"
            assert explained(window).words.startswith(f"{name} = {short(bias)}, ")


def lens(window: MainWindow) -> str:
    return window.panels.lens.text()


def test_at_iteration_0_everything_is_explained(small: MainWindow) -> None:
    row = small.network.presenter.row
    expected = f"iteration 0, weights as they are now, training sample {row + 1}"
    assert lens(small) == expected
    assert_numbers_agree(small)


def test_the_weights_are_those_of_now_and_in_the_past_those_of_then(
    small: MainWindow, qtbot: QtBot
) -> None:
    train(small, qtbot, 30)
    wait_for_lens(small, qtbot, 30)
    assert lens(small).startswith("iteration 30, weights as they are now, ")
    assert_numbers_agree(small)
    small.controller.show_moment(12)
    wait_for_lens(small, qtbot, 12)
    said = "iteration 12 of 30, weights as they were then, training sample "
    assert lens(small).startswith(said)
    assert_numbers_agree(small)


def test_the_gradient_of_an_edge_is_the_one_that_is_explained(
    small: MainWindow, qtbot: QtBot
) -> None:
    train(small, qtbot, 5)
    wait_for_lens(small, qtbot, 5)
    inspector = small.panels.inspector
    for kind, phase, name in (
        ("gradient", "backward", "dW2"),
        ("update", "update", "update_W2"),
    ):
        small.panels.edges.choose(kind)
        small.panels.diagram.parameter_chosen.emit(2, 1, 2)
        inspector.header.phases.button(phase).click()
        shown = float(state_of(small).edges[1][1, 2])
        assert shown == number(explained(small), name)


def test_an_edit_is_explained_at_once_and_so_is_taking_it_back(
    small: MainWindow, qtbot: QtBot
) -> None:
    train(small, qtbot, 3)
    wait_for_lens(small, qtbot, 3)
    before = float(state_of(small).weights[0][0, 0])
    small.panels.diagram.parameter_chosen.emit(1, 0, 0)
    small.panels.diagram.weight_edited.emit(1, 0, 0, 2.5)
    qtbot.waitUntil(lambda: state_of(small).weights[0][0, 0] == 2.5)
    assert number(explained(small), "W1") == 2.5
    assert_numbers_agree(small)
    small.panels.diagram.parameter_chosen.emit(1, 0, 0)
    action(small, "undo").trigger()
    qtbot.waitUntil(lambda: state_of(small).weights[0][0, 0] == before)
    assert number(explained(small), "W1") == before
    assert_numbers_agree(small)


def test_a_walk_shows_the_batch_and_its_end_leads_back(
    small: MainWindow, qtbot: QtBot
) -> None:
    train(small, qtbot, 3)
    wait_for_lens(small, qtbot, 3)
    qtbot.waitUntil(lambda: is_at_rest(small))
    small.panels.run_bar._sizes.button("phase").click()
    small.network.stepping.stepper.step(-1)
    walk = small.network.stepping.stepper.walk
    assert walk is not None
    said = "iteration 3 as it ran: sample 1 of the batch, weights after the update"
    assert lens(small) == f"update · {said}"
    small.network.step_sample(2)
    assert "sample 3 of the batch" in lens(small)
    small.network.stepping.stepper.step(-1)
    assert lens(small).endswith("weights before the update")
    small.panels.diagram.selection_changed.emit(1, 2)
    walk = small.network.stepping.stepper.walk
    assert walk is not None
    shown = float(state_of(small).activations[1][2])
    assert shown == walk.trace["a1"][2, 2]
    small.network.stepping.stepper.leave()
    wait_for_lens(small, qtbot, 3)
    row = int(small.network.presenter.row)
    assert lens(small).endswith(f"weights as they are now, training sample {row + 1}")
    assert_numbers_agree(small)


def test_another_sample_and_other_data_are_explained(
    small: MainWindow, qtbot: QtBot
) -> None:
    start = small.controller.started
    assert start is not None
    row = int(start.lane.data.test_rows[1])
    small.panels.output.sample_requested.emit(row)
    wait_for_lens(small, qtbot)
    assert lens(small).endswith(f"test sample {row + 1}")
    assert_numbers_agree(small)
    open_on(small, qtbot, DIGITS)
    wait_for_lens(small, qtbot)
    small.panels.diagram.selection_changed.emit(1, 0)
    assert number(explained(small), "a1") == state_of(small).activations[1][0]


def test_the_picture_of_a_digit_has_the_outputs_of_the_diagram(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, DIGITS.changed(precision="float32"))
    train(window, qtbot, 20)
    wait_for_lens(window, qtbot, 20)
    output, outputs = window.network.presenter._output, state_of(window).activations[-1]
    assert isinstance(output, SampleValues)
    np.testing.assert_array_equal(output.shares, outputs.astype(np.float64))
    for neuron, value in enumerate(outputs.tolist()):
        window.panels.diagram.selection_changed.emit(2, neuron)
        assert number(explained(window), "a2") == value


def test_while_training_the_inspector_follows(small: MainWindow, qtbot: QtBot) -> None:
    small.panels.diagram.selection_changed.emit(1, 1)
    small.controller.play()

    def follows() -> bool:
        seen = small.panels.inspector._subject
        return seen is not None and seen[1].iteration > 100

    qtbot.waitUntil(follows)
    assert not small.panels.inspector.empty.isVisible()
    assert ", training, training sample " in lens(small)
    small.controller.pause()
    qtbot.waitUntil(lambda: not small.controller.playing)


def test_selecting_a_neuron_brings_the_inspector_to_the_front(
    small: MainWindow, qtbot: QtBot
) -> None:
    small.panels.diagram.selection_changed.emit(1, 1)
    qtbot.waitUntil(lambda: not small.panels.inspector.visibleRegion().isEmpty())


def test_a_digit_just_drawn_is_looked_at(window: MainWindow, qtbot: QtBot) -> None:
    open_on(window, qtbot, DIGITS)
    wait_for_lens(window, qtbot)
    window.panels.diagram.selection_changed.emit(2, 3)
    window.panels.inspector.header.phases.button("backward").click()
    pixels = np.zeros(64)
    pixels[20:50:3] = 16.0
    window.panels.output.digit_drawn.emit(pixels)

    def seen() -> bool:
        snapshot = window.network.shown.snapshot
        probe = snapshot.lane.probe if snapshot else None
        return probe is not None and probe.trace.probed == "the digit drawn last"

    qtbot.waitUntil(seen)
    assert lens(window).endswith("weights as they are now, the digit drawn last")
    image = state_of(window).input_image
    assert image is not None
    start = window.controller.started
    assert start is not None
    scaling = start.lane.data.input_scaling
    np.testing.assert_allclose(image.ravel(), scaling.apply(pixels), rtol=1e-6)
    assert explained(window).phase == "forward"
    assert "without a target there is no loss" in explained(window).notes[0]
    assert number(explained(window), "a2") == state_of(window).activations[2][3]
    window.panels.edges.choose("gradient")
    assert not state_of(window).edges[0].any()
    window.network.step_sample(1)
    wait_for_lens(window, qtbot)
    assert lens(window).endswith(f" sample {window.network.presenter.row + 1:,}")


def test_what_a_smaller_network_has_not_is_explained_by_the_nearest_it_has(
    small: MainWindow, qtbot: QtBot
) -> None:
    small.panels.diagram.selection_changed.emit(1, 2)
    open_on(small, qtbot, SMALL.changed(hidden=(2,)))
    wait_for_lens(small, qtbot)
    qtbot.waitUntil(lambda: small.panels.inspector.explanation is not None)
    here = explained(small).selection
    assert (here.layer, here.neuron) == (1, 1)
    assert number(explained(small), "a1") == state_of(small).activations[1][1]
