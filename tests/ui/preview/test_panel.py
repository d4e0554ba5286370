"""The preview of a table: it shows, lets choose, and says why something cannot be."""

from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from nnviz.session.config import RunConfig
from nnviz.session.run_parts import load_data
from nnviz.ui.experiment.picker import Picker
from nnviz.ui.preview.preview_model import FIRST, KIND, USE
from nnviz.ui.preview.preview_panel import PreviewPanel
from nnviz.views.experiment.table_review import review


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rows = [f"{k},{k % 3},{'oops' if k == 2 else k},{'ab'[k % 2]}" for k in range(30)]
    file = tmp_path / "mine.csv"
    file.write_text("\n".join(["x,y,odd,word", *rows]))
    return file


@pytest.fixture
def panel(qtbot: QtBot, file: Path) -> PreviewPanel:
    return shown(qtbot, file)


def shown(qtbot: QtBot, file: Path) -> PreviewPanel:
    """Return the panel with a file, which is reviewed at once."""
    panel = PreviewPanel()
    qtbot.addWidget(panel)
    panel.review_requested.connect(
        lambda config: panel.show_review(review(config, panel.review))
    )
    panel.begin(review(RunConfig(dataset=str(file))))
    panel.show()
    return panel


def cell(panel: PreviewPanel, row: int, column: int) -> str:
    view = panel.findChild(QTableView, "preview_table")
    return str(view.model().index(row, column).data())


def columns(panel: PreviewPanel) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return inputs and targets."""
    assert panel.review is not None
    return panel.review.inputs, panel.review.targets


def press(qtbot: QtBot, panel: PreviewPanel, name: str) -> None:
    button = panel.findChild(QPushButton, name)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def tick(panel: PreviewPanel, column: int, state: Qt.CheckState) -> bool:
    model = panel.findChild(QTableView, "preview_table").model()
    role = Qt.ItemDataRole.CheckStateRole
    return bool(model.setData(model.index(USE, column), state, role))


def pick(panel: PreviewPanel, name: str, option: str) -> None:
    picker = panel.findChild(Picker, name)
    picker.activated.emit(picker.findData(option))


def test_the_first_rows_are_shown_with_names_and_kinds(panel: PreviewPanel) -> None:
    view = panel.findChild(QTableView, "preview_table")
    header = Qt.Orientation.Horizontal
    names = [str(view.model().headerData(k, header)) for k in range(4)]
    assert names == ["x", "y", "• odd", "word"]
    assert [cell(panel, KIND, k) for k in (0, 3)] == [
        "numbers ▾",
        "2 different words ▾",
    ]
    assert [cell(panel, FIRST + 2, k) for k in range(4)] == ["2", "2", "–", "a"]
    side = view.model().headerData(FIRST, Qt.Orientation.Vertical)
    assert side == "line 2"


def test_a_column_with_a_faulty_cell_cannot_be_ticked_and_says_why(
    panel: PreviewPanel,
) -> None:
    model = panel.findChild(QTableView, "preview_table").model()
    index = model.index(USE, 2)
    assert not index.flags() & Qt.ItemFlag.ItemIsUserCheckable
    tip = str(index.data(Qt.ItemDataRole.ToolTipRole))
    assert "line 4, column 'odd': 'oops' is not a number" in tip


def test_training_is_wished_with_the_columns_chosen(
    panel: PreviewPanel, qtbot: QtBot, file: Path
) -> None:
    pick(panel, "target_picker", "y")
    pick(panel, "task_picker", "regression")
    tick(panel, 3, Qt.CheckState.Unchecked)
    with qtbot.waitSignal(panel.config_requested) as wished:
        press(qtbot, panel, "preview_train")
    config = RunConfig(
        dataset=str(file), target="y", exclude=("word",), task="regression"
    )
    assert wished.args == [config]
    assert load_data(config).input_names == ("x",)


def test_showing_a_table_wishes_nothing(
    panel: PreviewPanel, qtbot: QtBot, file: Path
) -> None:
    with qtbot.assertNotEmitted(panel.config_requested):
        panel.begin(review(RunConfig(dataset=str(file))))
    assert columns(panel) == (("x", "y"), ("word",))


def test_without_inputs_there_is_nothing_to_train_on(
    panel: PreviewPanel, qtbot: QtBot
) -> None:
    press(qtbot, panel, "preview_none")
    assert not panel.findChild(QPushButton, "preview_train").isEnabled()
    assert "tick at least one column" in panel.note
    press(qtbot, panel, "preview_all")
    assert columns(panel) == (("x", "y"), ("word",))
    assert panel.findChild(QPushButton, "preview_train").isEnabled()


def test_a_column_that_is_no_longer_the_target_becomes_an_input(
    panel: PreviewPanel,
) -> None:
    pick(panel, "target_picker", "x")
    assert columns(panel) == (("y", "word"), ("x",))


def test_a_task_the_target_cannot_have_is_greyed_out(panel: PreviewPanel) -> None:
    why = panel.findChild(Picker, "task_picker").obstacle("regression")
    assert why is not None
    assert "words" in why


def test_another_target_takes_the_task_that_suits_it(panel: PreviewPanel) -> None:
    pick(panel, "task_picker", "classification")
    pick(panel, "target_picker", "x")
    assert panel.review is not None
    assert panel.review.config.task is None
    assert panel.findChild(Picker, "task_picker").current == "regression"


def test_cancelling_only_closes(panel: PreviewPanel, qtbot: QtBot) -> None:
    with (
        qtbot.assertNotEmitted(panel.config_requested),
        qtbot.waitSignal(panel.closed),
    ):
        press(qtbot, panel, "preview_cancel")


@pytest.fixture
def people(qtbot: QtBot, tmp_path: Path) -> PreviewPanel:
    rows = [f"{k + 1},{'' if k in (3, 8) else 20 + k},{'ab'[k % 2]}" for k in range(40)]
    file = tmp_path / "people.csv"
    file.write_text("\n".join(["id,age,word", *rows]))
    return shown(qtbot, file)


def head(panel: PreviewPanel, column: int) -> tuple[str, str]:
    """Return the name of a column as it is shown, and what is said on hover."""
    model = panel.findChild(QTableView, "preview_table").model()
    across = Qt.Orientation.Horizontal
    tip = model.headerData(column, across, Qt.ItemDataRole.ToolTipRole)
    return str(model.headerData(column, across)), str(tip)


def test_remarks_are_marked_at_their_columns_and_listed(people: PreviewPanel) -> None:
    assert head(people, 0)[0] == "• id"
    assert head(people, 2)[0] == "word"
    assert "2 of 40 rows have no value" in head(people, 1)[1]
    assert people.findChild(QPushButton, "preview_remarks").text() == "2 remarks"
    assert people.findChild(QPushButton, "remark_0").text() == "column 'id'"


def test_a_table_without_remarks_is_calm(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "calm.csv"
    file.write_text(
        "\n".join(["x,word", *(f"{k / 7},{'ab'[k % 2]}" for k in range(40))])
    )
    panel = shown(qtbot, file)
    for name in ("preview_remarks", "preview_undo"):
        assert not panel.findChild(QPushButton, name).isVisible()
    assert head(panel, 0)[0] == "x"


def test_a_way_is_gone_at_once_and_can_be_taken_back(
    people: PreviewPanel, qtbot: QtBot
) -> None:
    assert people.note.startswith("38 samples")
    press(qtbot, people, "way_1_gaps_median")
    assert people.note.startswith("40 samples")
    assert people.review is not None
    assert people.review.config.gaps == "median"
    people.activateWindow()
    qtbot.waitUntil(people.isActiveWindow)
    qtbot.keyClick(people, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: people.note.startswith("38 samples"))
    assert people.review.config.gaps is None


def test_a_column_is_ticked_with_the_space_bar(
    people: PreviewPanel, qtbot: QtBot
) -> None:
    view = people.findChild(QTableView, "preview_table")
    view.setCurrentIndex(view.model().index(USE, 0))
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert columns(people)[0] == ("id", "age")


def test_marks_that_were_taken_for_gaps_are_shown(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "marks.csv"
    rows = (f"{'NA' if k == 3 else k / 7},{'ab'[k % 2]}" for k in range(40))
    file.write_text("\n".join(["x,word", *rows]))
    panel = shown(qtbot, file)
    field = panel.findChild(QLineEdit, "reading_missing")
    assert field.placeholderText() == "as it seems best (NA)"
    field.setFocus()
    qtbot.keyClicks(field, "none, -")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert panel.review is not None
    assert panel.review.config.missing == ("none", "-")


def test_a_remark_leads_to_its_column(people: PreviewPanel, qtbot: QtBot) -> None:
    press(qtbot, people, "remark_1")
    view = people.findChild(QTableView, "preview_table")
    assert view.currentIndex().column() == 1


def test_a_choice_of_reading_shows_what_was_found(
    people: PreviewPanel, qtbot: QtBot
) -> None:
    press(qtbot, people, "preview_reading")
    delimiter = people.findChild(Picker, "reading_delimiter")
    assert delimiter.currentText() == "as it seems best (comma ,)"
    pick(people, "reading_header", "no")
    assert people.review is not None
    assert people.review.table.names == ("column 1", "column 2", "column 3")
    assert people.review.config.header is False


def test_roles_survive_another_reading_of_the_header(people: PreviewPanel) -> None:
    pick(people, "target_picker", "age")
    pick(people, "reading_header", "no")
    assert columns(people)[1] == ("column 2",)
    pick(people, "reading_header", "")
    assert columns(people)[1] == ("age",)


def test_a_file_that_cannot_be_read_as_chosen_is_shown_as_it_is_written(
    people: PreviewPanel, qtbot: QtBot
) -> None:
    pick(people, "reading_delimiter", "|")
    assert not people.findChild(QPushButton, "preview_train").isEnabled()
    assert "only one column" in people.note
    assert cell(people, FIRST, 0) == "id,age,word"
    press(qtbot, people, "preview_undo")
    assert people.note.startswith("38 samples")


def test_a_target_can_be_added_with_the_menu_of_a_column(
    people: PreviewPanel, qtbot: QtBot
) -> None:
    pick(people, "target_picker", "age")
    view = people.findChild(QTableView, "preview_table")
    view.setCurrentIndex(view.model().index(FIRST + 1, 0))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    choose_in_menu(people, "Target as well")
    assert columns(people) == (("word",), ("id", "age"))


def choose_in_menu(panel: PreviewPanel, words: str) -> None:
    """Choose what a column is used for in the menu that is open."""
    menu = panel.findChildren(QMenu, "use_menu")[-1]
    next(a for a in menu.actions() if a.text() == words).trigger()
    menu.close()


def test_numbers_can_be_read_as_words(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "towns.csv"
    rows = (f"{1000 + k % 3},{k / 7:.2f},{'ab'[k % 2]}" for k in range(40))
    file.write_text("\n".join(["code,size,word", *rows]))
    panel = shown(qtbot, file)
    view = panel.findChild(QTableView, "preview_table")
    view.clicked.emit(view.model().index(KIND, 0))
    choose_in_menu(panel, "Read its numbers as words")
    assert cell(panel, KIND, 0) == "3 different words ▾"
    assert panel.review is not None
    assert panel.review.config.words == ("code",)
    names = load_data(panel.review.config).input_names
    assert names == ("code=1000", "code=1001", "code=1002", "size")
    view.clicked.emit(view.model().index(KIND, 0))
    choose_in_menu(panel, "Read it as it seems best")
    assert cell(panel, KIND, 0) == "numbers ▾"


def test_choices_made_before_the_first_is_tried_add_up(
    people: PreviewPanel, qtbot: QtBot
) -> None:
    asked: list[RunConfig] = []
    people.review_requested.disconnect()
    people.review_requested.connect(asked.append)
    tick(people, 1, Qt.CheckState.Unchecked)
    tick(people, 0, Qt.CheckState.Checked)
    with qtbot.waitSignal(people.config_requested) as wished:
        press(qtbot, people, "preview_train")
    assert wished.args == [asked[-1]]
    people.show_review(review(asked[-1], people.review))
    assert columns(people) == (("id",), ("word",))


@pytest.fixture
def wide(qtbot: QtBot, tmp_path: Path) -> PreviewPanel:
    """Return the panel with a table that is scrolled both ways; the last is learnt."""
    file = tmp_path / "wide.csv"
    names = [f"a rather long name {k}" for k in range(12)]
    rows = (
        ",".join(f"{(k * r) % 7 + k / 9:.3f}" for k in range(12)) for r in range(60)
    )
    file.write_text("\n".join([",".join(names), *rows]))
    panel = shown(qtbot, file)
    panel.resize(700, 800)  # five rows are in sight in any style
    qtbot.waitExposed(panel)
    view = panel.findChild(QTableView, "preview_table")
    across, down = view.horizontalScrollBar(), view.verticalScrollBar()
    qtbot.waitUntil(lambda: across.maximum() > 300 and down.maximum() > 300)
    across.setValue(300)
    down.setValue(300)
    return panel


def seen_at(view: QTableView, at: QPoint) -> tuple[QTableView, QModelIndex]:
    """Return the table that is in front at a place of the table's, and the cell."""
    front = view.childAt(at)
    table = front.parentWidget()
    assert isinstance(table, QTableView)
    return table, table.indexAt(front.mapFrom(view, at))


def test_uses_kinds_and_targets_stay_where_a_table_is_scrolled(
    wide: PreviewPanel,
) -> None:
    view = wide.findChild(QTableView, "preview_table")
    height = view.verticalHeader().defaultSectionSize()
    left = view.viewport().x() + 5
    right = left + view.columnWidth(11) + 20
    for row in (USE, KIND):
        down = view.viewport().y() + row * height + 5
        corner, beside = (seen_at(view, QPoint(x, down))[1] for x in (left, right))
        assert (corner.row(), corner.column()) == (row, 11)
        assert beside.row() == row
        assert beside.column() not in (0, 11)
    below = seen_at(view, QPoint(left, view.viewport().y() + 5 * height))[1]
    assert below.column() == 11
    assert below.row() > FIRST + 3


def test_what_stays_can_be_clicked(wide: PreviewPanel, qtbot: QtBot) -> None:
    view = wide.findChild(QTableView, "preview_table")
    place = view.viewport().geometry().topLeft() + QPoint(view.columnWidth(11) + 60, 5)
    table, index = seen_at(view, place)
    named = f"a rather long name {index.column()}"
    qtbot.mouseClick(
        table.viewport(),
        Qt.MouseButton.LeftButton,
        pos=table.visualRect(index).center(),
    )
    choose_in_menu(wide, "Leave it out")
    assert wide.review is not None
    assert wide.review.use_of(named) == "left out"


def test_a_cell_is_scrolled_out_from_under_what_stays(wide: PreviewPanel) -> None:
    view = wide.findChild(QTableView, "preview_table")
    index = view.model().index(FIRST, 0)
    view.setCurrentIndex(index)
    view.scrollTo(index)
    place = view.visualRect(index).center() + view.viewport().pos()
    assert seen_at(view, place) == (view, index)
