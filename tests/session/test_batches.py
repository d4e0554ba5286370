"""Batch order: every sample once an epoch, and a pure function of seed and epoch."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.session.batches import BatchOrder


@given(
    samples=st.integers(1, 60),
    batch_size=st.integers(1, 70),
    seed=st.integers(0, 99),
    epoch=st.integers(0, 10_000),
)
def test_an_epoch_visits_every_sample_once(
    samples: int, batch_size: int, seed: int, epoch: int
) -> None:
    order = BatchOrder(samples, batch_size, seed)
    first = epoch * order.per_epoch
    rows = [order.rows(first + i) for i in range(order.per_epoch)]
    assert all(len(batch) == min(batch_size, samples) for batch in rows[:-1])
    assert sorted(np.concatenate(rows).tolist()) == list(range(samples))


@given(start=st.integers(0, 50), count=st.integers(0, 50), batch_size=st.integers(1, 9))
def test_runs_are_the_iterations_in_order_with_one_size_each(
    start: int, count: int, batch_size: int
) -> None:
    order = BatchOrder(8, batch_size, seed=1)
    runs = list(order.runs(start, count))
    expected = [order.rows(start + i).tolist() for i in range(count)]
    assert [rows.tolist() for run in runs for rows in run] == expected
    assert all(len({len(rows) for rows in run}) == 1 for run in runs)


def test_the_order_depends_on_nothing_but_seed_and_iteration() -> None:
    visited = BatchOrder(20, 3, seed=5)
    for iteration in range(100):
        visited.rows(iteration)
    fresh = BatchOrder(20, 3, seed=5)
    for iteration in (64, 3, 99):
        np.testing.assert_array_equal(visited.rows(iteration), fresh.rows(iteration))


@pytest.mark.parametrize("other", [{"seed": 6}, {"epoch": 1}])
def test_seeds_and_epochs_differ(other: dict[str, int]) -> None:
    here = BatchOrder(50, 50 - 1, seed=5).rows(0)
    there = BatchOrder(50, 50 - 1, other.get("seed", 5)).rows(2 * other.get("epoch", 0))
    assert not np.array_equal(here, there)


def test_no_epoch_repeats_an_earlier_one() -> None:
    order = BatchOrder(50, 49, seed=5)
    epochs = [tuple(order.rows(2 * epoch).tolist()) for epoch in range(1000)]
    assert len(set(epochs)) == 1000


def test_the_order_that_old_sessions_go_on_with_stays_as_it_is() -> None:
    order = BatchOrder(10, 4, seed=7)
    assert [order.rows(i).tolist() for i in range(6)] == [
        *([6, 8, 1, 3], [0, 9, 2, 7], [4, 5]),
        *([9, 1, 8, 7], [2, 3, 5, 0], [4, 6]),
    ]


def test_batches_in_the_order_of_the_data_are_the_same_in_every_epoch() -> None:
    order = BatchOrder(10, 4, seed=3, shuffle=False)
    rows = [order.rows(iteration).tolist() for iteration in range(6)]
    assert rows == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]] * 2
    blocks = [block.tolist() for block in order.blocks(0, 3)]
    assert blocks == [[[0, 1, 2, 3], [4, 5, 6, 7]], [[8, 9]]]
