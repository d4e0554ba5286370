"""Schedules that cut the learning rate when a cost has stopped falling."""

from pathlib import Path

import numpy as np
import pytest

from nnviz.files.session import session_of
from nnviz.files.session_file import read_session, write_session
from nnviz.session.comparison.stacked_runs import groups
from nnviz.session.config import RunConfig
from nnviz.session.run_parts import load_data
from nnviz.session.schedules import Plateau
from nnviz.session.timeline.timeline import Timeline
from nnviz.session.timeline.timeline_view import Position
from nnviz.session.trainer import Trainer

EVERY, WAIT, FACTOR, FLOOR = 7, 1, 0.5, 0.15
CONFIG = RunConfig(
    dataset="circle",
    samples=200,
    batch_size=16,
    optimizer="adam",
    learning_rate=0.1,
    schedule="on_plateau",
    schedule_settings={
        "every": EVERY,
        "wait": WAIT,
        "factor": FACTOR,
        "threshold": 0.2,
        "floor": FLOOR,
    },
)
PARTS = {
    "test": CONFIG,
    "validation": CONFIG.changed(validation_fraction=0.2),
    "train": CONFIG.changed(test_fraction=0.0),
    "training": CONFIG.changed(schedule="on_training_plateau"),
}


def rates_used(trainer: Trainer, count: int) -> list[float]:
    rates = []
    for _ in range(count):
        trainer.run(1)
        rates.append(trainer.trace().learning_rate)
    return rates


@pytest.mark.parametrize("name", PARTS)
def test_the_rate_is_cut_where_the_cost_stops_falling(name: str) -> None:
    trainer, part = Trainer(PARTS[name]), name.removesuffix("ing")
    best, bad, rate = np.inf, 0, 0.1
    for iteration in range(1, 301):
        trainer.run(1)
        assert trainer.trace().learning_rate == pytest.approx(rate, rel=1e-14)
        if iteration % EVERY:
            continue
        cost = getattr(trainer.evaluate(), part).cost
        if cost < 0.8 * best:
            best, bad = cost, 0
        else:
            bad += 1
        if bad > WAIT:
            bad, rate = 0, max(rate * FACTOR, 0.1 * FLOOR)
    assert rate == pytest.approx(0.1 * FLOOR)


def test_the_size_of_blocks_makes_no_difference() -> None:
    steps, blocks = Trainer(CONFIG), Trainer(CONFIG)
    rates_used(steps, 150)
    for size in (1, 5, 44, 100):
        blocks.run(size)
    np.testing.assert_array_equal(steps.network.parameters, blocks.network.parameters)


def test_a_moment_of_the_past_has_its_rate_and_its_numbers() -> None:
    line = Timeline(Trainer(CONFIG), spacing=1000)
    seen = {}
    for _ in range(40):
        line.run(3)
        trainer = line.trainer
        rate, parameters = trainer.trace().learning_rate, trainer.network.parameters
        seen[trainer.iteration] = rate, parameters.copy()
        if trainer.iteration == 60:
            line.change(schedule="constant")
        if trainer.iteration == 72:
            line.change(
                schedule="on_plateau", schedule_settings={"every": 5, "wait": 0}
            )
    for iteration in (120, 3, 66, 60, 75, 30, 117):
        there = line.visit(Position(iteration))
        rate, parameters = seen[iteration]
        assert there.trace().learning_rate == rate
        np.testing.assert_array_equal(there.network.parameters, parameters)
    assert len({rate for rate, _ in seen.values()}) >= 3


def test_a_saved_run_goes_on_as_it_would_have(tmp_path: Path) -> None:
    path, whole = tmp_path / "run.nnviz", Trainer(CONFIG)
    whole.run(87)
    write_session(path, session_of(CONFIG, whole, load_data(CONFIG)))
    again = Trainer(CONFIG, load_data(CONFIG))
    again.resume(read_session(path).state)
    assert again.rates(1) == whole.rates(1)
    assert rates_used(again, 100) == rates_used(whole, 100)
    np.testing.assert_array_equal(again.network.parameters, whole.network.parameters)


def test_a_run_that_watches_its_cost_is_trained_alone() -> None:
    watching, others = (
        Trainer(CONFIG),
        [
            Trainer(
                CONFIG.changed(schedule="constant", schedule_settings={}, seed=seed)
            )
            for seed in (1, 2)
        ],
    )
    assert sorted(map(len, groups([watching, *others]))) == [1, 2]


def test_a_cost_that_is_no_number_is_no_progress() -> None:
    settings = {**CONFIG.schedule_settings, "wait": 0.0}
    assert Plateau(0.5, 0, 1.0).after(np.nan, settings) == Plateau(0.5, 0, 0.5)


def test_what_is_remembered_survives_as_an_array() -> None:
    for plateau in (Plateau(), Plateau(0.1 + 0.2, 3, 0.25)):
        assert Plateau.from_array(plateau.to_array()) == plateau
