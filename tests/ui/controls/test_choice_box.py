"""A choice is announced only where it is another one."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from nnviz.ui.controls.choice_box import ChoiceBox


def box_of(qtbot: QtBot) -> ChoiceBox:
    box = ChoiceBox()
    qtbot.addWidget(box)
    box.picks = []
    box.picked.connect(box.picks.append)
    box.show_names(["a", "b", "c"], 1)
    return box


def pick(box: ChoiceBox, index: int) -> None:
    """Do what Qt does when an option of the open list is clicked."""
    box.setCurrentIndex(index)
    box.activated.emit(index)


def test_the_option_shown_is_no_choice(qtbot: QtBot) -> None:
    box = box_of(qtbot)
    pick(box, 1)
    assert box.picks == []


def test_another_option_is_announced_once(qtbot: QtBot) -> None:
    box = box_of(qtbot)
    pick(box, 2)
    pick(box, 2)
    pick(box, 1)
    assert box.picks == [2, 1]


def test_showing_announces_nothing(qtbot: QtBot) -> None:
    box = box_of(qtbot)
    box.show_index(0)
    box.show_names(["x", "y"], 1)
    assert box.picks == []
    pick(box, 1)
    assert box.picks == []


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_list_opens_at_the_value_wherever_escape_left_it(qtbot: QtBot) -> None:
    box = box_of(qtbot)
    box.show()
    for _ in range(2):
        box.showPopup()
        assert box.view().currentIndex().row() == 1
        qtbot.keyClick(box.view(), Qt.Key.Key_Down)
        qtbot.keyClick(box.view(), Qt.Key.Key_Escape)
    assert box.picks == []
