"""The log of tutorials says what the run has reached."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.session.config import RunConfig
from nnviz.session.history import Evaluation
from nnviz.session.scores import Score
from nnviz.session.settings.presets import PRESETS
from nnviz.session.trainer import Trainer
from nnviz.ui.output.log_view import MOST, LogView, TrainingLog


def evaluation(iteration: int) -> Evaluation:
    return Evaluation(iteration, 1.0, Score(3, 0.5, 0.25, first=(1, 0, 1)), None)


@pytest.fixture
def log() -> TrainingLog:
    return TrainingLog(("0", "1"), np.array([1, 1, 0]))


def test_an_entry_has_iteration_predictions_true_labels_and_accuracy(
    log: TrainingLog,
) -> None:
    assert log.text(evaluation(1230)) == (
        "iteration   1,230\n"
        "predictions [1 0 1]\n"
        "true labels [1 1 0]\n"
        "accuracy    0.2500\n"
    )


def test_an_iteration_is_written_once(log: TrainingLog) -> None:
    assert log.text(evaluation(10)) is not None
    assert log.text(evaluation(10)) is None


def test_long_class_names_are_written_as_numbers() -> None:
    log = TrainingLog(("setosa", "virginica"), np.array([1, 1, 0]))
    assert "[1 1 0]" in str(log.text(evaluation(10)))


def test_the_log_keeps_the_latest_entries_only(qtbot: QtBot, log: TrainingLog) -> None:
    view = LogView()
    qtbot.addWidget(view)
    view.begin(log)
    for iteration in range(1, 3 * MOST):
        view.add(evaluation(iteration))
    text = view.text()
    assert text.count("accuracy") == MOST
    assert f"iteration   {3 * MOST - 1}" in text


def test_a_log_that_is_seen_grows_while_training(
    qtbot: QtBot, log: TrainingLog
) -> None:
    view = LogView()
    qtbot.addWidget(view)
    view.begin(log)
    with qtbot.waitExposed(view):
        view.show()
    for iteration in (10, 20, 30):
        view.add(evaluation(iteration))
    qtbot.waitUntil(lambda: view.page.toPlainText().count("accuracy") == 3)


def test_the_tutorial_is_evaluated_every_10_iterations() -> None:
    assert PRESETS["tutorial-digits"].config.evaluate_every == 10


def test_a_score_has_the_classes_of_the_first_samples() -> None:
    trainer = Trainer(RunConfig(dataset="iris"))
    trainer.run(30)
    outputs = trainer.network.predict(trainer.data.train.inputs[:12])
    assert trainer.evaluate().train.first == tuple(outputs.argmax(axis=1).tolist())
