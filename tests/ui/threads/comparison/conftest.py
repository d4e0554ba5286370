"""A controller of comparisons that closes after each test, and what it has told."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from nnviz.ui.threads.comparison_controller import ComparisonController
from tests.ui.threads.comparison.driving import Listener


@pytest.fixture
def controller(qtbot: QtBot) -> Iterator[ComparisonController]:
    controller = ComparisonController()
    yield controller
    controller.close()
    controller.deleteLater()


@pytest.fixture
def heard(controller: ComparisonController) -> Listener:
    return Listener(controller)
