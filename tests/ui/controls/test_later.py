"""A place whose widget is made when it is first seen or asked for."""

from PySide6.QtWidgets import QLabel, QStackedWidget
from pytestqt.qtbot import QtBot

from nnviz.ui.controls.later import Later


def test_it_is_made_when_it_is_seen_and_not_behind_another(qtbot: QtBot) -> None:
    stack, places = QStackedWidget(), [Later(QLabel), Later(QLabel)]
    qtbot.addWidget(stack)
    for place in places:
        stack.addWidget(place)
    stack.show()
    qtbot.waitUntil(lambda: places[0].is_made)
    assert not places[1].is_made
    stack.setCurrentWidget(places[1])
    qtbot.waitUntil(lambda: places[1].is_made)
    assert places[1].get().isVisible()


def test_who_feeds_it_is_told_once_and_in_order(qtbot: QtBot) -> None:
    place, told = Later(QLabel), []
    qtbot.addWidget(place)
    place.when_made(lambda label: told.append(("first", label)))
    place.when_made(lambda label: told.append(("second", label)))
    place.if_made(lambda label: told.append(("missed", label)))
    made = place.get()
    assert place.get() is made
    place.if_made(lambda label: told.append(("later", label)))
    place.when_made(lambda label: told.append(("at once", label)))
    assert told == [(word, made) for word in ("first", "second", "later", "at once")]
