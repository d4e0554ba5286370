"""Runs that were left are kept within a budget, and so are their data."""

from nnviz.data.catalog import load_dataset
from nnviz.files.session import Session, session_of
from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer
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
