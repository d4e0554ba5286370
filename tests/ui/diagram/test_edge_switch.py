"""What the edges show can be chosen, the check once one has been made."""

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from nnviz.ui.diagram.edge_switch import EdgeSwitch


@pytest.fixture
def switch(qtbot: QtBot) -> EdgeSwitch:
    switch = EdgeSwitch()
    qtbot.addWidget(switch)
    return switch


def button(switch: EdgeSwitch, kind: str) -> QPushButton:
    return next(b for b in switch.findChildren(QPushButton) if b.text() == kind)


def test_check_is_refused_with_the_reason_until_one_has_been_made(
    switch: EdgeSwitch, qtbot: QtBot
) -> None:
    assert not button(switch, "check").isEnabled()
    with qtbot.waitSignal(switch.refused) as said:
        switch.choose("check")
    assert "No gradient has been checked yet" in said.args[0]
    assert said.args[0] == button(switch, "check").toolTip()
    assert switch.kind == "weight"


def test_check_can_be_chosen_once_it_is_offered(
    switch: EdgeSwitch, qtbot: QtBot
) -> None:
    switch.offer_check(True)
    with qtbot.waitSignal(switch.kind_chosen) as chosen:
        switch.choose("check")
    assert chosen.args == ["check"]
    assert "thick and red is wrong" in button(switch, "check").toolTip()


def test_weights_are_shown_when_the_check_is_taken_away(
    switch: EdgeSwitch, qtbot: QtBot
) -> None:
    switch.offer_check(True)
    switch.choose("check")
    with qtbot.waitSignal(switch.kind_chosen):
        switch.offer_check(False)
    assert switch.kind == "weight"
