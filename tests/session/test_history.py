"""The record of a run."""

import numpy as np
import pytest

from nnviz.session.history import Evaluation, History
from nnviz.session.scores import Score


def test_costs_grow_without_losing_any() -> None:
    history = History()
    expected: list[float] = []
    for count in (1, 1500, 3, 5000):
        values = np.arange(len(expected), len(expected) + count, dtype=float)
        history.room_for(count)[...] = values
        history.advance(count)
        expected += values.tolist()
    assert history.costs.tolist() == expected


def test_costs_cannot_be_written_by_their_reader() -> None:
    history = History()
    history.room_for(3)[...] = 1.0
    history.advance(3)
    with pytest.raises(ValueError, match="read-only"):
        history.costs[0] = 2.0


def test_a_cut_forgets_what_came_later() -> None:
    history = History()
    history.room_for(10)[...] = np.arange(10.0)
    history.advance(10)
    score = Score(5, 0.1)
    history.evaluations += [Evaluation(i, 0.0, score, None) for i in (3, 6, 9)]
    history.cut(6)
    assert history.costs.tolist() == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
    assert [e.iteration for e in history.evaluations] == [3, 6]
