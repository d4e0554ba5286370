import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from nnviz.explain import selection as select
from nnviz.explain.selection import Selection
from nnviz.explain.structure import structure_of
from nnviz.explain.walk.route import route_of
from nnviz.explain.walk.walk import start, step
from nnviz.session.settings.presets import PRESETS
from nnviz.session.trainer import Trainer
from nnviz.ui.formulas.boxes import typeset
from nnviz.ui.inspector.inspector import Inspector
from nnviz.ui.theme.tokens import LIGHT
from nnviz.views.inspector.places import NOTHING_SELECTED, Place, gone, place_at
from tests.conftest import ChangeTheme
from tests.ui.inspector.iterations import Case, Show, iteration

PHASES = ("forward", "loss", "backward", "update")


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def visible(widget: Inspector) -> list[str]:
    return [c.heading.text() for c in widget.page.cards if not c.isHidden()]


def test_every_calculation_of_an_explanation_has_a_card(
    show: Show, circle: Case
) -> None:
    for phase in PHASES:
        selection = Selection("neuron", phase, 0, 2, 1)
        explanation = circle.explain(selection)
        titles = [calculation.title for calculation in explanation.calculations]
        assert visible(show(circle, selection)) == titles


def test_the_numbers_behind_a_table_are_those_of_the_trace(
    show: Show, circle: Case
) -> None:
    widget = show(circle, select.neuron(1, 3, sample=2))
    rows = widget.page.cards[0].parts.terms.grid_view.grid.rows
    weights, inputs = circle.trace["W1"][3], circle.trace["inputs"][2]
    for row, weight, value in zip(rows, weights, inputs, strict=False):
        assert row.values[:3] == (weight, value, weight * value)
    assert rows[2].values[2] == circle.trace["b1"][3]
    assert rows[-1].values[3] == circle.trace["z1"][2, 3]


@pytest.mark.parametrize("preset", ["circle", "mnist"])
def test_the_products_shown_add_up_to_z_to_the_last_bit(
    show: Show, preset: str, request: pytest.FixtureRequest
) -> None:
    case: Case = request.getfixturevalue(preset)
    widget = show(case, select.neuron(1, 1))
    *rows, last = widget.page.cards[0].parts.terms.grid_view.grid.rows
    total = 0.0
    for row in rows:
        assert row.values[2] is not None
        total += row.values[2]
    assert total == last.values[-1] == float(case.trace["z1"][0, 1])


def test_stepping_to_another_neuron_uses_the_same_widgets_again(
    show: Show, circle: Case
) -> None:
    widget = show(circle, select.neuron(1, 0))
    cards = [*widget.page.cards]
    views = [card.parts.terms for card in cards]
    show(circle, select.neuron(1, 4, sample=3))
    assert widget.page.cards == cards
    assert [card.parts.terms for card in cards] == views
    z = circle.trace["z1"][3, 4]
    assert cards[0].parts.terms.grid_view.grid.rows[-1].values[-1] == z


def test_the_term_of_the_cursor_is_lit_and_no_other(show: Show, circle: Case) -> None:
    widget = show(circle, select.neuron(1, 2))
    view = widget.page.cards[0].parts.terms.grid_view
    widget.show_place(Place("z1", 1, 2, 1))
    assert view.highlighted == 1
    widget.show_place(Place("z1", 1, 3, 1))
    assert view.highlighted is None


def test_the_bias_is_lit_when_the_cursor_is_past_the_weights(
    show: Show, circle: Case
) -> None:
    widget = show(circle, select.neuron(1, 2))
    widget.show_place(Place("z1", 1, 2, 2))
    view = widget.page.cards[0].parts.terms.grid_view
    assert view.highlighted is not None
    assert view.grid.rows[view.highlighted].name == "bias"


def test_a_term_without_a_row_of_its_own_lights_the_rest(
    show: Show, mnist: Case
) -> None:
    widget = show(mnist, select.neuron(1, 0))
    view = widget.page.cards[0].parts.terms.grid_view
    widget.show_place(Place("z1", 1, 0, 0))
    assert view.highlighted is not None
    assert view.grid.rows[view.highlighted].name.startswith("the other")


def test_a_walk_lights_the_quantity_the_cursor_works_out(
    show: Show, circle: Case
) -> None:
    operations = circle.trainer.program.operations
    route = route_of(operations, circle.structure, len(circle.trace.rows))
    position = step(route, start(), "term")
    widget = show(circle, select.neuron(1, 0))
    widget.show_place(place_at(route, position))
    assert widget.page.cards[0].parts.terms.grid_view.highlighted == 1
    assert widget.page.cards[0].heading.property("role") == "heading_current"
    assert widget.page.cards[1].heading.property("role") == "heading"


def test_the_row_of_a_weight_is_lit_in_the_table_of_updates(
    show: Show, circle: Case
) -> None:
    widget = show(circle, select.neuron(2, 1, "update"))
    widget.show_place(Place("update", 2, 1, 4))
    assert widget.page.table.grid_view.highlighted == 4


def test_a_phase_is_wished_for_and_shown_only_when_it_is_explained(
    qtbot: QtBot, show: Show, circle: Case
) -> None:
    widget = show(circle, select.neuron(2, 1))
    with qtbot.waitSignal(widget.selection_requested) as wish:
        widget.header.phases.button("backward").click()
    assert wish.args == [select.neuron(2, 1, "backward")]
    assert widget.header.phases.current == "forward"


def test_the_path_leads_to_sample_layer_and_weight(
    qtbot: QtBot, show: Show, circle: Case
) -> None:
    widget = show(circle, select.neuron(2, 1, "backward", sample=3))
    buttons = widget.header.place.buttons
    for kind in ("layer", "sample", "edge"):
        with qtbot.waitSignal(widget.selection_requested) as wish:
            buttons[kind].click()
        assert wish.args is not None
        wanted: Selection = wish.args[0]
        assert (wanted.kind, wanted.phase, wanted.sample) == (kind, "backward", 3)
        circle.explain(wanted)


def test_the_way_back_from_the_loss_is_the_neuron_before(
    qtbot: QtBot, show: Show, circle: Case
) -> None:
    show(circle, select.neuron(1, 5))
    widget = show(circle, select.loss())
    with qtbot.waitSignal(widget.selection_requested) as wish:
        widget.header.place.buttons["neuron"].click()
    assert wish.args == [select.neuron(1, 5, "forward")]
    with qtbot.waitSignal(widget.selection_requested) as wish:
        widget.header.phases.button("backward").click()
    assert wish.args == [select.neuron(1, 5, "backward")]


def test_the_phase_of_the_loss_is_about_the_loss(
    qtbot: QtBot, show: Show, circle: Case
) -> None:
    widget = show(circle, select.neuron(1, 5, sample=3))
    with qtbot.waitSignal(widget.selection_requested) as wish:
        widget.header.phases.button("loss").click()
    assert wish.args == [select.loss(sample=3)]


@pytest.mark.parametrize(("width", "texts"), [(400, "neuron 6"), (130, "neuron 6")])
def test_a_narrow_path_names_only_what_is_chosen(
    show: Show, circle: Case, width: int, texts: str
) -> None:
    path = show(circle, select.neuron(1, 5, sample=3)).header.place
    path.resize(width, 30)
    path._fit()
    assert path.buttons["neuron"].text() == texts
    assert path.buttons["sample"].text() == ("4" if width < 300 else "sample 4")


def test_a_neuron_that_another_layer_has_not_becomes_its_last(
    qtbot: QtBot, show: Show, circle: Case
) -> None:
    widget = show(circle, select.Selection("layer", layer=1))
    show(circle, select.neuron(1, 5))
    button = widget.header.place.buttons["layer"]
    with qtbot.waitSignal(widget.selection_requested) as wish:
        button._choose(3)
    assert wish.args is not None
    assert wish.args[0].neuron == 0
    circle.explain(wish.args[0])


def test_a_row_of_a_layer_leads_to_its_neuron(
    qtbot: QtBot, show: Show, circle: Case
) -> None:
    widget = show(circle, select.Selection("layer", "backward", 2, 1))
    view = widget.page.table.grid_view
    view.setFocus()
    with qtbot.waitSignal(widget.selection_requested) as wish:
        qtbot.keyClick(view, Qt.Key.Key_Down)
        qtbot.keyClick(view, Qt.Key.Key_Down)
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert wish.args == [select.neuron(1, 1, "backward", 2)]


def test_the_last_row_of_an_update_leads_to_the_bias(
    qtbot: QtBot, show: Show, circle: Case
) -> None:
    widget = show(circle, select.neuron(2, 1, "update"))
    with qtbot.waitSignal(widget.selection_requested) as wish:
        widget.page.table.place_requested.emit(6)
    assert wish.args == [select.edge(2, 1, select.BIAS, "update")]


def test_a_sample_is_wished_for_by_its_bar(
    qtbot: QtBot, show: Show, circle: Case
) -> None:
    widget = show(circle, select.edge(2, 0, 1, "backward"))
    picture = widget.page.cards[0].parts.stack
    row = int(picture.order[3])
    with qtbot.waitSignal(widget.sample_requested) as wish:
        place = picture.rect().center()
        place.setX(round(picture.middle_of(row)))
        qtbot.mouseClick(picture, Qt.MouseButton.LeftButton, pos=place)
    assert wish.args == [row]


def test_everything_can_be_copied_as_latex_and_python(show: Show, circle: Case) -> None:
    widget = show(circle, select.neuron(1, 0))
    explanation = circle.explain(select.neuron(1, 0))
    widget.copy_latex()
    assert clipboard() == explanation.as_latex()
    widget.copy_python()
    assert clipboard() == explanation.as_python()


def test_a_calculation_is_copied_by_itself(show: Show, circle: Case) -> None:
    card = show(circle, select.neuron(1, 0)).page.cards[1]
    card.copy_result()
    assert float(clipboard()) == circle.trace["a1"][0, 0]
    card.copy_python()
    found: dict[str, float] = {}
    exec(clipboard(), found)
    assert found["a"] == pytest.approx(float(circle.trace["a1"][0, 0]), rel=1e-14)


def test_nothing_to_explain_says_what_to_do(show: Show, circle: Case) -> None:
    widget = show(circle, select.neuron(1, 0))
    widget.show_empty(NOTHING_SELECTED)
    assert "Click a neuron" in widget.empty.text()
    assert not widget.page.isVisible()
    assert widget.explanation is None
    widget.show_empty(gone("layer 7: this network has layers 0 to 3"))
    assert "layer 7" in widget.empty.text()
    show(circle, select.neuron(1, 0))
    assert widget.page.isVisible()
    assert not widget.empty.isVisible()


def test_another_theme_keeps_what_is_shown(
    show: Show, circle: Case, change_theme: ChangeTheme
) -> None:
    widget = show(circle, select.neuron(1, 0, "backward"))
    shown = visible(widget)
    change_theme(LIGHT)
    assert visible(widget) == shown


def test_what_is_prepared_needs_no_typesetting_when_it_is_shown(
    qtbot: QtBot, show: Show, circle: Case
) -> None:
    widget = show(circle, select.neuron(1, 0))
    selection = select.neuron(1, 0, "backward")
    widget.prepare(circle.explain(selection))
    qtbot.waitUntil(lambda: widget._typesetter.waiting == 0)
    known = typeset.cache_info().misses
    show(circle, selection)
    assert typeset.cache_info().misses == known


def test_numbers_that_are_not_finite_come_with_a_warning(show: Show) -> None:
    config = msgspec.structs.replace(PRESETS["sine"].config, learning_rate=1e200)
    trainer = Trainer(config)
    trainer.run(3)
    case = Case(trainer, trainer.trace(), structure_of(trainer))
    widget = show(case, select.neuron(1, 0, "backward"))
    assert widget.page.warning.isVisible()
    show(iteration("circle"), select.neuron(1, 0))
    assert not widget.page.warning.isVisible()


@pytest.mark.parametrize("width", [320, 400])
@pytest.mark.parametrize("phase", PHASES)
def test_a_narrow_inspector_needs_no_horizontal_scrolling(
    show: Show, circle: Case, width: int, phase: str
) -> None:
    widget = show(circle, Selection("neuron", phase, 0, 3, 0))  # type: ignore[arg-type]
    widget.resize(width, 700)
    assert widget.width() == width
    assert widget.page.width() <= width
    for card in widget.page.cards:
        for view in (card.formula, card.numbers):
            ends = [line.left + line.box.width for line in view._lines]
            assert card.isHidden() or max(ends) <= view.width()


def test_another_page_is_read_from_its_beginning(
    show: Show, circle: Case, qtbot: QtBot
) -> None:
    widget = show(circle, select.neuron(1, 0))
    widget.resize(320, 300)
    bar = widget.area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 40)
    bar.setValue(40)
    show(circle, select.neuron(1, 1))
    assert bar.value() == 40
    show(circle, select.neuron(1, 1, "backward"))
    assert bar.value() == 0
    qtbot.waitUntil(lambda: bar.maximum() > 40)
    bar.setValue(40)
    widget.show_empty(NOTHING_SELECTED)
    show(circle, select.neuron(1, 1, "backward"))
    assert bar.value() == 0


@pytest.mark.parametrize("how", ["in time", "scrolled to", "asked for"])
def test_cards_out_of_sight_are_filled_later_and_never_seen_as_they_were(
    show: Show, circle: Case, qtbot: QtBot, how: str
) -> None:
    widget = show(circle, Selection("loss", "loss", 0))
    widget.resize(380, 300)
    qtbot.waitUntil(lambda: len(widget.page.filled_cards) == 6)
    widget.page._later.setInterval(0 if how == "in time" else 3_600_000)
    show(circle, Selection("loss", "loss", 3))
    page = widget.page
    assert 1 <= len(page.filled_cards) < 6
    if how == "scrolled to":
        bar = widget.area.verticalScrollBar()
        bar.setValue(bar.maximum())
    if how == "asked for":
        assert page.readings() is not None
    qtbot.waitUntil(lambda: len(page.filled_cards) == 6)
    results = [card.numbers.latex for card in page.filled_cards]
    wanted = circle.explain(Selection("loss", "loss", 3)).calculations
    assert results == [each.numbers for each in wanted]
