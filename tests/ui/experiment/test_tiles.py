"""The tiles of a gallery: what is seen at first, and right after."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from pytestqt.qtbot import QtBot

from nnviz.ui.experiment.tiles import TileGrid, TileText
from nnviz.ui.theme.tokens import Theme


def test_pictures_come_after_the_first_paint(qtbot: QtBot) -> None:
    painted: list[bool] = []

    def picture(_painter: QPainter, _area: QRectF, _theme: Theme, chosen: bool) -> None:
        painted.append(chosen)

    grid = TileGrid("tiles", 40)
    qtbot.addWidget(grid)
    tile = grid.add_tile(TileText("one", "", "One"), picture)
    tile.grab()
    assert not painted
    grid.show()
    qtbot.waitUntil(lambda: len(painted) > 0)
