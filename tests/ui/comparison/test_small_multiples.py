"""Every contender at a glance: cells of one size, in rows as even as they can be."""

import numpy as np
import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from nnviz.ui.comparison.small_multiples import Glance, SmallMultiples
from nnviz.ui.theme.line_styles import series_style
from nnviz.ui.theme.tokens import DARK

NAMES = ("relu", "tanh", "sigmoid", "step", "elu", "gelu", "swish", "leaky relu")


def shown(qtbot: QtBot, count: int, width: int, height: int) -> SmallMultiples:
    widget = SmallMultiples()
    qtbot.addWidget(widget)
    where = np.arange(1.0, 101.0)
    costs = tuple((where, 1.0 / (where + 10.0 * k)) for k in range(count))
    widget.resize(width, height)
    widget.show_glance(Glance(NAMES[:count], costs))
    widget.fit(width, height)
    widget.show()
    return widget


@pytest.mark.parametrize(
    ("count", "width", "rows"), [(2, 700, 1), (4, 700, 1), (8, 730, 2), (8, 1400, 1)]
)
def test_cells_lie_within_the_widget_and_beside_each_other(
    qtbot: QtBot, count: int, width: int, rows: int
) -> None:
    widget = shown(qtbot, count, width, 500)
    cells = widget._cells()
    assert len({cell.top() for cell in cells}) == rows
    for place, cell in enumerate(cells):
        assert cell.left() >= 0
        assert cell.right() <= widget.width()
        assert cell.bottom() <= widget.height()
        assert not any(cell.intersects(other) for other in cells[:place])


def test_each_cost_is_in_its_contenders_colour(qtbot: QtBot) -> None:
    widget = shown(qtbot, 4, 700, 200)
    image = widget.grab().toImage()
    for index, cell in enumerate(widget._cells()):
        wanted = QColor(series_style(DARK, index).colour).rgb()
        room = cell.adjusted(0, 24, 0, 0).toRect()
        found = {
            image.pixel(x, y)
            for x in range(room.left(), room.right())
            for y in range(room.top(), room.bottom())
        }
        assert wanted in found


def test_a_cost_without_a_positive_number_is_left_out(qtbot: QtBot) -> None:
    widget = shown(qtbot, 2, 700, 200)
    nowhere = np.array([1.0, 2.0]), np.array([np.nan, 0.0])
    widget.show_glance(Glance(("a", "b"), (nowhere, nowhere)))
    widget.grab()
