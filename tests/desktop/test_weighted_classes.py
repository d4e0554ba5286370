"""Class weights in the real window: chosen, walked, checked, kept."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from nnviz.files.session_file import read_session
from nnviz.session.config import RunConfig
from nnviz.ui.experiment.picker import Picker
from nnviz.ui.inspector.card import Card
from nnviz.ui.window.main_window import MainWindow
from tests.desktop.driving import action, is_at_rest, open_on, train
from tests.desktop.test_files import save_as
from tests.desktop.test_stepping import choose, step, walk_of


@pytest.fixture
def weighted(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """Return the window after a weighted iteration, stepping by neuron."""
    open_on(
        window,
        qtbot,
        RunConfig(
            dataset="circle",
            hidden=(2,),
            batch_size=4,
            class_weights={"inner disc": 3.0},
        ),
    )
    train(window, qtbot, 1)
    qtbot.waitUntil(lambda: is_at_rest(window))
    choose(window, "neuron")
    return window


def current_card(window: MainWindow) -> Card | None:
    cards = window.panels.inspector.page.cards
    lit = (c for c in cards if c.heading.property("role") == "heading_current")
    return next(lit, None)


@pytest.mark.parametrize(
    ("kind", "title", "words"),
    [
        ("class_weights", "Class weight", "times in the"),
        ("cost", "Cost of the batch", "each times the weight of its class"),
        ("share", "Share in the batch", "times the weight of its class"),
    ],
)
def test_the_walk_shows_the_weight_where_it_enters(
    weighted: MainWindow, qtbot: QtBot, kind: str, title: str, words: str
) -> None:
    for _ in range(60):
        step(weighted, qtbot, 1)
        if walk_of(weighted).leg.kind == kind:
            break
    assert walk_of(weighted).leg.kind == kind

    def lit() -> bool:
        card = current_card(weighted)
        return card is not None and card.heading.text().lower() == title.lower()

    qtbot.waitUntil(lit)
    explanation = weighted.panels.inspector.explanation
    found = next(c for c in explanation.calculations if c.title == title)
    assert words in found.words
    card = current_card(weighted)
    assert card is not None
    qtbot.waitUntil(lambda: not card.visibleRegion().isEmpty())


def test_they_are_chosen_undone_and_kept_in_a_session(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    open_on(window, qtbot, RunConfig(dataset="circle"))
    picker = window.findChild(Picker, "class_weights")
    with qtbot.waitSignal(window.controller.run_started):
        picker.chosen.emit("balanced")
    assert window.controller.config.class_weights == "balanced"
    train(window, qtbot, 5)
    file = tmp_path / "a.nnviz"
    save_as(window, qtbot, file)
    assert read_session(file).config.class_weights == "balanced"
    assert "class weights balanced" in action(window, "undo").text()
    action(window, "undo").trigger()
    qtbot.waitUntil(lambda: window.controller.config.class_weights is None)
