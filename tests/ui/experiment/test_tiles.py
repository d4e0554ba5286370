"""The tiles of a gallery: what is seen at first, and right after."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from nnviz.data.catalog import load_dataset
from nnviz.ui.experiment.tile_pictures import data_picture
from nnviz.ui.experiment.tiles import TileGrid, TileText
from nnviz.ui.theme.tokens import PALETTES, Theme, theme_with


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


@pytest.mark.parametrize("palette", PALETTES)
def test_two_classes_have_the_colours_of_the_palette(palette: str) -> None:
    theme, image = theme_with(True, palette), QImage(80, 80, QImage.Format.Format_RGB32)
    image.fill(theme.field)
    painter = QPainter(image)
    data_picture(lambda: load_dataset("gauss"))(
        painter, QRectF(image.rect()), theme, False
    )
    painter.end()
    found = {image.pixelColor(x, y).name() for x in range(80) for y in range(80)}
    assert found == {theme.field, theme.negative, theme.positive}
