"""Which keys belong to the control with the focus."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from nnviz.ui.inspector.stack_picture import StackPicture
from nnviz.ui.window.key_paths import belongs_to


def test_arrows_go_from_bar_to_bar_where_samples_are_bars(qtbot: QtBot) -> None:
    bars, button = StackPicture(), QPushButton()
    qtbot.addWidget(bars)
    qtbot.addWidget(button)
    plain = Qt.KeyboardModifier.NoModifier
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Left, plain)
    assert belongs_to(bars, event)
    assert not belongs_to(button, event)
