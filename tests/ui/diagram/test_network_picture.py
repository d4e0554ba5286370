"""A network is painted into any rectangle, and only what changed is done again."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from nnviz.ui.diagram.network_picture import NetworkPicture
from nnviz.ui.theme.fonts import load_fonts
from nnviz.ui.theme.tokens import DARK, LIGHT, Theme
from nnviz.views.diagram.diagram_state import DEAD, DiagramState
from nnviz.views.diagram.parts import NeuronPart

ROOM = QRectF(20, 10, 240, 140)
FOLDED = {(1, 20): np.arange(12)}


def state(seed: int = 0, sizes: tuple[int, ...] = (2, 20, 1)) -> DiagramState:
    random = np.random.default_rng(seed)
    return DiagramState(
        sizes,
        tuple(f"layer {n}" for n in range(len(sizes))),
        tuple(random.normal(size=(o, i)) for i, o in pairwise(sizes)),
        tuple(np.zeros(size) for size in sizes[1:]),
        activations=tuple(np.zeros(size) for size in sizes),
    )


@pytest.fixture(autouse=True)
def fonts(qapp: object) -> None:
    load_fonts()


def painted(
    picture: NetworkPicture,
    shown: DiagramState,
    rect: QRectF = ROOM,
    theme: Theme = DARK,
) -> QImage:
    screen = QImage(400, 300, QImage.Format.Format_RGB32)
    screen.fill(QColor("#123456"))
    painter = QPainter(screen)
    painter.setClipRect(rect)
    picture.paint(painter, rect, shown, theme, FOLDED)
    painter.end()
    return screen


def test_it_fills_its_rectangle_and_nothing_else() -> None:
    screen = painted(NetworkPicture(), state())
    inside = screen.copy(ROOM.toRect())
    assert inside.pixelColor(0, 0).name() == DARK.background
    assert screen.pixelColor(19, 9).name() == "#123456"
    alone = painted(NetworkPicture(), state(), QRectF(0, 0, 240, 140))
    assert alone.copy(0, 0, 240, 140) == inside


@pytest.mark.parametrize(
    ("second", "rect", "theme"),
    [
        (state(1), ROOM, DARK),
        (state(0, (2, 4, 1)), ROOM, DARK),
        (state(), ROOM.adjusted(0, 0, 40, 30), DARK),
        (state(), ROOM, LIGHT),
    ],
    ids=["values", "structure", "size", "theme"],
)
def test_a_change_is_painted_as_if_it_were_the_first(
    second: DiagramState, rect: QRectF, theme: Theme
) -> None:
    changed = NetworkPicture()
    painted(changed, state())
    assert painted(changed, second, rect, theme) == painted(
        NetworkPicture(), second, rect, theme
    )


def test_edges_that_look_the_same_are_kept() -> None:
    picture = NetworkPicture()
    kept = []
    for seed in (0, 0, 1):
        painted(picture, state(seed))
        assert picture._pixels is not None
        kept.append(picture._pixels.cacheKey())
    assert kept[0] == kept[1] != kept[2]


def test_every_neuron_shown_is_found_where_it_is_painted() -> None:
    picture = NetworkPicture()
    for column in picture.geometry(ROOM.size().toSize(), state(), FOLDED).columns:
        for neuron, y in zip(column.shown.neurons.tolist(), column.ys, strict=True):
            point = ROOM.topLeft() + QPointF(column.x, y)
            found = picture.neuron_at(ROOM, state(), FOLDED, point)
            assert found == NeuronPart(column.layer, neuron)


def test_a_dead_neuron_is_crossed_out() -> None:
    shown = state(0, (2, 4, 1))
    column = NetworkPicture().geometry(ROOM.size().toSize(), shown, {}).columns[1]
    x, y = (ROOM.topLeft() + QPointF(column.x, float(column.ys[2]))).toTuple()

    def reds(picture: QImage) -> int:
        half = round(column.side / 2)
        square = [
            picture.pixelColor(round(x) + across, round(y) + down)
            for across in range(-half, half)
            for down in range(-half, half)
        ]
        return sum(pixel.name() == DARK.bad for pixel in square)

    crossed = painted(NetworkPicture(), replace(shown, notes={(1, 2): DEAD}))
    assert reds(painted(NetworkPicture(), shown)) == 0
    assert reds(crossed) > 10
