"""The bar that drives a run, and the messages."""

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QIcon
from PySide6.QtWidgets import QLabel, QPushButton, QSlider, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from nnviz.data.assets import asset_path
from nnviz.live.pacing import Speed
from nnviz.ui.controls.copying import readings_of
from nnviz.ui.controls.counters import RunStatus
from nnviz.ui.controls.icons import SIZE, icon
from nnviz.ui.controls.message_bar import MessageBar
from nnviz.ui.controls.run_bar import RunBar
from nnviz.ui.controls.speed_control import TOP, place_of, rate_at
from nnviz.ui.theme.fonts import number_font

ICONS = asset_path("icons")
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def bar(qtbot: QtBot) -> RunBar:
    bar = RunBar()
    qtbot.addWidget(bar)
    return bar


@pytest.fixture
def messages(qtbot: QtBot) -> MessageBar:
    messages = MessageBar()
    qtbot.addWidget(messages)
    return messages


def test_button_asks_to_play_and_then_to_pause(qtbot: QtBot, bar: RunBar) -> None:
    button = bar.findChild(QPushButton, "button_play")
    with qtbot.waitSignal(bar.play_requested):
        qtbot.mouseClick(button, LEFT)
    bar.show_running(True)
    with qtbot.waitSignal(bar.pause_requested):
        qtbot.mouseClick(button, LEFT)


def test_a_size_is_chosen_and_a_step_wished_for(qtbot: QtBot, bar: RunBar) -> None:
    sizes = bar.findChild(QWidget, "step_size")
    with qtbot.waitSignal(bar.step_size_chosen) as chosen:
        qtbot.mouseClick(sizes.button("epoch"), LEFT)
    assert chosen.args == ["epoch"]
    with qtbot.waitSignal(bar.step_requested):
        qtbot.mouseClick(bar.findChild(QPushButton, "button_step"), LEFT)


def test_speed_is_announced_only_when_the_user_moves_it(
    qtbot: QtBot, bar: RunBar
) -> None:
    with qtbot.assertNotEmitted(bar.speed_chosen):
        bar.show_speed(5.0)
    with qtbot.waitSignal(bar.speed_chosen) as chosen:
        bar.findChild(QSlider, "speed").setValue(TOP)
    assert chosen.args == [None]


def test_speed_runs_from_one_a_second_to_no_limit() -> None:
    assert (rate_at(0), rate_at(TOP)) == (1.0, None)
    rates = [rate_at(place) for place in range(TOP)]
    assert rates == sorted(rates)
    assert all(abs(place_of(rate_at(p)) - p) <= 1 for p in range(TOP + 1))


def test_counters_keep_their_size(bar: RunBar) -> None:
    number = bar.findChild(QLabel, "counter_train_cost")
    before = number.minimumSize()
    bar.show_status(RunStatus(9_999_999, 1e5, 1.234e-5, None, 0.5, rate=52_345.0))
    assert number.minimumSize() == number.maximumSize() == before
    assert before.height() > 0
    assert bar.findChild(QLabel, "counter_iteration").text() == "9,999,999"


@pytest.mark.parametrize("name", ["iteration", "accuracy"])
def test_counters_keep_their_height(bar: RunBar, name: str) -> None:
    number = bar.findChild(QLabel, f"counter_{name}")
    assert 0 < number.minimumHeight() == number.maximumHeight()


def test_remedy_is_announced_and_takes_the_message_away(
    qtbot: QtBot, messages: MessageBar
) -> None:
    messages.show_message("The cost grew without limit.", "error", "Halve the rate")
    with qtbot.waitSignal(messages.action_triggered):
        qtbot.mouseClick(messages.findChild(QPushButton, "message_action"), LEFT)
    assert messages.isHidden()


def test_message_without_remedy_can_be_closed(
    qtbot: QtBot, messages: MessageBar
) -> None:
    messages.show_message("Saved.", "good")
    assert messages.findChild(QPushButton, "message_action").isHidden()
    with qtbot.waitSignal(messages.closed):
        qtbot.mouseClick(messages.findChild(QToolButton, "message_close"), LEFT)


def test_a_narrow_bar_leaves_out_some_counters(qtbot: QtBot) -> None:
    room = QWidget()
    qtbot.addWidget(room)
    bar = RunBar(room)
    room.show()
    assert bar.minimumSizeHint().width() <= 1000
    for width, seen in ((1690, True), (1000, False), (1690, True)):
        bar.resize(width, 60)
        assert bar.width() == width
        assert bar.findChild(QWidget, "counter_iteration").isVisible()
        assert bar.findChild(QWidget, "counter_epoch").isVisible() == seen


@pytest.mark.parametrize("colour", ["#e8edf2", "#14181d"])
@pytest.mark.parametrize("name", [path.stem for path in ICONS.glob("*.svg")])
def test_an_icon_is_drawn_in_its_colour_alone(
    qtbot: QtBot, name: str, colour: str
) -> None:
    for mode, wanted in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, "#55606b")):
        image = icon(name, colour, "#55606b").pixmap(QSize(SIZE, SIZE), 3.0, mode)
        picture = image.toImage()
        assert picture.width() == 3 * SIZE
        pixels = [picture.pixelColor(x, y) for x in range(42) for y in range(42)]
        drawn = [pixel.getRgb() for pixel in pixels if pixel.alpha() == 255]
        # Where two shapes overlap at their edges, blending may round by one.
        np.testing.assert_allclose(
            drawn, [QColor(wanted).getRgb()] * len(drawn), atol=1
        )
        assert len(drawn) > 50


@pytest.mark.parametrize(
    ("size", "words", "pace"),
    [
        ("term", "Walk", "30 steps/s"),
        ("sample", "Walk", "30 steps/s"),
        ("iteration", "Train", "unlimited"),
        ("epoch", "Train", "unlimited"),
    ],
)
def test_the_button_says_what_it_does_with_steps_of_a_size(
    qtbot: QtBot, bar: RunBar, size: str, words: str, pace: str
) -> None:
    bar.show_speed(None)
    qtbot.mouseClick(bar.findChild(QWidget, "step_size").button(size), LEFT)
    assert bar.findChild(QPushButton, "button_play").text() == words
    assert bar.findChild(QPushButton, "button_speed").text() == pace
    bar.show_running(True)
    assert bar.findChild(QPushButton, "button_play").text() == "Pause"


@pytest.mark.parametrize(
    ("speed", "rate", "size", "words"),
    [
        ("auto", 0.0, "iteration", "auto"),
        ("auto", 24.96, "iteration", "auto 25/s"),
        ("auto", 469.4, "iteration", "auto 469/s"),
        ("auto", 9_999.0, "iteration", "auto 10k/s"),
        ("auto", 43_210.0, "iteration", "auto, max"),
        ("auto", 0.0, "neuron", "4 steps/s"),
        (rate_at(8), 0.0, "neuron", "2 steps/s"),
        (rate_at(60), 249.0, "iteration", "270/s"),
        (rate_at(99), 0.0, "iteration", "10k/s"),
        (None, 9e9, "epoch", "unlimited"),
    ],
)
def test_the_speed_is_said_in_words_that_fit(
    bar: RunBar, speed: Speed, rate: float, size: str, words: str
) -> None:
    bar.resize(1800, 60)
    bar.show()
    bar.show_speed(speed)
    bar.show_step_size(size)
    bar.show_status(RunStatus(rate=rate))
    switch = bar.findChild(QPushButton, "button_speed")
    assert (switch.text(), bar.speed) == (words, speed)
    # Three pixels beside the words, and one of the border.
    needed = QFontMetrics(number_font(13)).horizontalAdvance(words) + 8
    assert needed <= switch.width()


def test_at_the_speed_auto_the_slider_follows_the_run(
    qtbot: QtBot, bar: RunBar
) -> None:
    slider = bar.findChild(QSlider, "speed")
    bar.show_speed("auto")
    slow = slider.value()
    with qtbot.assertNotEmitted(bar.speed_chosen):
        bar.show_status(RunStatus(rate=1000.0))
    assert slow < slider.value() == place_of(1000.0)
    with qtbot.waitSignal(bar.speed_chosen) as chosen:
        slider.setValue(0)
    assert (chosen.args, bar.speed) == ([1.0], 1.0)


@pytest.mark.parametrize("rate", [0.4, 3.0, 52.0, 999.4, 999.6, 9_876.0])
def test_beside_the_slider_is_what_the_counter_says(bar: RunBar, rate: float) -> None:
    bar.resize(1800, 60)
    bar.show()
    bar.show_speed("auto")
    bar.show_status(RunStatus(rate=rate))
    words = bar.findChild(QPushButton, "button_speed").text()
    counted = readings_of(bar)["iterations_per_second"]
    beside = float(words.removeprefix("auto ").removesuffix("/s").replace("k", "e3"))
    counter = float(counted.replace(",", "").replace("k", "e3"))
    # The slider has room for two or three digits.
    assert beside == pytest.approx(counter, rel=0.05)


def test_one_click_leads_from_any_speed_to_no_limit_and_from_that_to_auto(
    qtbot: QtBot, bar: RunBar
) -> None:
    bar.show_speed("auto")
    switch = bar.findChild(QPushButton, "button_speed")
    for wanted in (None, "auto", None):
        with qtbot.waitSignal(bar.speed_chosen) as chosen:
            qtbot.mouseClick(switch, LEFT)
        assert (chosen.args, bar.speed) == ([wanted], wanted)
    bar.show_speed(5.0)
    qtbot.mouseClick(switch, LEFT)
    assert bar.speed is None


@pytest.mark.parametrize("score", [-3.84e4, -1.2345e9, -0.00123, 1e-7, -0.5, 0.9987])
@pytest.mark.parametrize("epoch", [0.5, 9_999.9, 12_345.0, 104_150.0, 9e6])
def test_no_counter_is_cut(bar: RunBar, score: float, epoch: float) -> None:
    bar.show_status(RunStatus(9_999_999, epoch, 7e-5, 3e9, score, "R²", 52_345.0))
    for label in bar.findChildren(QLabel):
        if label.objectName().startswith("counter_"):
            metrics = QFontMetrics(number_font(14, bold=True))
            assert metrics.horizontalAdvance(label.text()) <= label.width()


def test_slider_and_words_of_the_speed_stay_together(qtbot: QtBot, bar: RunBar) -> None:
    bar.resize(1560, 60)
    bar.show()
    qtbot.waitExposed(bar)
    left = [bar.findChild(QWidget, name) for name in ("step_size", "speed")]
    right = [bar.findChild(QWidget, name) for name in ("speed", "button_speed")]
    for before, after in (left, right):
        end = before.mapTo(bar, before.rect().topRight()).x()
        assert 0 < after.mapTo(bar, after.rect().topLeft()).x() - end <= 12
