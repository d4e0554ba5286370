"""The widget that shows explanations, and iterations to be explained."""

import pytest
from pytestqt.qtbot import QtBot

from nnviz.explain.selection import Selection
from nnviz.ui.inspector.inspector import Inspector
from nnviz.ui.theme.fonts import load_fonts
from tests.ui.inspector.iterations import Case, Show, iteration


@pytest.fixture
def circle() -> Case:
    """Return an iteration of 2-6-4-1 tanh."""
    return iteration("circle")


@pytest.fixture
def mnist() -> Case:
    """Return an iteration with 784 inputs that are a picture."""
    return iteration("mnist")


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Return a function that shows an explanation in an inspector."""
    load_fonts()
    widget = Inspector()
    qtbot.addWidget(widget)
    widget.resize(360, 900)
    widget.show()

    def shown(case: Case, selection: Selection) -> Inspector:
        widget.show_explanation(case.explain(selection), case.trace, case.structure)
        return widget

    return shown
