"""The window in which people look for an answer."""

import pytest
from pytestqt.qtbot import QtBot

from nnviz.session.config import RunConfig
from nnviz.ui.window.main_window import MainWindow
from tests.desktop.driving import open_on, train
from tests.desktop.questions.user import User
from tests.desktop.test_lens import wait_for_lens


@pytest.fixture
def user(window: MainWindow, qtbot: QtBot) -> User:
    """Return somebody before the default window, after twenty iterations."""
    window.activateWindow()
    window.controller.set_speed(None)
    open_on(window, qtbot, RunConfig())
    train(window, qtbot, 20)
    wait_for_lens(window, qtbot, 20)
    return User(window, qtbot)
