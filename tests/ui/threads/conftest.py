"""A controller that closes after each test, and what it has told meanwhile."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from nnviz.ui.threads.run_controller import RunController
from tests.ui.threads.driving import Listener


@pytest.fixture
def controller(qtbot: QtBot) -> Iterator[RunController]:
    controller = RunController()
    yield controller
    controller.close()
    controller.deleteLater()


@pytest.fixture
def heard(controller: RunController) -> Listener:
    return Listener(controller)
