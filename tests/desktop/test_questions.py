"""The questions people come with, each answered within three actions.

An action is a click, a pointer brought to rest, a key, or a text typed into a field
with the key that ends it. Every number is read where the window shows it, and compared
with the same number worked out here, with NumPy alone.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from nnviz.core.types import Floats
from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer
from nnviz.ui.controls.copying import readings_of
from nnviz.ui.explorer.z_control import FIRST_Z
from nnviz.ui.window.main_window import MainWindow
from nnviz.views.diagram.geometry import curve_fraction
from nnviz.views.diagram.hits import bias_dot
from nnviz.views.diagram.parts import BiasPart, EdgePart, NeuronPart, Part
from nnviz.views.readings import BOTH
from tests.desktop.agreement import Number
from tests.desktop.comparing import rest_at
from tests.desktop.driving import open_on, train
from tests.desktop.test_lens import wait_for_lens

MOST = 3
Widget = TypeVar("Widget", bound=QWidget)
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SHIFT, NONE = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
Key = Qt.Key


class User:
    """Acts on the window with mouse and keys, and counts; reads what it shows."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self._qtbot = window, qtbot
        self.actions = 0

    def find(self, kind: type[Widget], name: str) -> Widget:
        found = self.window.findChild(kind, name)
        assert found is not None
        return found

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        self._count()
        self._qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or QPoint())

    def press(self, key: Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        self._count()
        self._qtbot.keyClick(self._focus(), key, modifiers)

    def type(self, text: str, end: Key = Key.Key_Return) -> None:
        """Type a text over what is in the field with the focus."""
        self._count()
        field = self._focus()
        if isinstance(field, QLineEdit):
            field.selectAll()
        self._qtbot.keyClicks(field, text)
        self._qtbot.keyClick(field, end)

    def point(self, widget: QWidget, at: QPoint) -> None:
        self._count()
        self._qtbot.mouseMove(widget, at + QPoint(1, 0))
        self._qtbot.mouseMove(widget, at)

    def click_part(self, part: Part) -> None:
        self.click(self.window.panels.diagram, self.place_of(part))

    def point_at_part(self, part: Part) -> None:
        self.point(self.window.panels.diagram, self.place_of(part))

    def click_dock(self, title: str) -> None:
        """Bring a panel to the front by its tab."""
        for bar in self.window.findChildren(QTabBar):
            titles = [bar.tabText(k) for k in range(bar.count())]
            if bar.parent() is self.window and title in titles:
                self.click_tab(bar, title)
                return
        raise AssertionError(f"no panel {title} lies behind another")

    def choose_file(self, path: str) -> None:
        """Type a path into the dialog that asks for a file, and press Enter."""
        self._count()
        dialog = self.window.findChild(QFileDialog, "open_dialog")
        assert dialog is not None
        dialog.fileSelected.emit(path)
        dialog.close()

    def click_tab(self, bar: QTabBar, title: str) -> None:
        titles = [bar.tabText(k) for k in range(bar.count())]
        self.click(bar, bar.tabRect(titles.index(title)).center())

    def click_phase(self, phase: str) -> None:
        self.click(self.window.panels.inspector.header.phases.button(phase))

    def place_of(self, part: Part) -> QPoint:
        """Return where a part lies in the diagram."""
        diagram = self.window.panels.diagram
        columns = diagram.on_screen.columns
        column = columns[part.layer]
        y = float(column.ys[column.place_of(part.index)])
        if isinstance(part, NeuronPart):
            return QPoint(round(column.x), round(y))
        if isinstance(part, BiasPart):
            x, y, _ = bias_dot(column, y)
            return QPoint(round(x), round(y))
        before = columns[part.layer - 1]
        start = float(before.ys[before.place_of(part.column)])
        for share in np.linspace(0.1, 0.9, 33).tolist():
            across = before.right + share * (column.left - before.right)
            at = QPointF(across, start + curve_fraction(share) * (y - start))
            if diagram._pointer.part_at(at.toPoint().toPointF()) == part:
                return at.toPoint()
        raise AssertionError(f"{part} cannot be pointed at")

    def reads(self, name: str, value: float) -> None:
        """Wait until the window shows a number, rounded at its last digit."""

        def shown() -> bool:
            texts = readings_of(self.window).get(name, "").split(BOTH)
            found = [Number(text) for text in texts if text]
            return bool(found) and all(is_rounded(one, value) for one in found)

        try:
            self._qtbot.waitUntil(shown)
        except self._qtbot.TimeoutError:
            texts = readings_of(self.window)
            raise AssertionError(f"{name}: {value!r} is not in {texts}") from None

    def reading(self, name: str) -> str:
        """Wait until the window shows something of a name, and return it."""
        self._qtbot.waitUntil(lambda: name in readings_of(self.window))
        return readings_of(self.window)[name]

    def _count(self) -> None:
        self.actions += 1
        assert self.actions <= MOST

    def _focus(self) -> QWidget:
        return QApplication.focusWidget() or self.window


def is_rounded(number: Number, value: float) -> bool:
    """Tell whether a number as written is a value, rounded; float error is allowed."""
    size = max(abs(value), 1e-300)
    return abs(float(number.value) - value) <= float(number.half) + 1e-9 * size


@dataclass(frozen=True)
class ByHand:
    """A network of tanh layers with one sigmoid output on one sample, with NumPy."""

    weights: list[Floats]
    biases: list[Floats]
    x: Floats
    y: Floats

    @property
    def sums(self) -> list[Floats]:
        a, found = self.x, []
        for weights, bias in zip(self.weights, self.biases, strict=True):
            found.append(weights @ a + bias)
            a = np.tanh(found[-1])
        return found

    @property
    def activations(self) -> list[Floats]:
        *hidden, last = self.sums
        return [self.x, *map(np.tanh, hidden), 1.0 / (1.0 + np.exp(-last))]

    @property
    def deltas(self) -> list[Floats]:
        """Of binary cross-entropy, from the first layer on."""
        activations = self.activations
        found = [activations[-1] - self.y]
        for weights, a in zip(self.weights[:0:-1], activations[-2:0:-1], strict=True):
            found.insert(0, (weights.T @ found[0]) * (1.0 - a**2))
        return found

    def gradient(self, layer: int) -> Floats:
        return np.outer(self.deltas[layer - 1], self.activations[layer - 1])

    @property
    def loss(self) -> float:
        [p], [y] = self.activations[-1], self.y
        return float(-np.log(p) if y == 1.0 else -np.log(1.0 - p))


def by_hand(window: MainWindow, row: int | None = None) -> ByHand:
    """Take the parameters, and a row of the data set: the one the window looks at."""
    start, snapshot = window.controller.started, window.controller.snapshot
    layout, data = start.lane.network.layout, start.lane.data
    flat = snapshot.lane.parameters
    row = window.network.presenter.row if row is None else row
    return ByHand(
        [each.copy() for each in layout.weights(flat)],
        [each.copy() for each in layout.biases(flat)],
        data.input_scaling.apply(data.dataset.inputs[row][None])[0],
        data.dataset.targets[row],
    )


def batch_of(
    window: MainWindow,
) -> tuple[list[Floats], list[Floats], Floats, Floats]:
    """Return weights and biases before the last iteration, and its batch."""
    trace = window.controller.snapshot.lane.trace
    layers = range(1, last(window) + 1)
    weights, biases = [trace[f"W{k}"] for k in layers], [trace[f"b{k}"] for k in layers]
    return weights, biases, trace["inputs"], trace["targets"]


def parameters(window: MainWindow) -> Floats:
    return window.controller.snapshot.lane.parameters


@pytest.fixture
def user(window: MainWindow, qtbot: QtBot) -> User:
    """Return somebody before the default window, after twenty iterations."""
    window.activateWindow()
    window.controller.set_speed(None)
    open_on(window, qtbot, RunConfig())
    train(window, qtbot, 20)
    wait_for_lens(window, qtbot, 20)
    return User(window, qtbot)


def opened(user: User, qtbot: QtBot, config: RunConfig, iterations: int) -> User:
    open_on(user.window, qtbot, config)
    train(user.window, qtbot, iterations)
    wait_for_lens(user.window, qtbot, iterations)
    return user


def last(window: MainWindow) -> int:
    return window.panels.diagram.state.last


def test_1_what_does_this_neuron_compute(user: User) -> None:
    user.click_part(NeuronPart(1, 1))
    right = by_hand(user.window)
    user.reads("z1[2]", right.sums[0][1])
    user.reads("a1[2]", right.activations[1][1])
    user.reads("W1[2,1]*inputs[1]", right.weights[0][1, 0] * right.x[0])


def test_2_what_is_the_bias_of_the_output(user: User) -> None:
    layer = last(user.window)
    user.point_at_part(BiasPart(layer, 0))
    user.reads(f"b{layer}[1]", by_hand(user.window).biases[-1][0])


def test_3_what_is_this_weight_exactly_now(user: User) -> None:
    user.point_at_part(EdgePart(1, 0, 1))
    weight = by_hand(user.window).weights[0][0, 1]
    user.reads("W1[1,2]", weight)
    texts = user.reading("W1[1,2]").split(BOTH)
    assert any(float(text.replace("−", "-")) == weight for text in texts)


def test_4_why_is_the_cost_not_a_number(user: User, qtbot: QtBot) -> None:
    config = RunConfig(
        dataset="sine", hidden=(4,), activation="relu", learning_rate=100.0
    )
    open_on(user.window, qtbot, config)
    wait_for_lens(user.window, qtbot)
    user.press(Key.Key_Space)
    messages = user.window.panels.messages
    qtbot.waitUntil(lambda: "diverged" in messages.text)
    run = Trainer(user.window.controller.started.lane.config)
    run.run(1000)
    assert run.stopped is not None
    assert f"iteration {run.stopped.iteration:,}" in messages.text
    assert "learning rate" in messages.text


def test_5_what_does_it_make_of_my_table(
    user: User, qtbot: QtBot, tmp_path: Path
) -> None:
    file, rng = tmp_path / "mine.csv", np.random.default_rng(3)
    x = rng.normal(size=(60, 2))
    rows = [f"{a:.6f},{b:.6f},{3 * a - b:.6f}" for a, b in x]
    file.write_text("\n".join(["width,height,price", *rows]))
    window = user.window
    user.press(Key.Key_O, CTRL)
    user.choose_file(str(file))
    qtbot.waitUntil(lambda: window.findChild(QPushButton, "preview_train") is not None)
    train_on = user.find(QPushButton, "preview_train")
    qtbot.waitUntil(train_on.isEnabled)
    with qtbot.waitSignal(window.controller.run_started):
        user.click(train_on)
    train(window, qtbot, 60)
    wait_for_lens(window, qtbot, 60)
    prepared = window.controller.started.lane.data
    rows = prepared.test_rows
    network = window.controller.started.lane.network.copy()
    network.parameters[...] = parameters(window)
    outputs = network.predict(scaled(window, rows))
    predicted = prepared.target_scaling.invert(outputs)
    wanted = prepared.dataset.targets[rows]
    off, spread = wanted - predicted, wanted - wanted.mean(axis=0)
    user.reads("test_r2", 1.0 - float((off**2).sum() / (spread**2).sum()))


def test_6_and_7_which_activation_is_best_and_why_step_does_not_learn(
    user: User, qtbot: QtBot
) -> None:
    user.press(Key.Key_C, CTRL | SHIFT)
    page = user.window.comparison
    qtbot.waitUntil(lambda: page.controller.started is not None)
    user.press(Key.Key_Space)
    qtbot.waitUntil(lambda: page.controller.iteration > 200)
    page.controller.pause()
    user.click_tab(user.find(QTabBar, "comparison_tabs"), "Verdict")
    rest_at(page, qtbot)
    start, snapshot = page.controller.started, page.controller.snapshot
    for place, contender in enumerate(start.contenders):
        network, train_part = start.lanes[place].network.copy(), start.lanes[place].data
        network.parameters[...] = snapshot.lanes[place].parameters
        p = network.predict(train_part.train.inputs)
        y = train_part.train.targets
        cost = -np.mean(y * np.log(p) + (1.0 - y) * np.log(1.0 - p))
        user.reads(f"{contender.name}: training cost", float(cost))
    if any(contender.name == "step" for contender in start.contenders):
        assert "gradient" in page.views.verdict.plain


def test_8_what_does_sigmoid_do_to_a_deep_network(user: User) -> None:
    user.press(Key.Key_F4)
    z, left = FIRST_Z, 1.0
    for _ in range(10):
        a = 1.0 / (1.0 + np.exp(-z))
        left, z = left * a * (1.0 - a), a
    user.reads("sigmoid: what is left", left)


def test_9_are_any_neurons_dead(user: User, qtbot: QtBot) -> None:
    config = RunConfig(
        dataset="circle", activation="relu", loss="mse", learning_rate=100.0
    )
    window = opened(user, qtbot, config, 5).window
    user.click_dock("Activation")
    network = window.controller.started.lane.network
    layout, inputs = network.layout, window.controller.started.lane.data.train.inputs
    weights = layout.weights(parameters(window))[0]
    bias = layout.biases(parameters(window))[0]
    dead = (inputs @ weights.T + bias <= 0.0).all(axis=0).sum()
    user.reads("dead1", int(dead))


def test_10_what_is_the_gradient_of_this_weight_and_whence(user: User) -> None:
    user.click_part(EdgePart(1, 0, 1))
    user.click_phase("backward")
    user.reads("dW1[1,2]", by_hand(user.window).gradient(1)[0, 1])


def test_11_is_this_gradient_right(user: User, qtbot: QtBot) -> None:
    switch = user.find(QCheckBox, "check_switch")
    user.click(switch, QPoint(8, switch.height() // 2))
    builder = user.window.network.presenter.builder
    qtbot.waitUntil(lambda: builder.verdicts is not None)
    user.press(Key.Key_5, CTRL)
    user.point_at_part(EdgePart(1, 0, 1))
    weights, biases, inputs, targets = batch_of(user.window)

    def cost(by: float) -> float:
        moved = [each.copy() for each in weights]
        moved[0][0, 1] += by
        nets = (
            ByHand(moved, biases, *pair) for pair in zip(inputs, targets, strict=True)
        )
        return float(np.mean([net.loss for net in nets]))

    nets = (
        ByHand(weights, biases, *pair) for pair in zip(inputs, targets, strict=True)
    )
    mean = float(np.mean([net.gradient(1)[0, 1] for net in nets]))
    user.reads("dW1[1,2] by the program", mean)
    quotient = (cost(1e-6) - cost(-1e-6)) / 2e-6
    found = Number(user.reading("dW1[1,2] by differences"))
    assert abs(float(found.value) - quotient) < 1e-6


def test_12_how_far_did_the_last_update_move_this_weight(user: User) -> None:
    user.press(Key.Key_4, CTRL)
    user.point_at_part(EdgePart(1, 0, 1))
    config = user.window.controller.started.lane.config
    right = by_hand(user.window)
    user.reads("update_W1[1,2]", -config.learning_rate * right.gradient(1)[0, 1])


def test_13_what_is_the_loss_and_what_the_cost(user: User) -> None:
    user.click(user.window.panels.run_bar._sizes.button("phase"))
    user.press(Key.Key_Left)
    user.click_phase("loss")
    weights, biases, inputs, targets = batch_of(user.window)
    losses = [
        ByHand(weights, biases, *pair).loss
        for pair in zip(inputs, targets, strict=True)
    ]
    user.reads("loss", losses[0])
    user.reads("cost", float(np.mean(losses)))


def test_14_the_same_start_again(user: User) -> None:
    start = user.window.controller.started.lane.network.parameters.copy()
    user.press(Key.Key_R, CTRL)
    user.reads("iteration", 0)
    np.testing.assert_array_equal(parameters(user.window), start)


def test_15_what_was_it_500_iterations_ago(user: User, qtbot: QtBot) -> None:
    train(user.window, qtbot, 620)
    wait_for_lens(user.window, qtbot, 640)
    user.press(Key.Key_PageUp, ALT | SHIFT)
    wait_for_lens(user.window, qtbot, 140)
    user.reads("iteration", 140)
    run = Trainer(user.window.controller.started.lane.config)
    run.run(140)
    np.testing.assert_array_equal(parameters(user.window), run.network.parameters)


def test_16_what_if_the_rate_had_been_lower_from_there(
    user: User, qtbot: QtBot
) -> None:
    train(user.window, qtbot, 620)
    wait_for_lens(user.window, qtbot, 640)
    user.press(Key.Key_PageUp, ALT | SHIFT)
    wait_for_lens(user.window, qtbot, 140)
    user.click(user.find(QLineEdit, "learning_rate"))
    user.type("0.01", Key.Key_Space)
    controller = user.window.controller
    qtbot.waitUntil(lambda: controller.iteration > 150)
    controller.pause()
    qtbot.waitUntil(lambda: not controller.playing)
    assert user.find(QLineEdit, "learning_rate").text() == "0.01"
    view = user.window.network.shown.timeline
    assert [branch.fork for branch in view.branches] == [0, 140]
    wait_for_lens(user.window, qtbot, None)
    run = Trainer(controller.started.lane.config)
    run.run(140)
    run.change(learning_rate=0.01)
    run.run(controller.iteration - 140)
    np.testing.assert_array_equal(parameters(user.window), run.network.parameters)


DIGITS = RunConfig(dataset="digits", hidden=(8,), activation="tanh")


def outputs_of(window: MainWindow, inputs: Floats) -> Floats:
    """Return the outputs (N, O) of one tanh layer and softmax for inputs (N, I)."""
    layout = window.controller.started.lane.network.layout
    (w1, w2), (b1, b2) = (
        list(part(parameters(window))) for part in (layout.weights, layout.biases)
    )
    z = np.tanh(inputs @ w1.T + b1) @ w2.T + b2
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def scaled(window: MainWindow, rows: object) -> Floats:
    data = window.controller.started.lane.data
    return data.input_scaling.apply(data.dataset.inputs[rows])


def test_17_why_is_this_digit_misread(user: User, qtbot: QtBot) -> None:
    window = opened(user, qtbot, DIGITS, 40).window
    images = window.panels.output.images
    user.click_tab(images.tabs.tabBar(), "Mistakes")
    gallery = images.mistakes.gallery
    qtbot.waitUntil(lambda: gallery.model().rowCount() > 0)
    tile = gallery.visualRect(gallery.model().index(0, 0)).center()
    user.click(gallery.viewport(), tile)
    row = window.network.presenter.row
    wait_for_lens(window, qtbot, 40)
    shares = outputs_of(window, scaled(window, [row]))[0]
    taken, wanted = int(shares.argmax()), window.controller.started.lane.data
    assert taken != int(wanted.dataset.targets[row].argmax())
    user.click_part(NeuronPart(2, taken))
    user.reads(f"a2[{taken + 1}]", shares[taken])
    assert f"W2[{taken + 1},3]*a1[3]" in readings_of(window)


def test_18_what_does_it_make_of_my_drawing(user: User, qtbot: QtBot) -> None:
    window = opened(user, qtbot, DIGITS.changed(dataset="mnist"), 40).window
    images = window.panels.output.images
    user.click_tab(images.tabs.tabBar(), "Draw")
    canvas, left = images.pad.canvas, Qt.MouseButton.LeftButton
    corner = canvas._square().topLeft().toPoint()
    for x, y in ((50, 30), (50, 60), (50, 90)):
        qtbot.mousePress(canvas, left, pos=corner + QPoint(x, y))
        qtbot.mouseMove(canvas, corner + QPoint(x, y + 28))
        qtbot.mouseRelease(canvas, left, pos=corner + QPoint(x, y + 28))
    data = window.controller.started.lane.data
    inputs = data.input_scaling.apply(images.pad.digit()[None])
    shares = outputs_of(window, inputs)[0]
    best = int(shares.argmax())
    user.reads(f"a2[{best + 1}]", shares[best])
    user.reads(f"drawing[{best + 1}]", shares[best])
    user.click_part(NeuronPart(2, best))
    user.reads(f"a2[{best + 1}]", shares[best])
    assert f"W2[{best + 1},3]*a1[3]" in readings_of(window)


@pytest.mark.parametrize("data", ["circle", "iris", "digits"])
def test_19_how_good_is_it_and_what_does_it_confuse(
    user: User, qtbot: QtBot, data: str
) -> None:
    config = RunConfig(dataset=data, hidden=(8,), activation="tanh")
    window = opened(user, qtbot, config, 40).window
    output = window.panels.output
    bar = output.images.tabs.tabBar() if data == "digits" else output._pages
    user.click_tab(bar, "Confusion")
    prepared = window.controller.started.lane.data
    rows, targets = prepared.test_rows, prepared.dataset.targets
    if data == "circle":
        nets = [by_hand(window, int(row)) for row in rows]
        predicted = [int(net.activations[-1][0] > 0.5) for net in nets]
        wanted = targets[rows, 0].astype(int).tolist()
    else:
        predicted = outputs_of(window, scaled(window, rows)).argmax(axis=1).tolist()
        wanted = targets[rows].argmax(axis=1).tolist()
    pairs = list(zip(wanted, predicted, strict=True))
    for pair in set(pairs):
        user.reads(f"confusion[{pair[0] + 1},{pair[1] + 1}]", pairs.count(pair))
    right = sum(one == other for one, other in pairs)
    user.reads("test_accuracy", right / len(pairs))


def test_20_stop_when_it_is_good_enough(user: User, qtbot: QtBot) -> None:
    user.press(Key.Key_K, CTRL)
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    user.type("stop accuracy")
    qtbot.waitUntil(user.find(QLineEdit, "target_accuracy").hasFocus)
    user.type("90", Key.Key_Space)
    window = user.window
    qtbot.waitUntil(lambda: bool(window.panels.messages.text))
    assert "accuracy" in window.panels.messages.text.lower()
    qtbot.waitUntil(lambda: window.controller.iteration > 20)
    wait_for_lens(window, qtbot, None)
    prepared = window.controller.started.lane.data
    nets = [by_hand(window, int(row)) for row in prepared.test_rows]
    right = [(net.activations[-1][0] > 0.5) == (net.y[0] > 0.5) for net in nets]
    assert np.mean(right) >= 0.9
    user.reads("test_accuracy", float(np.mean(right)))


def test_24_why_is_the_delta_p_minus_y(user: User) -> None:
    layer = last(user.window)
    user.click_part(NeuronPart(layer, 0))
    user.click_phase("backward")
    right = by_hand(user.window)
    user.reads(f"delta{layer}[1]", (right.activations[-1] - right.y)[0])
    [p], [y] = right.activations[-1], right.y
    user.reads(f"da{layer}[1]", -y / p + (1.0 - y) / (1.0 - p))
    user.reads(f"slope{layer}[1]", p * (1.0 - p))
