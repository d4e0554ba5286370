"""The legend shows every sign in the colours of the diagram."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from nnviz.ui.diagram.diagram_legend import ROWS, DiagramLegend
from nnviz.ui.theme.tokens import DARK, LIGHT, Theme
from tests.conftest import ChangeTheme


def colours(image: QImage) -> set[str]:
    return {
        image.pixelColor(x, y).name() for x in range(120) for y in range(image.height())
    }


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_every_sign_has_the_colours_of_the_theme(
    qtbot: QtBot, theme: Theme, change_theme: ChangeTheme
) -> None:
    change_theme(theme)
    legend = DiagramLegend()
    qtbot.addWidget(legend)
    legend.resize(legend.sizeHint())
    seen = colours(legend.grab().toImage())
    wanted = {theme.positive, theme.negative, theme.bad, theme.good}
    assert {name.lower() for name in wanted} <= seen


def test_all_words_are_spoken_and_fit(qtbot: QtBot) -> None:
    legend = DiagramLegend()
    qtbot.addWidget(legend)
    assert all(words in legend.accessibleDescription() for _, words in ROWS)
    assert legend.minimumSizeHint().expandedTo(QSize(380, 200)) == QSize(380, 200)
