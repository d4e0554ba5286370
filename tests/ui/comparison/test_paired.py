from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from nnviz.ui.comparison.diagram_row import DiagramRow
from nnviz.ui.comparison.output_row import OutputRow
from nnviz.ui.comparison.paired import PairedPictures
from nnviz.views.output.surface_values import SurfacePicture
from tests.ui.comparison.small_pictures import Case, case_of

Pair = tuple[PairedPictures, OutputRow, DiagramRow]


def opened(qtbot: QtBot, case: Case, width: int = 750, height: int = 565) -> Pair:
    outputs, diagrams = OutputRow(), DiagramRow()
    pictures = PairedPictures(outputs, diagrams)
    qtbot.addWidget(pictures)
    pictures.resize(width, height)
    pictures.show()
    qtbot.waitExposed(pictures)
    frame = case.builder.frame(case.moment)
    for row in (outputs, diagrams):
        row.show_contenders(case.names)
        row.show_frame(frame)
    return pictures, outputs, diagrams


@pytest.mark.parametrize("name", ["circle", "plane"])
@pytest.mark.parametrize("size", [(750, 565), (1100, 850), (560, 480)])
def test_a_plane_has_equal_units_both_ways(
    qtbot: QtBot, name: str, size: tuple[int, int]
) -> None:
    case = case_of(name)
    _, outputs, _ = opened(qtbot, case, *size)
    assert outputs.frame is not None
    for index, each in enumerate(outputs.frame.contenders):
        assert isinstance(each.output, SurfacePicture)
        (left, right), (low, high) = each.output.plan.x_span, each.output.plan.y_span
        room = outputs.picture_rect(index)
        units = (room.width() / (right - left), room.height() / (high - low))
        assert units[0] == pytest.approx(units[1], rel=0.03)


@pytest.mark.parametrize("name", ["circle", "sine", "iris", "mnist"])
def test_outputs_and_networks_do_not_cover_one_another(qtbot: QtBot, name: str) -> None:
    pictures, outputs, diagrams = opened(qtbot, case_of(name))
    cells = [*outputs.cells(), *diagrams.cells()]
    assert all(pictures.rect().contains(cell) for cell in cells)
    assert not any(a.intersects(b) for a, b in combinations(cells, 2))


def test_every_network_is_the_nearest_one_to_its_output(qtbot: QtBot) -> None:
    _, outputs, diagrams = opened(qtbot, case_of("circle"))

    def away(one: QPoint, other: QPoint) -> int:
        return (one - other).manhattanLength()

    places = [cell.center() for cell in diagrams.cells()]
    for index, cell in enumerate(outputs.cells()):
        nearest = min(places, key=lambda place: away(place, cell.topLeft()))
        assert places.index(nearest) == index


def test_a_click_reaches_the_picture_that_is_seen_there(qtbot: QtBot) -> None:
    pictures, outputs, diagrams = opened(qtbot, case_of("circle"))
    for row in (outputs, diagrams):
        place = row.picture_rect(1).topLeft() + QPoint(3, 3)
        assert pictures.childAt(place) is row
        with qtbot.waitSignal(row.contender_chosen):
            qtbot.mouseClick(row, Qt.MouseButton.LeftButton, pos=place)
