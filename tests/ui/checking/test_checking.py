"""The badge, the details, the gallery and the notice."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from nnviz.core.mistakes import MISTAKES
from nnviz.session.checking.subject import subject_of
from nnviz.session.config import RunConfig
from nnviz.session.live_check import LiveCheck, check_iteration
from nnviz.session.trainer import Trainer
from nnviz.ui.checking.badge import CheckBadge, VerdictButton
from nnviz.ui.checking.checking_panel import CheckDetails
from nnviz.ui.checking.gallery import MistakeGallery
from nnviz.ui.controls.message_bar import MessageBar
from nnviz.ui.theme.tokens import DARK, LIGHT
from nnviz.views.words.check_words import headline, sentence
from nnviz.views.words.mistake_words import notice, obstacles
from tests.conftest import ChangeTheme

LEFT = Qt.MouseButton.LeftButton
IRIS = RunConfig(dataset="iris", hidden=(6, 6), batch_size=16)


def check(*mistakes: str, config: RunConfig = IRIS) -> LiveCheck:
    trainer = Trainer(config.changed(mistakes=mistakes))
    trainer.run(3)
    return check_iteration(
        subject_of(
            trainer.trace(), trainer.network, trainer.loss, trainer.config, trainer.data
        )
    )


@pytest.fixture
def badge(qtbot: QtBot) -> CheckBadge:
    badge = CheckBadge()
    qtbot.addWidget(badge)
    return badge


@pytest.fixture
def gallery(qtbot: QtBot) -> MistakeGallery:
    gallery = MistakeGallery()
    qtbot.addWidget(gallery)
    return gallery


@pytest.fixture
def messages(qtbot: QtBot) -> MessageBar:
    messages = MessageBar()
    qtbot.addWidget(messages)
    return messages


@pytest.mark.parametrize(
    ("mistake", "words"),
    [
        ("bias_gradient_summed", "db3 is wrong"),
        ("update_not_stored", "W1, b1, W2 and 3 more: update not stored"),
        ("missing_mean", "∂C/∂z1, ∂C/∂z2, ∂C/∂z3 are wrong"),
        ("softmax_without_max", "shifted3 is wrong"),
        ("slope_of_activation", "slope1, slope2 are wrong"),
        ("weights_not_transposed", "da1 is wrong"),
        ("data_overwritten", "inputs were overwritten"),
    ],
)
def test_headline_names_where_the_mistake_sits(mistake: str, words: str) -> None:
    assert headline(check(mistake)) == words


def test_sentence_gives_the_worst_number_and_its_place() -> None:
    (wrong_quantity,) = check("weights_not_transposed").wrong_quantities
    words = sentence(wrong_quantity)
    sample, neuron = (place + 1 for place in wrong_quantity.place)
    assert words.startswith("da1 is wrong in 96 of 96 places. The worst is")
    assert f"sample {sample}, neuron {neuron}:" in words


def test_badge_is_green_with_the_count_and_the_worst_error(badge: CheckBadge) -> None:
    badge.show_result(check())
    assert badge.text.startswith("✓ gradients agree: 93 of 93, worst ")
    assert badge.findChild(QPushButton, "check_badge").property("role") == "good"


def test_a_verdict_is_shortened_where_there_is_little_room(badge: CheckBadge) -> None:
    badge.show_result(check())
    button = badge.findChild(VerdictButton)
    badge.show()
    badge.resize(badge.minimumSizeHint())
    assert button.shown_text.endswith("…")
    badge.resize(600, badge.height())
    assert button.shown_text == badge.text


def test_badge_is_red_and_explains_itself(qtbot: QtBot, badge: CheckBadge) -> None:
    badge.show_result(check("bias_gradient_summed"))
    button = badge.findChild(QPushButton, "check_badge")
    assert (badge.text, button.property("role")) == ("✕ db3 is wrong", "bad")
    assert "db3 is wrong in 3 of 3 places" in button.toolTip()
    with qtbot.waitSignal(badge.details_requested):
        qtbot.mouseClick(button, LEFT)


def test_badge_keeps_its_verdict_while_the_next_is_worked_out(
    badge: CheckBadge,
) -> None:
    badge.show_working(1)
    assert badge.text == "… being checked"
    badge.show_result(check())
    verdict = badge.text
    badge.show_working(4)
    assert badge.text == verdict


def test_badge_is_grey_where_nothing_can_be_judged(badge: CheckBadge) -> None:
    steps = RunConfig(
        dataset="circle",
        hidden=(3,),
        activation="step_straight_through",
        output_activation="step_straight_through",
        loss="mse",
    )
    badge.show_result(check(config=steps))
    assert badge.text == "– no gradient could be judged"


def test_switch_announces_only_the_user(qtbot: QtBot, badge: CheckBadge) -> None:
    with qtbot.assertNotEmitted(badge.switched):
        badge.show_working(1)
        badge.show_off()
    with qtbot.waitSignal(badge.switched) as switched:
        badge.findChild(QCheckBox, "check_switch").click()
    assert switched.args == [True]


def test_details_list_every_gradient_and_what_was_drawn(qtbot: QtBot) -> None:
    details = CheckDetails()
    qtbot.addWidget(details)
    large = RunConfig(dataset="digits", hidden=(40, 20), batch_size=8)
    details.show_result(check("bias_gradient_summed", config=large))
    for name in ("dW1", "db1", "dW2", "db2", "dW3", "db3"):
        assert f">{name}</td>" in details.text
    assert "1,000 of 3,630 parameters were chosen at random" in details.text
    details.clear()
    assert "Nothing has been checked yet" in details.text


def test_what_is_wrong_comes_first_and_in_red(
    qtbot: QtBot, change_theme: ChangeTheme
) -> None:
    details = CheckDetails()
    qtbot.addWidget(details)
    details.show_result(check("bias_gradient_summed"))
    _, *rows = details.text.split("<tr>")[1:]
    wrong = [DARK.bad in row for row in rows]
    assert wrong == sorted(wrong, reverse=True)
    assert 0 < sum(wrong) < len(wrong)
    assert all(("✕" in row) == bad for row, bad in zip(rows, wrong, strict=True))
    change_theme(LIGHT)
    assert LIGHT.bad in details.text


def test_a_narrow_badge_says_in_fewer_words_that_gradients_agree(qtbot: QtBot) -> None:
    badge = CheckBadge()
    qtbot.addWidget(badge)
    badge.show_result(check())
    badge.resize(1000, 30)
    badge.show()
    button = badge.findChild(VerdictButton)
    assert button.shown_text == button.text()
    button.setFixedWidth(button.sizeHint().width() - 20)
    assert button.shown_text == button.short_text
    assert "gradients agree" in button.short_text


def test_details_are_written_once_they_are_seen(qtbot: QtBot) -> None:
    details = CheckDetails()
    qtbot.addWidget(details)
    found = check()
    details.show_result(found)
    label = details.findChild(QLabel, "check_details_text")
    assert "Nothing has been checked yet" in label.text()
    details.show()
    assert "Iteration 3" in label.text()
    later = replace(found, iteration=4), replace(found, iteration=5)
    for each in later:
        details.show_result(each)
    qtbot.waitUntil(lambda: "Iteration 5" in label.text())


def test_gallery_shows_every_mistake_with_its_reasons(gallery: MistakeGallery) -> None:
    words = " ".join(label.text() for label in gallery.findChildren(QLabel))
    for mistake in MISTAKES.values():
        for part in (mistake.title, mistake.found, mistake.why, mistake.watch):
            assert part in words


def test_gallery_announces_what_is_switched_on_and_off(
    qtbot: QtBot, gallery: MistakeGallery
) -> None:
    button = gallery.findChild(QPushButton, "switch_missing_mean")
    with qtbot.waitSignal(gallery.mistakes_chosen) as chosen:
        qtbot.mouseClick(button, LEFT)
    assert chosen.args == [("missing_mean",)]
    with qtbot.assertNotEmitted(gallery.mistakes_chosen):
        gallery.show_state(("slope_left_out", "missing_mean"), {})
    assert button.text() == "Turn off"
    with qtbot.waitSignal(gallery.mistakes_chosen) as chosen:
        qtbot.mouseClick(button, LEFT)
    assert chosen.args == [("slope_left_out",)]
    gallery.show_state(("slope_left_out",), {})
    with qtbot.waitSignal(gallery.mistakes_chosen) as chosen:
        qtbot.mouseClick(button, LEFT)
    assert chosen.args == [("slope_left_out", "missing_mean")]


def test_part_of_a_mistake_that_is_on_cannot_be_turned_on() -> None:
    trainer = Trainer(IRIS)
    on = ("all_bias_gradients_summed",)
    found = obstacles(trainer.network, trainer.loss, 16, on)
    assert set(found) == {"bias_gradient_summed"}


def test_notice_names_every_mistake_that_is_on() -> None:
    said = notice(("missing_mean", "slope_left_out"))
    assert said == "2 mistakes are on: missing mean, slope left out."


def test_mistake_that_does_not_apply_is_off_and_says_why(
    gallery: MistakeGallery,
) -> None:
    trainer = Trainer(IRIS.changed(hidden=(5, 6)))
    found = obstacles(trainer.network, trainer.loss, 16)
    assert set(found) == {"weights_not_transposed", "own_output_as_input"}
    gallery.show_state((), found)
    button = gallery.findChild(QPushButton, "switch_weights_not_transposed")
    assert not button.isEnabled()
    assert button.toolTip() == found["weights_not_transposed"]
    assert gallery.findChild(QPushButton, "switch_missing_mean").isEnabled()


def test_notice_stays_behind_messages_until_it_is_taken_away(
    qtbot: QtBot, messages: MessageBar
) -> None:
    messages.show_notice(notice(("missing_mean",)), "Turn off")
    said = messages.text
    assert "1/m is missing" in said
    messages.show_message("Saved.", "good")
    assert messages.text == "Saved."
    qtbot.mouseClick(messages.findChild(QToolButton, "message_close"), LEFT)
    assert (messages.text, messages.isHidden()) == (said, False)
    with qtbot.waitSignal(messages.notice_action_triggered):
        qtbot.mouseClick(messages.findChild(QPushButton, "message_action"), LEFT)
    assert messages.text == said
    messages.clear_notice()
    assert messages.isHidden()


def test_notice_does_not_displace_a_message(messages: MessageBar) -> None:
    messages.show_message("The cost grew without limit.", "error", "Halve the rate")
    messages.show_notice(notice(("missing_mean",)), "Turn off")
    assert messages.kind == "error"
    messages.clear_notice()
    assert messages.text == "The cost grew without limit."
