"""The questions about a number, each answered within three actions.

Every number is read where the window shows it, and compared with the same number
worked out here, with NumPy alone.
"""

import numpy as np
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import (
    QCheckBox,
)
from pytestqt.qtbot import QtBot

from nnviz.session.config import RunConfig
from nnviz.views.diagram.parts import BiasPart, EdgePart, NeuronPart
from nnviz.views.readings import BOTH
from tests.desktop.agreement import Number
from tests.desktop.questions.by_hand import (
    ByHand,
    batch_of,
    by_hand,
    last,
    parameters,
)
from tests.desktop.questions.user import CTRL, Key, User, opened


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


def test_24_why_is_the_delta_p_minus_y(user: User) -> None:
    layer = last(user.window)
    user.click_part(NeuronPart(layer, 0))
    user.click_phase("backward")
    right = by_hand(user.window)
    user.reads(f"delta{layer}[1]", (right.activations[-1] - right.y)[0])
    [p], [y] = right.activations[-1], right.y
    user.reads(f"da{layer}[1]", -y / p + (1.0 - y) / (1.0 - p))
    user.reads(f"slope{layer}[1]", p * (1.0 - p))
