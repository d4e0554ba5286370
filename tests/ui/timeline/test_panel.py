"""The timeline as a widget: scrubbed, walked by keys, asked for more."""

import msgspec
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from nnviz.core.layout import Layout
from nnviz.session.timeline.timeline_view import Bookmark, Position
from nnviz.ui.theme.tokens import DARK, LIGHT, Theme
from nnviz.ui.timeline.timeline_panel import TimelinePanel
from nnviz.ui.timeline.track import TimelineTrack
from nnviz.views.track_layout import named_moment
from tests.conftest import ChangeTheme
from tests.ui.timeline.runs import branched, rate_changed, straight

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(qtbot: QtBot) -> TimelinePanel:
    panel = TimelinePanel()
    qtbot.addWidget(panel)
    panel.resize(640, 70)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.begin(Layout((2, 3, 1)), 40)
    return panel


@pytest.fixture
def track(panel: TimelinePanel) -> TimelineTrack:
    return panel.track


@pytest.fixture
def wishes(panel: TimelinePanel) -> list[tuple[int, int]]:
    wishes: list[tuple[int, int]] = []
    panel.moment_requested.connect(lambda at, branch: wishes.append((at, branch)))
    return wishes


def place(track: TimelineTrack, iteration: int, row: int = 0) -> QPoint:
    drawn = track._track
    return QPointF(drawn.scale.across(iteration), drawn.down(row)).toPoint()


def picture(track: TimelineTrack) -> QImage:
    return track.grab().toImage()


def button(panel: TimelinePanel, name: str) -> QPushButton:
    return panel.findChild(QPushButton, f"timeline_{name}")


def test_a_click_wishes_for_the_moment_under_it(
    qtbot: QtBot, track: TimelineTrack, wishes: list[tuple[int, int]]
) -> None:
    track.show_view(straight(1000))
    qtbot.mouseClick(track, LEFT, pos=place(track, 250))
    assert wishes == [(pytest.approx(250, abs=1), 0)]


def test_a_drag_wishes_for_every_place_and_ends_at_the_run_s_end(
    qtbot: QtBot, track: TimelineTrack, wishes: list[tuple[int, int]]
) -> None:
    track.show_view(straight(1100))
    qtbot.mousePress(track, LEFT, pos=place(track, 200))
    for iteration in (400, 600, 1240):
        qtbot.mouseMove(track, place(track, iteration))
    qtbot.mouseRelease(track, LEFT, pos=place(track, 1240))
    qtbot.mouseMove(track, place(track, 300))
    assert [at for at, _ in wishes] == pytest.approx([200, 400, 600, 1100], abs=1)


def test_a_drag_stays_on_the_branch_where_it_began(
    qtbot: QtBot, track: TimelineTrack, wishes: list[tuple[int, int]]
) -> None:
    track.show_view(branched())
    qtbot.mousePress(track, LEFT, pos=place(track, 700, row=0))
    qtbot.mouseMove(track, place(track, 600, row=2))
    assert [branch for _, branch in wishes] == [0, 0]


@pytest.mark.parametrize(
    ("key", "moment"),
    [
        (Key.Key_Left, (499, 2)),
        (Key.Key_Right, (501, 2)),
        (Key.Key_PageUp, (480, 2)),
        (Key.Key_PageDown, (520, 2)),
        (Key.Key_Home, (0, 2)),
        (Key.Key_End, (1000, 2)),
    ],
)
def test_keys_go_through_time(
    qtbot: QtBot,
    track: TimelineTrack,
    wishes: list[tuple[int, int]],
    key: Qt.Key,
    moment: tuple[int, int],
) -> None:
    track.show_view(branched(Position(500, 2)))
    qtbot.keyClick(track, key)
    assert wishes == [moment]


def test_keys_that_follow_quickly_count_from_the_wish(
    qtbot: QtBot, track: TimelineTrack, wishes: list[tuple[int, int]]
) -> None:
    track.show_view(straight(1000))
    for _ in range(3):
        qtbot.keyClick(track, Key.Key_Left)
    track.show_view(straight(1000, cursor=999))
    qtbot.keyClick(track, Key.Key_Left)
    assert [at for at, _ in wishes] == [999, 998, 997, 996]


def test_keys_stay_on_the_timeline(
    qtbot: QtBot, track: TimelineTrack, wishes: list[tuple[int, int]]
) -> None:
    track.show_view(straight(1000, cursor=0))
    qtbot.keyClick(track, Key.Key_Left)
    qtbot.keyClick(track, Key.Key_PageUp)
    assert wishes == []


def test_a_wish_that_is_not_granted_is_given_up(
    qtbot: QtBot, track: TimelineTrack
) -> None:
    track.show_view(straight(1000))
    qtbot.keyClick(track, Key.Key_Left)
    qtbot.waitUntil(lambda: track.shown == Position(1000))


def test_the_branch_that_trains_grows_with_every_frame(track: TimelineTrack) -> None:
    track.show_view(straight(1000))
    track.show_now(1100)
    assert track.shown == Position(1100)
    assert track.view.branches[0].end == 1100


def test_a_late_picture_does_not_shorten_the_run(track: TimelineTrack) -> None:
    track.show_view(straight(1000, cursor=200))
    track.show_now(990)
    assert track.view.now == Position(1000)


def test_a_run_that_outgrows_its_scale_gets_a_longer_one(track: TimelineTrack) -> None:
    track.show_view(straight(1000))
    track.show_now(1_000_000)
    x = track._track.scale.across(1_000_000)
    assert x <= track.width()


def test_what_stands_still_is_painted_once_while_training(
    track: TimelineTrack,
) -> None:
    track.show_view(straight(1001, events=(rate_changed(50),)))
    picture(track)
    kept = track._painter._ground.cacheKey()
    track.show_now(1200)
    picture(track)
    assert track._painter._ground.cacheKey() == kept


def test_the_pointer_reads_the_iteration_and_the_event(track: TimelineTrack) -> None:
    track.show_view(straight(1000, events=(rate_changed(500),)))
    words = track.words_at(QPointF(place(track, 500)))
    assert "iteration 500" in words.splitlines()[0]
    assert "learning rate 0.3 → 0.1" in words


def test_the_pointer_reads_a_bookmark_s_name(track: TimelineTrack) -> None:
    track.show_view(branched())
    assert "bookmark plateau" in track.words_at(QPointF(place(track, 600)))


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_the_track_wears_its_theme(
    panel: TimelinePanel, theme: Theme, change_theme: ChangeTheme
) -> None:
    change_theme(theme)
    panel.show_view(branched())
    image = picture(panel.track)
    assert image.pixelColor(2, 40).name() == theme.panel
    at = place(panel.track, 1000, row=2)
    assert image.pixelColor(at).name() == theme.accent


def test_the_past_is_named_and_can_be_left(panel: TimelinePanel) -> None:
    panel.show_view(straight(5000, cursor=1200))
    words = panel.findChild(QLabel, "timeline_place").text()
    assert words == "iteration 1,200 of 5,000: the past"
    assert button(panel, "now").isVisible()
    assert button(panel, "go_on").isVisible()
    panel.show_view(straight(5000))
    assert not panel.findChild(QLabel, "timeline_place").isVisible()
    assert not button(panel, "now").isVisible()


def test_the_past_of_another_branch_is_named_with_it(panel: TimelinePanel) -> None:
    panel.show_view(branched(Position(600, 0)))
    words = panel.findChild(QLabel, "timeline_place").text()
    assert words == "iteration 600 of 800 on branch 1: the past"


def test_a_bookmark_is_named_before_it_is_set(
    qtbot: QtBot, panel: TimelinePanel
) -> None:
    panel.show_view(straight(1000))
    button(panel, "bookmark").click()
    field = panel.findChild(QLineEdit, "timeline_name")
    assert field.text() == "iteration 1,000"
    qtbot.keyClicks(field, "good")
    with qtbot.waitSignal(panel.bookmark_requested) as told:
        qtbot.keyClick(field, Key.Key_Return)
    assert told.args == ["good", ""]
    assert not field.isVisible()


def test_a_bookmark_has_a_note_which_can_be_changed(
    qtbot: QtBot, panel: TimelinePanel
) -> None:
    panel.show_view(straight(1000))
    button(panel, "bookmark").click()
    name = panel.findChild(QLineEdit, "timeline_name")
    note = panel.findChild(QLineEdit, "timeline_note")
    qtbot.keyClicks(name, "good")
    qtbot.keyClicks(note, "before the plateau")
    with qtbot.waitSignal(panel.bookmark_requested) as told:
        qtbot.keyClick(note, Key.Key_Return)
    assert told.args == ["good", "before the plateau"]
    mark = Bookmark("good", Position(600), "before the plateau")
    panel.show_view(msgspec.structs.replace(straight(1000), bookmarks=(mark,)))
    (flag,) = panel.track._track.flags
    assert "before the plateau" in panel.track.words_at(QPointF(flag.x, 4.0))
    offered = panel.choices(mark).actions()
    (change,) = [each for each in offered if "Change the note" in each.text()]
    change.trigger()
    assert note.text() == "before the plateau"
    assert not name.isVisible()
    qtbot.keyClicks(note, "after")
    with qtbot.waitSignal(panel.note_requested) as told:
        qtbot.keyClick(note, Key.Key_Return)
    assert told.args == ["good", "after"]
    assert not note.isVisible()


def test_escape_sets_no_bookmark(qtbot: QtBot, panel: TimelinePanel) -> None:
    button(panel, "bookmark").click()
    field = panel.findChild(QLineEdit, "timeline_name")
    with qtbot.assertNotEmitted(panel.bookmark_requested):
        qtbot.keyClick(field, Key.Key_Escape)
    assert not field.isVisible()


def test_moments_to_compare_with_are_all_but_the_one_shown(
    panel: TimelinePanel,
) -> None:
    panel.show_view(branched())
    offered = [action.text() for action in panel.comparisons().actions()]
    assert offered == ["the beginning: iteration 0", "plateau: iteration 600"]


def test_a_bookmark_named_after_its_iteration_is_named_once() -> None:
    assert named_moment("iteration 1,200", 1200) == "iteration 1,200"
    assert named_moment("plateau", 1200) == "plateau: iteration 1,200"


def test_a_comparison_goes_from_the_earlier_moment_to_the_later(
    qtbot: QtBot, panel: TimelinePanel
) -> None:
    panel.show_view(branched(Position(550, 2)))
    by_name = {a.text().split(":")[0]: a for a in panel.comparisons().actions()}
    with qtbot.waitSignal(panel.comparison_requested) as told:
        by_name["plateau"].trigger()
    assert told.args == [Position(550, 2), Position(600, 0)]
