"""Runs that were left are kept within a budget, and so are their data."""

import pytest

from nnviz.data.catalog import load_dataset
from nnviz.files.session import Session, session_of
from nnviz.session.config import RunConfig
from nnviz.session.timeline.timeline import Timeline
from nnviz.session.trainer import Trainer
from nnviz.views import earlier_runs
from nnviz.views.earlier_runs import EarlierRuns

CONFIG = RunConfig(dataset="circle", samples=10_000, hidden=(2,))
SIZE = 10_000 * 3 * 8
"""Bytes of the data: two inputs and a target."""


def left(seed: int) -> Session:
    config = CONFIG.changed(data_seed=seed)
    dataset = load_dataset("circle", samples=10_000, seed=seed)
    assert dataset.nbytes == SIZE
    return session_of(config, Trainer(config, dataset), dataset)


def test_runs_whose_data_take_too_much_are_forgotten() -> None:
    runs = EarlierRuns(budget=3 * SIZE)
    for key in range(6):
        runs.keep(key, left(key))
    assert [run.key for run in runs.entries] == [5, 4, 3]


def test_runs_on_the_same_data_hold_them_once() -> None:
    runs, session = EarlierRuns(budget=2 * SIZE), left(0)
    for key in range(6):
        runs.keep(key, session)
    assert len(runs.entries) == 6


def test_runs_that_were_left_give_way_to_those_at_hand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken = 0
    monkeypatch.setattr(earlier_runs, "taken_by_all", lambda: taken)
    monkeypatch.setattr(earlier_runs, "TOGETHER", 5 * SIZE)
    monkeypatch.setattr(earlier_runs, "LEAST", 2 * SIZE)
    runs = EarlierRuns()
    for key in range(4):
        runs.keep(key, left(key))
    assert [run.key for run in runs.entries] == [3, 2, 1, 0]
    assert not runs.fit()
    taken = 2 * SIZE
    assert runs.fit()
    assert [run.key for run in runs.entries] == [3, 2, 1]
    taken = 9 * SIZE
    assert runs.fit()
    assert [run.key for run in runs.entries] == [3, 2]


def test_the_checkpoints_of_the_run_left_last_go_only_at_the_end() -> None:
    config = CONFIG.changed(samples=100)
    timeline = Timeline(Trainer(config), spacing=1)
    timeline.run(20)
    past = timeline.past()
    trainer = timeline.trainer
    session = session_of(config, trainer, trainer.data.dataset, past=past)
    runs = EarlierRuns(budget=session.dataset.nbytes + past.nbytes * 3 // 2)
    runs.keep(0, session)
    runs.keep(1, session)
    kept = {run.key: len(run.session.past.kept) for run in runs.entries}
    assert kept[1] == len(past.kept) > kept[0]
    small = EarlierRuns(budget=1)
    small.keep(1, session)
    (run,) = small.entries
    # What is left is enough to go to any moment of it.
    assert len(run.session.past.kept) == 1
