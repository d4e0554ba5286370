"""A page of the run at hand is made by a program of its own, from the window."""

from pathlib import Path

import av
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from nnviz.session.comparison.contender import Variation
from nnviz.session.config import RunConfig
from nnviz.ui.controls.choice_box import ChoiceBox
from nnviz.ui.window.figures.film_window import FilmWindow
from nnviz.ui.window.main_window import MainWindow
from tests.desktop.comparing import compare, rest_at
from tests.desktop.driving import action, open_on, train


def test_the_run_at_hand_becomes_a_page(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    open_on(window, qtbot, RunConfig(dataset="xor", hidden=(2,)))
    train(window, qtbot, 3)
    window.panels.diagram.weight_edited.emit(1, 0, 0, 0.75)
    window.controller.step(2)
    snapshots = window.controller
    qtbot.waitUntil(lambda: (s := snapshots.snapshot) is not None and s.iteration == 5)
    file = tmp_path / "run.html"
    action(window, "share_page").trigger()
    dialog = window.findChild(QFileDialog, "page_dialog")
    with qtbot.waitSignal(window.export.sharing.finished):
        dialog.fileSelected.emit(str(file))
    assert window.panels.messages.text == f"Saved as {file}."
    assert '"last": 5' in file.read_text()


def test_the_comparison_in_front_becomes_a_page(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window.tabs.show_tab("comparison")
    action(window, "share_page").trigger()
    assert window.panels.messages.text == "Nothing is compared yet."
    window.comparison.begin_each_with_its_own(True)
    config = RunConfig(dataset="circle", samples=60, hidden=(2,))
    live = compare(window, qtbot, Variation("activation", ("relu", "tanh")), config)
    live.controller.step(4)
    rest_at(live, qtbot, 4)
    action(window, "share_page").trigger()
    dialog = window.findChild(QFileDialog, "page_dialog")
    file = tmp_path / "two.html"
    with qtbot.waitSignal(window.export.sharing.finished, timeout=120_000):
        dialog.fileSelected.emit(str(file))
    text = file.read_text()
    assert '"last": 4' in text
    assert "relu: he" in text


def test_what_cannot_be_written_is_said(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    open_on(window, qtbot, RunConfig(dataset="xor", hidden=(2,)))
    train(window, qtbot, 1)
    sharing = window.export.sharing
    with qtbot.waitSignal(sharing.finished):
        sharing.make("page", tmp_path / "missing" / "run.html")
    assert "was not made" in window.panels.messages.text
    assert window.panels.messages.kind == "error"
    assert not sharing.is_busy


def test_a_film_is_cancelled_by_its_message(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    open_on(window, qtbot, RunConfig(dataset="xor", hidden=(2,)))
    train(window, qtbot, 300)
    sharing = window.export.sharing
    sharing.make("film", tmp_path / "run.mp4")
    qtbot.waitUntil(lambda: sharing._process is not None)
    with qtbot.waitSignal(sharing.finished):
        window.panels.messages._action.click()
    assert list(tmp_path.iterdir()) == []


def test_the_window_of_films_offers_what_the_page_in_front_has(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, RunConfig(dataset="xor", hidden=(2,)))
    train(window, qtbot, 3)
    action(window, "save_film").trigger()
    asked = window.findChild(QDialog, "film_window")
    assert isinstance(asked, FilmWindow)
    assert asked.save.isEnabled()
    asked.layout_text.setText("diagram | comparison-cost")
    assert not asked.save.isEnabled()
    asked.layout_text.setText("diagram | outputs")
    assert "choose from" in asked.words.text()
    asked.kind.setCurrentIndex(2)
    asked.kind.picked.emit(2)
    assert "for each step" in asked.words.text()
    assert "--walk" in asked._options()
    assert "--span=0:3" in asked._options()
    asked.close()


def test_a_film_has_a_number_of_frames_a_duration_or_a_step(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, RunConfig(dataset="xor", hidden=(2,)))
    train(window, qtbot, 25)
    asked = window.export.ask_for_film()
    said = []
    for place, number in enumerate((300, 12, 10)):
        pick(asked.count, place)
        asked.frames.setValue(number)
        said.append((asked.words.text(), asked._options()[1]))
    assert said == [
        ("300 frames, 10 s", "--frames=300"),
        ("360 frames, 12 s", "--duration=12"),
        ("4 frames, 0.133 s", "--every=10"),
    ]
    pick(asked.way, 2)
    assert asked.counted_by == "frames"
    pick(asked.count, 2)
    assert "--by=iterations" in asked._options()
    pick(asked.kind, 1)
    assert not asked.save.isEnabled()
    asked.close()


def pick(box: ChoiceBox, place: int) -> None:
    box.setCurrentIndex(place)
    box.picked.emit(place)


def test_a_comparison_becomes_a_film(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    config = RunConfig(dataset="xor", hidden=(2,))
    live = compare(window, qtbot, config=config)
    live.controller.step(4)
    rest_at(live, qtbot, 4)
    asked = window.export.ask_for_film()
    asked.layout_text.setText("contenders")
    asked.frames.setValue(3)
    asked.size_choice.show_index(2)
    file = tmp_path / "two.mp4"
    with qtbot.waitSignal(window.export.sharing.finished):
        asked.make(str(file))
    assert window.panels.messages.text == f"Saved as {file}."
    with av.open(str(file)) as container:
        assert len(list(container.decode(video=0))) == 3
