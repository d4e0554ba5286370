from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnviz.session.stop import Stop
from nnviz.ui.comparison.cell_row import CellRow, story
from nnviz.ui.comparison.diagram_row import DiagramRow
from nnviz.ui.comparison.output_row import OutputRow, scale_words
from nnviz.ui.comparison.paired import PairedPictures
from nnviz.ui.painting.axes import Axes
from nnviz.ui.painting.canvas import SURFACE_STRENGTH
from nnviz.ui.theme.tokens import DARK, LIGHT, blend, channels
from nnviz.views.comparison.comparison_frames import ComparisonFrame, OutputScale
from nnviz.views.output.surface_values import SurfacePicture, SurfaceValues
from tests.conftest import ChangeTheme
from tests.ui.comparison.small_pictures import FUNCTIONS, Case, case_of
from tests.ui.seen_pixels import count_colour, pixels_in

Row = OutputRow | DiagramRow
Opened = Callable[..., Row]
LaidOut = Callable[..., Row]


@pytest.fixture
def laid_out(qtbot: QtBot) -> LaidOut:
    """Return a function that lays both rows out together, as on the page."""
    kept = []

    def make(
        kind: type[Row], names: tuple[str, ...], size: tuple[int, int] = (1240, 560)
    ) -> Row:
        rows = OutputRow(), DiagramRow()
        pictures = PairedPictures(*rows)
        kept.append(pictures)
        qtbot.addWidget(pictures)
        pictures.resize(*size)
        pictures.show()
        qtbot.waitExposed(pictures)
        for row in rows:
            row.show_contenders(names)
        return rows[0] if kind is OutputRow else rows[1]

    return make


@pytest.fixture
def opened(laid_out: LaidOut) -> Opened:
    """Return a function that shows a frame in a new row of pictures."""

    def make(kind: type[Row], case: Case, frame: ComparisonFrame | None = None) -> Row:
        row = laid_out(kind, case.names)
        row.show_frame(frame or case.builder.frame(case.moment))
        row.grab()
        return row

    return make


def press(qtbot: QtBot, row: QWidget, place: QPointF | QPoint) -> None:
    at = place.toPoint() if isinstance(place, QPointF) else place
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton, pos=at)


def pixels(row: CellRow, index: int) -> QImage:
    row.grab()
    return row.grab(row.cells()[index]).toImage()


def surface_axes(row: OutputRow, index: int) -> Axes:
    picture = row.frame.contenders[index].output
    room = row.picture_rect(index).toRectF()
    return Axes(room, picture.plan.x_span, picture.plan.y_span)


@pytest.mark.parametrize("kind", [OutputRow, DiagramRow])
@pytest.mark.parametrize("count", [2, 4, 8])
@pytest.mark.parametrize("size", [(1100, 850), (1600, 850)])
def test_every_contender_has_room_of_its_own(
    laid_out: LaidOut, kind: type[Row], count: int, size: tuple[int, int]
) -> None:
    row = laid_out(kind, FUNCTIONS[:count], size)
    cells = row.cells()
    assert len(cells) == count
    assert all(row.rect().contains(cell) for cell in cells)
    assert not any(a.intersects(b) for a, b in combinations(cells, 2))
    for index in range(count):
        picture = row.picture_rect(index)
        assert cells[index].contains(picture)
        assert picture.width() >= 120
        assert picture.height() >= 90


def test_eight_contenders_take_two_rows_where_that_is_better(laid_out: LaidOut) -> None:
    row = laid_out(OutputRow, FUNCTIONS, (700, 420))
    assert len({cell.top() for cell in row.cells()}) == 2


def test_the_same_output_has_the_same_colour_in_every_surface(opened: Opened) -> None:
    case = case_of("plane")
    frame = case.builder.frame(case.moment)
    told = frame.contenders[0].output
    plan = told.plan
    nothing = replace_points(plan)
    heights = np.full((len(plan.y), len(plan.x)), 0.5)
    taller = heights.copy()
    taller[:4, :4] = 3.0
    shown = [
        msgspec.structs.replace(each, output=SurfacePicture(nothing, SurfaceValues(h)))
        for each, h in zip(frame.contenders, (heights, taller, -heights), strict=True)
    ]
    frame = msgspec.structs.replace(
        frame, contenders=tuple(shown), scale=OutputScale(-3.0, 3.0)
    )
    row = opened(OutputRow, case, frame)
    colours = []
    for index in range(3):
        middle = row.picture_rect(index).center() - row.cells()[index].topLeft()
        colours.append(pixels(row, index).pixelColor(middle + QPoint(30, 20)).name())
    assert colours[0] == colours[1] != colours[2]
    expected = channels(blend(DARK.panel, DARK.positive, SURFACE_STRENGTH * 0.5 / 3.0))
    assert channels(colours[0]) == pytest.approx(expected, abs=2)


def replace_points(plan: object) -> object:
    empty = msgspec.structs.replace(
        plan.train,
        x=np.empty(0),
        y=np.empty(0),
        marks=np.empty(0),
        rows=np.empty(0, np.intp),
    )
    return msgspec.structs.replace(plan, train=empty, test=empty)


@pytest.mark.parametrize(
    ("dataset", "words"),
    [
        ("circle", "one scale for all"),
        ("sine", "one scale for all: y from "),
        ("iris", "all bars from 0 to 1"),
        ("diabetes", "all from "),
    ],
)
def test_the_scale_is_told(dataset: str, words: str) -> None:
    case = case_of(dataset)
    assert words in scale_words(case.builder.frame(case.moment))


def test_a_click_on_a_picture_chooses_its_contender(
    qtbot: QtBot, opened: Opened
) -> None:
    row = opened(OutputRow, case_of("iris"))
    with qtbot.waitSignal(row.contender_chosen) as chosen:
        press(qtbot, row, row.picture_rect(2).center())
    assert chosen.args == [2]


def test_a_click_on_a_sample_chooses_it(qtbot: QtBot, opened: Opened) -> None:
    row = opened(OutputRow, case_of("circle"))
    axes, points = surface_axes(row, 1), row.frame.contenders[1].output.plan.train
    place = axes.places(points.x[3:4], points.y[3:4])[0]
    with qtbot.waitSignal(row.sample_chosen) as chosen:
        press(qtbot, row, place)
    found = int(np.flatnonzero(points.rows == chosen.args[0])[0])
    away = np.hypot(points.x[found] - points.x[3], points.y[found] - points.y[3])
    assert away < 0.2


def test_page_keys_ask_for_other_samples(qtbot: QtBot, opened: Opened) -> None:
    row = opened(OutputRow, case_of("iris"))
    with qtbot.waitSignal(row.sample_step_requested) as asked:
        qtbot.keyClick(row, Qt.Key.Key_PageUp)
    assert asked.args == [-1]


@pytest.mark.parametrize(
    ("key", "index"), [(Qt.Key.Key_Right, 2), (Qt.Key.Key_Left, 0)]
)
def test_arrows_choose_the_contender_beside(
    qtbot: QtBot, opened: Opened, key: Qt.Key, index: int
) -> None:
    row = opened(DiagramRow, case_of("circle"))
    row.show_chosen(1)
    with qtbot.waitSignal(row.contender_chosen) as chosen:
        qtbot.keyClick(row, key)
    assert chosen.args == [index]


@pytest.mark.parametrize("kind", [OutputRow, DiagramRow])
def test_the_chosen_contender_is_outlined(opened: Opened, kind: type[Row]) -> None:
    row = opened(kind, case_of("sine"))
    before = pixels(row, 2)
    row.show_chosen(2)
    after = pixels(row, 2)
    assert count_colour(after, DARK.selection) > count_colour(before, DARK.selection)


@pytest.mark.parametrize("kind", [OutputRow, DiagramRow])
def test_a_contender_that_diverged_is_marked(opened: Opened, kind: type[Row]) -> None:
    case = case_of("circle")
    row = opened(kind, case)
    assert not count_colour(pixels(row, 1), DARK.bad)
    row.show_frame(case.builder.frame(case.diverged(1, at=1234)))
    assert count_colour(pixels(row, 1), DARK.bad)
    assert "tanh diverged at iteration 1,234" in row.accessibleName()


@pytest.mark.parametrize("kind", [OutputRow, DiagramRow])
def test_only_what_looks_different_is_painted_anew(
    opened: Opened, kind: type[Row]
) -> None:
    case = case_of("circle")
    row = opened(kind, case)
    later = case.changed(1, iteration=21, parameters=case.moment[1].parameters * 0.999)
    row.show_frame(case.builder.frame(later))
    assert sorted(row._pixels) == [0, 2]


@pytest.mark.parametrize(
    "dataset", ["circle", "rings", "plane", "sine", "iris", "digits", "diabetes"]
)
@pytest.mark.parametrize("kind", [OutputRow, DiagramRow])
def test_every_kind_of_data_has_its_picture_in_both_themes(
    opened: Opened, kind: type[Row], dataset: str, change_theme: ChangeTheme
) -> None:
    row = opened(kind, case_of(dataset))
    dark = pixels(row, 0)
    change_theme(LIGHT)
    light = pixels(row, 0)
    assert dark.pixelColor(1, 1).name() == DARK.panel
    assert light.pixelColor(1, 1).name() == LIGHT.panel
    across, down = range(0, light.width(), 3), range(60, light.height(), 3)
    colours = {light.pixel(x, y) for x in across for y in down}
    assert len(colours) > 4


def test_a_click_on_a_neuron_chooses_it(qtbot: QtBot, opened: Opened) -> None:
    row = opened(DiagramRow, case_of("circle"))
    room = row.picture_rect(2)
    state = row.frame.contenders[2].diagram
    geometry = row._picture(2).geometry(room.size(), state, row.frame.shown)
    column = geometry.columns[1]
    place = QPointF(room.topLeft()) + QPointF(column.x, float(column.ys[3]))
    with qtbot.waitSignal(row.neuron_chosen) as chosen:
        press(qtbot, row, place)
    assert chosen.args == [1, 3]


def test_a_click_beside_neurons_chooses_the_contender(
    qtbot: QtBot, opened: Opened
) -> None:
    row = opened(DiagramRow, case_of("circle"))
    corner = row.picture_rect(1).topLeft() + QPoint(3, 3)
    with qtbot.waitSignal(row.contender_chosen) as chosen:
        press(qtbot, row, corner)
    assert chosen.args == [1]


def test_the_current_neuron_is_marked_in_all_networks(opened: Opened) -> None:
    row = opened(DiagramRow, case_of("circle"))
    before = [pixels(row, index) for index in range(3)]
    row.mark(1, 2)
    for index in range(3):
        assert pixels(row, index) != before[index]
        assert count_colour(pixels(row, index), DARK.selection)


def test_a_neuron_that_no_network_has_is_not_marked(opened: Opened) -> None:
    row = opened(DiagramRow, case_of("circle"))
    before = pixels(row, 0)
    row.mark(5, 99)
    assert pixels(row, 0) == before


def test_dead_neurons_are_crossed_out(opened: Opened) -> None:
    case = case_of("circle")
    frame = case.builder.frame(case.moment)
    state = replace(frame.contenders[0].diagram, notes={(1, 1): "dead"})
    dead = msgspec.structs.replace(frame.contenders[0], diagram=state)
    row = opened(DiagramRow, case)
    assert not count_colour(pixels(row, 0), DARK.bad)
    shown = (dead, *frame.contenders[1:])
    row.show_frame(msgspec.structs.replace(frame, contenders=shown))
    rgb = pixels_in(pixels(row, 0))
    assert np.any(((rgb >> 16 & 0xFF) > 220) & ((rgb & 0xFF) < 130))


def test_pictures_are_as_fine_as_the_screen(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, change_theme: ChangeTheme
) -> None:
    row = opened(OutputRow, case_of("circle"))
    monkeypatch.setattr(OutputRow, "devicePixelRatioF", lambda _: 2.0)
    change_theme(LIGHT)
    row.grab()
    assert row._pixels[0].size() == row.cells()[0].size() * 2.0


def test_a_contender_that_reached_its_goal_says_so(opened: Opened) -> None:
    case = case_of("iris")
    row = opened(OutputRow, case)
    assert not count_colour(pixels(row, 0), DARK.raised)
    stop = Stop("target cost", 15, "the train cost has reached 0.1")
    row.show_frame(case.builder.frame(case.changed(0, stop=stop)))
    assert count_colour(pixels(row, 0), DARK.raised)


def test_the_story_of_a_contender_says_why_it_stopped() -> None:
    case = case_of("circle")
    frame = case.builder.frame(case.diverged(1))
    words = story("tanh", frame.contenders[1])
    assert words.startswith("tanh\ncost ")
    assert words.endswith("stopped: the cost keeps growing")


def test_contenders_with_the_same_points_share_their_picture(opened: Opened) -> None:
    row = opened(OutputRow, case_of("circle"))
    assert len(row._painter._layers) == 1
