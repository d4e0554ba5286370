"""The verdict is read, selected and copied; a question is asked and answered."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from nnviz.session.comparison.first_difference import FirstDifference
from nnviz.ui.comparison.first_difference_panel import (
    FirstDifferencePanel,
    FirstDifferenceQuery,
)
from nnviz.ui.comparison.verdict_panel import VerdictPanel
from nnviz.ui.experiment.number_field import NumberField
from nnviz.ui.theme.fonts import SMALL_SIZE
from nnviz.ui.theme.line_styles import series_style
from nnviz.ui.theme.tokens import DARK, LIGHT
from nnviz.views.comparison.verdict_words import Matrix, Note, VerdictTable
from nnviz.views.numbers import MINUS
from tests.conftest import ChangeTheme

TABLE = VerdictTable(
    ("cost", "accuracy"),
    (("relu", ("0.05", "98 %")), ("step", ("0.60", "61 %"))),
)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def verdict(qtbot: QtBot) -> VerdictPanel:
    panel = VerdictPanel()
    qtbot.addWidget(panel)
    panel.resize(400, 200)
    return panel


@pytest.fixture
def panel(qtbot: QtBot) -> FirstDifferencePanel:
    panel = FirstDifferencePanel()
    qtbot.addWidget(panel)
    panel.show_contenders(("relu", "tanh", "step"))
    panel.show_quantities(("cost", "a1"))
    panel.resize(600, 120)
    panel.show()
    return panel


def test_sentences_and_numbers_are_written(verdict: VerdictPanel) -> None:
    verdict.show_verdict(("relu reached <0.1.",), TABLE)
    written = verdict.text.toPlainText()
    for words in ("relu reached <0.1.", "accuracy", "98 %", "step", "0.60"):
        assert words in written


def test_contenders_have_their_colours_in_the_table(
    verdict: VerdictPanel, change_theme: ChangeTheme
) -> None:
    verdict.show_verdict((), TABLE)
    assert series_style(DARK, 1).colour in verdict.text.toHtml()
    change_theme(LIGHT)
    assert series_style(LIGHT, 1).colour in verdict.text.toHtml()


def test_a_button_copies_it_with_cells_parted_by_tabs(
    verdict: VerdictPanel, qtbot: QtBot
) -> None:
    verdict.show_verdict(("relu is best.",), TABLE)
    button = verdict.findChild(QPushButton, "comparison_verdict_copy")
    qtbot.mouseClick(button, LEFT)
    assert QGuiApplication.clipboard().text().splitlines() == [
        "relu is best.",
        "",
        "contender\tcost\taccuracy",
        "relu\t0.05\t98 %",
        "step\t0.60\t61 %",
    ]


def test_nothing_can_be_copied_before_there_is_a_verdict(verdict: VerdictPanel) -> None:
    assert not verdict.findChild(QPushButton, "comparison_verdict_copy").isEnabled()
    assert "appears after" in verdict.text.toPlainText()


def test_the_one_matrix_of_a_linear_network_is_a_table(verdict: VerdictPanel) -> None:
    matrix = Matrix(np.array([[0.5, -2.0]]), np.array([0.25]), ("x", "y"), ("z",))
    verdict.show_notes((Note("linear", "is one matrix.", matrix),))
    assert verdict.plain.splitlines()[-2:] == [
        "W\tx\ty\tb",
        f"z\t0.5\t{MINUS}2\t0.25",
    ]


def test_a_large_matrix_is_cut_with_dots(verdict: VerdictPanel) -> None:
    matrix = Matrix(np.ones((10, 784)), np.zeros(10))
    verdict.show_notes((Note("linear", "is one matrix.", matrix),))
    rows = [line.split("\t") for line in verdict.plain.splitlines()[-10:]]
    assert {len(row) for row in rows} == {11}
    assert rows[0][-2:] == ["…", "b"]
    assert set(rows[-1]) == {"…"}


def test_the_reader_keeps_the_place_when_numbers_change(verdict: VerdictPanel) -> None:
    sentences = tuple(f"Sentence {k}." for k in range(30))
    verdict.show()
    verdict.show_verdict(sentences, TABLE)
    bar = verdict.text.verticalScrollBar()
    bar.setValue(100)
    verdict.show_verdict((*sentences, "One more."), TABLE)
    assert bar.value() == 100


def test_a_question_carries_both_contenders_and_the_tolerance(
    panel: FirstDifferencePanel, qtbot: QtBot
) -> None:
    panel.findChild(QComboBox, "comparison_parting_second").setCurrentIndex(2)
    field = panel.findChild(NumberField, "comparison_parting_tolerance")
    field.selectAll()
    qtbot.keyClicks(field, "0.5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    button = panel.findChild(QPushButton, "comparison_parting_find")
    with qtbot.waitSignal(panel.search_requested) as heard:
        qtbot.mouseClick(button, LEFT)
    assert heard.args == [FirstDifferenceQuery(0, 2, 0.5, None)]


def test_a_question_may_be_about_one_quantity(
    panel: FirstDifferencePanel, qtbot: QtBot
) -> None:
    panel.findChild(QComboBox, "comparison_parting_quantity").setCurrentText("a1")
    button = panel.findChild(QPushButton, "comparison_parting_find")
    with qtbot.waitSignal(panel.search_requested) as heard:
        qtbot.mouseClick(button, LEFT)
    assert heard.args == [FirstDifferenceQuery(0, 1, 1e-6, "a1")]


def test_a_contender_is_not_compared_with_itself(
    panel: FirstDifferencePanel, qtbot: QtBot
) -> None:
    panel.findChild(QComboBox, "comparison_parting_second").setCurrentIndex(0)
    button = panel.findChild(QPushButton, "comparison_parting_find")
    with qtbot.assertNotEmitted(panel.search_requested):
        qtbot.mouseClick(button, LEFT)
    answer = panel.findChild(QLabel, "comparison_parting_answer")
    assert answer.text() == "Choose two different contenders."


def test_a_search_can_be_cancelled(panel: FirstDifferencePanel, qtbot: QtBot) -> None:
    panel.show_searching("iteration 1,200")
    button = panel.findChild(QPushButton, "comparison_parting_find")
    with qtbot.waitSignal(panel.search_cancelled):
        qtbot.mouseClick(button, LEFT)


def test_the_answer_leads_to_its_place(
    panel: FirstDifferencePanel, qtbot: QtBot
) -> None:
    found = FirstDifference(
        names=("relu", "tanh"),
        iteration=7,
        quantity="a1",
        phase="forward",
        layer=1,
        last=2,
        where=(4, 2),
        place="neuron 3 and sample 5 of the batch",
        neuron=2,
        sample=17,
        values=(1.0, 0.5),
        difference=0.5,
        tolerance=1e-6,
    )
    panel.show_answer("relu and tanh differ in iteration 7", found)
    button = panel.findChild(QPushButton, "comparison_parting_go")
    with qtbot.waitSignal(panel.place_requested) as heard:
        qtbot.mouseClick(button, LEFT)
    assert heard.args == [found, 0]
    panel.show_answer("they never differ")
    assert not button.isVisible()


def test_remarks_are_small_and_copied_too(verdict: VerdictPanel) -> None:
    table = VerdictTable(
        ("iterations",), (("relu", ("300 (275 to 300), 4 of 5 runs",)),)
    )
    verdict.show_verdict(("relu is first (p = 0.5).",), table, "", ("5 runs each.",))
    html, text = verdict.text.toHtml(), verdict.text.toPlainText()
    assert "275 to 300, 4 of 5 runs" in text
    raw = verdict.text.document().toRawText()
    assert "p\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}0.5" in raw
    small = f"font-size:{SMALL_SIZE}px"
    assert small in html[: html.index("5 runs each")].rpartition("<p")[2]
    assert "5 runs each." in verdict.plain


@pytest.mark.parametrize(("contenders", "below"), [(3, 2), (8, 0)])
def test_many_contenders_have_a_line_each(
    verdict: VerdictPanel, contenders: int, below: int
) -> None:
    cells = ("0.4225 (0.3960 to 0.4497)", "91.0 % (88.5 to 93.0 %)", "7")
    rows = tuple((f"no {k}", cells) for k in range(contenders))
    table = VerdictTable(("cost", "accuracy", "runs"), rows)
    verdict.show_verdict(("Nobody wins.",), table)
    written = verdict.text.toPlainText()
    assert written.count("0.3960 to 0.4497") == contenders
    assert verdict.text.toHtml().count("<br") == below * contenders
    # That all have as many runs is said above the table.
    assert "runs" not in written
