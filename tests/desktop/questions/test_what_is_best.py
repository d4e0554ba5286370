"""The questions about how good it is, each answered within three actions.

Every number is read where the window shows it, and compared with the same number
worked out here, with NumPy alone.
"""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QPushButton,
    QTabBar,
)
from pytestqt.qtbot import QtBot

from nnviz.session.config import RunConfig
from nnviz.ui.controls.copying import readings_of
from nnviz.views.diagram.parts import NeuronPart
from nnviz.views.explored_z import FIRST_Z
from tests.desktop.comparing import rest_at
from tests.desktop.driving import train
from tests.desktop.questions.by_hand import (
    by_hand,
    outputs_of,
    parameters,
    scaled,
)
from tests.desktop.questions.user import CTRL, SHIFT, Key, User, opened
from tests.desktop.test_lens import wait_for_lens


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


DIGITS = RunConfig(dataset="digits", hidden=(8,), activation="tanh")


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
