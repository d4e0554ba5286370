"""A canvas and its painter, in the pixels of the design."""

import pytest
from PySide6.QtGui import QImage, QPainter

from nnviz.ui.painting.canvas import painted_room


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_the_room_of_a_painter_is_in_its_own_pixels(scale: float) -> None:
    picture = QImage(300, 150, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    painter.scale(scale, scale)
    room = painted_room(painter)
    painter.end()
    assert (room.width(), room.height()) == (300 / scale, 150 / scale)
