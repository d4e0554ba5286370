from pytestqt.qtbot import QtBot

from nnviz.explain import selection as select
from nnviz.explain.notation import short
from nnviz.explain.selection import Selection
from nnviz.ui.inspector.exercises import (
    AnswerField,
    masked_end,
    masked_numbers,
    masked_words,
)
from nnviz.ui.inspector.inspector import Inspector
from tests.ui.inspector.iterations import Case, Show


def checking(show: Show, case: Case, selection: Selection) -> Inspector:
    widget = show(case, selection)
    widget.header.check.trigger()
    return widget


def answer(widget: Inspector, number: int, text: str) -> AnswerField:
    field = widget.page.cards[number].answer
    assert field is not None
    field.field.setText(text)
    field.field.returnPressed.emit()
    return field


def hidden_cells(widget: Inspector, number: int) -> set[str]:
    """Return the names of the entries whose numbers are hidden."""
    grid = widget.page.cards[number].entries.grid
    return {grid.rows[row].name for row, _ in grid.hidden}


def test_results_are_hidden_wherever_they_would_give_it_away(
    show: Show, circle: Case
) -> None:
    widget = checking(show, circle, select.neuron(1, 1))
    z = short(float(circle.trace["z1"][0, 1]))
    for card in widget.page.cards:
        assert z not in card.words.text()
        assert card.numbers.accessibleName().endswith(r"\bullet")
        assert z not in card.numbers.accessibleName()
    assert hidden_cells(widget, 1) == {"z1[2]", "a1[2]"}
    widget.page.cards[1].copy_result()


def test_a_right_answer_is_shown_and_helps_with_the_next(
    show: Show, circle: Case
) -> None:
    widget = checking(show, circle, select.neuron(1, 1))
    field = answer(widget, 0, f"{float(circle.trace['z1'][0, 1]):.4f}")
    assert field.verdict.property("role") == "good"
    assert hidden_cells(widget, 1) == {"a1[2]"}
    assert widget.page.cards[0].parts.terms.grid_view.grid.hidden == frozenset()


def test_a_forgotten_bias_is_named(show: Show, circle: Case) -> None:
    widget = checking(show, circle, select.neuron(1, 1))
    wrong = float(circle.trace["z1"][0, 1] - circle.trace["b1"][1])
    field = answer(widget, 0, f"{wrong:.6f}")
    assert field.verdict.property("role") == "bad"
    assert "bias" in field.verdict.text()
    assert hidden_cells(widget, 1) == {"z1[2]", "a1[2]"}


def test_a_gradient_without_the_mean_is_named(show: Show, circle: Case) -> None:
    widget = checking(show, circle, select.edge(2, 0, 1, "backward"))
    wrong = float(circle.trace["dW2"][0, 1]) * len(circle.trace.rows)
    field = answer(widget, 0, f"{wrong:.6f}")
    assert "divide" in field.verdict.text()


def test_what_is_no_number_is_not_judged(show: Show, circle: Case) -> None:
    widget = checking(show, circle, select.neuron(1, 1))
    field = answer(widget, 0, "two")
    assert "not a number" in field.verdict.text()
    assert field.give_up.isVisible()


def test_an_answer_can_be_shown_by_itself(
    qtbot: QtBot, show: Show, circle: Case
) -> None:
    widget = checking(show, circle, select.neuron(1, 1))
    field = widget.page.cards[1].answer
    assert field is not None
    field.give_up.click()
    assert hidden_cells(widget, 1) == {"z1[2]"}
    assert not field.give_up.isVisible()


def test_what_was_found_stays_found_when_the_cursor_comes_back(
    show: Show, circle: Case
) -> None:
    widget = checking(show, circle, select.neuron(1, 1))
    answer(widget, 0, repr(float(circle.trace["z1"][0, 1])))
    show(circle, select.neuron(1, 2))
    assert hidden_cells(widget, 1) == {"z1[3]", "a1[3]"}
    show(circle, select.neuron(1, 1))
    assert hidden_cells(widget, 1) == {"a1[2]"}


def test_nothing_is_hidden_any_more_when_the_switch_is_off(
    show: Show, circle: Case
) -> None:
    widget = checking(show, circle, select.neuron(1, 1))
    widget.header.check.trigger()
    assert hidden_cells(widget, 1) == set()
    assert all(card.answer.isHidden() for card in widget.page.cards if card.answer)


def test_numbers_are_struck_from_words_whole() -> None:
    words = "z = -0.5 and 10.5, 0.55 and 0.5."
    assert masked_words(words, [0.5]) == "z = -0.5 and 10.5, 0.55 and •••."
    assert masked_words(words, [-0.5]) == "z = ••• and 10.5, 0.55 and 0.5."


def test_numbers_are_struck_from_formulas() -> None:
    assert masked_end("z = 1.5 + 2 = 3.5") == r"z = 1.5 + 2 = \bullet"
    masked = masked_numbers(r"a = \tanh(3.5) + 13.5 = 0.99", [3.5])
    assert masked == r"a = \tanh(\bullet) + 13.5 = 0.99"
