"""What keeps the run from learning, in the window: found, shown, tried, taken over."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from nnviz.session.config import RunConfig
from nnviz.session.findings.find import find
from nnviz.session.findings.finding import Finding
from nnviz.session.trainer import Trainer
from nnviz.ui.charts.chart_frame import Marker
from nnviz.ui.threads import live_findings
from nnviz.ui.window.main_window import MainWindow
from nnviz.views.words.finding_words import items_of

DEAD = RunConfig(
    dataset="spiral",
    hidden=(16, 16),
    activation="relu",
    optimizer="sgd",
    learning_rate=10.0,
    iterations=300,
)


def rest(window: MainWindow, qtbot: QtBot, iteration: int) -> None:
    """Wait until a moment is shown at rest."""

    def there() -> bool:
        shown = window.controller.snapshot
        return shown is not None and shown.at_rest and shown.iteration == iteration

    qtbot.waitUntil(there)


def trained(
    window: MainWindow, qtbot: QtBot, config: RunConfig, shown: int | None = None
) -> None:
    """Train a run to its end, after which this iteration is shown."""
    with qtbot.waitSignal(window.controller.run_started):
        window.open(config)
    window.controller.play()
    rest(window, qtbot, shown or int(config.iterations or 0))


def press(window: MainWindow, qtbot: QtBot, name: str) -> None:
    button = window.findChild(QPushButton, name)
    assert button.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def judged(window: MainWindow, qtbot: QtBot) -> tuple[Finding, ...]:
    """Wait until all is known of the moment shown, and return what is wrong with it."""
    findings = window.network.findings
    with qtbot.waitSignal(findings.judged):
        pass
    return findings.findings


def test_a_dead_layer_is_found_visited_mended_and_undone(
    window: MainWindow, qtbot: QtBot
) -> None:
    panels = window.network.panels
    assert not panels.findings.isVisible()
    trained(window, qtbot, DEAD)
    headless = Trainer(DEAD)
    headless.run(10**6)
    assert judged(window, qtbot) == find(headless)
    assert panels.findings.text() == "1 finding"
    assert panels.messages.kind == "warning"
    assert "see 1 finding" in panels.messages.text
    # Whoever asks it to go on all the same hears the same again.
    panels.messages.clear()
    window.controller.play()
    qtbot.waitUntil(lambda: "see 1 finding" in panels.messages.text)
    go_to_where_it_began(window, qtbot)
    window.controller.return_to_now()
    rest(window, qtbot, 300)
    judged(window, qtbot)
    try_and_use(window, qtbot)


def go_to_where_it_began(window: MainWindow, qtbot: QtBot) -> None:
    page = window.network
    badge, shown = page.panels.findings, page.panels.finding_list
    qtbot.mouseClick(badge, Qt.MouseButton.LeftButton)
    (row,) = shown.rows
    assert row.item.words.startswith("All 16 neurons of hidden layer 2 are dead")
    began = page.findings.findings[0].iteration
    assert began is not None
    assert row.item.since == f"Since iteration {began}"
    press(window, qtbot, "finding_0_since")
    rest(window, qtbot, began)
    # It holds from this iteration on, so it held then; before, nothing did.
    assert [one.kind for one in judged(window, qtbot)] == ["dead-layer"]
    page.step(-1, "iteration")
    rest(window, qtbot, began - 1)
    qtbot.waitUntil(lambda: not badge.isVisible())
    assert not shown.isVisible()


def try_and_use(window: MainWindow, qtbot: QtBot) -> None:
    page, controller = window.network, window.controller
    badge, shown = page.panels.findings, page.panels.finding_list
    badge.click()
    shown.rows[0].button.click()
    assert shown.rows[0].button.text() == "Stop"
    qtbot.waitUntil(lambda: shown.rows[0].button.text() == "Use it")
    headless = Trainer(DEAD)
    headless.run(10**6)
    (proven,) = items_of(find(headless, proven=True))
    assert shown.rows[0].item == proven
    assert proven.result.startswith("Proven: with a learning rate of 0.1, after 300")
    key, config = controller.key, controller.config
    press(window, qtbot, "finding_0_try")
    qtbot.waitUntil(lambda: controller.key != key)
    rest(window, qtbot, 300)
    assert judged(window, qtbot) == ()
    assert controller.config == config.changed(learning_rate=0.1)
    assert not badge.isVisible()
    assert page.panels.messages.kind == "good"
    page.edits.undo()
    qtbot.waitUntil(lambda: controller.key == key)
    rest(window, qtbot, 300)
    qtbot.waitUntil(badge.isVisible)
    assert controller.config == config


def test_a_trial_can_be_stopped(window: MainWindow, qtbot: QtBot) -> None:
    trained(window, qtbot, DEAD.changed(iterations=8_000))
    judged(window, qtbot)
    panels = window.network.panels
    panels.findings.click()
    row = panels.finding_list.rows[0]
    row.button.click()
    qtbot.waitUntil(lambda: "iteration" in row.remedy_words)
    row.button.click()
    assert row.button.text() == "Try it"
    assert row.remedy_words == "May help: a learning rate of 0.1."
    qtbot.keyClick(panels.finding_list, Qt.Key.Key_Escape)
    assert not panels.finding_list.isVisible()
    assert not panels.findings.isChecked()


OVERFITS = RunConfig(
    dataset="diabetes",
    hidden=(60,),
    optimizer="adam",
    learning_rate=0.01,
    evaluate_every=10,
    iterations=600,
)


def test_the_best_moment_is_marked_gone_to_and_kept(
    window: MainWindow, qtbot: QtBot
) -> None:
    page = window.network
    panels, controller = page.panels, window.controller
    headless = Trainer(OVERFITS.changed(keep="best"))
    headless.run(10**6)
    headless.keep_best()
    best, kept = headless.iteration, headless.network.parameters
    trained(window, qtbot, OVERFITS)
    button = window.findChild(QPushButton, "timeline_best")
    qtbot.waitUntil(button.isVisible)
    assert f"iteration {best}, where the test cost is lowest" in button.toolTip()
    assert Marker(best, "best", "good") in panels.cost._lines._markers
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    rest(window, qtbot, best)
    press(window, qtbot, "timeline_go_on")
    qtbot.waitUntil(
        lambda: controller.snapshot.is_present and controller.snapshot.branch == 1
    )
    assert controller.snapshot.lane.parameters.tobytes() == kept.tobytes()
    # What is still the best needs no mark.
    qtbot.waitUntil(lambda: not button.isVisible())

    # With the setting the same happens by itself, at the end.
    trained(window, qtbot, OVERFITS.changed(keep="best", iterations=601), best)
    qtbot.waitUntil(lambda: controller.snapshot.is_present)
    assert controller.snapshot.lane.parameters.tobytes() == kept.tobytes()
    assert "Kept: iteration" in panels.messages.text
    assert page.shown.timeline.branches[0].end == 601


def test_a_run_that_trains_is_looked_at_now_and_then_and_an_opened_one_at_once(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_findings, "_TRAINING_MS", 50)
    page, controller = window.network, window.controller
    with qtbot.waitSignal(controller.run_started):
        window.open(DEAD.changed(iterations=None))
    controller.play()
    qtbot.waitUntil(page.panels.findings.isVisible)
    assert controller.playing
    (found,) = page.findings.findings
    assert (found.kind, found.iteration) == ("dead-layer", None)
    controller.pause()
    qtbot.waitUntil(lambda: page.findings.findings[0].iteration == 22)

    file = tmp_path / "dead.nnviz"
    with qtbot.waitSignal(controller.saved):
        controller.save(file)
    with qtbot.waitSignal(controller.run_started):
        window.open(RunConfig(dataset="circle"))
    assert not page.panels.findings.isVisible()
    with qtbot.waitSignal(controller.run_started):
        window.files.open(file)
    qtbot.waitUntil(page.panels.findings.isVisible)
    assert page.findings.findings[0].kind == "dead-layer"
