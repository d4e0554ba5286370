"""The largest sizes are found, however many are equal or not known."""

import numpy as np
import pytest

from nnviz.views.largest import places_of_largest


@pytest.mark.parametrize("most", [1, 3, 40, 500])
@pytest.mark.parametrize("share", [0.0, 0.02, 0.2, 1.0])
def test_they_are_those_that_sorting_finds(share: float, most: int) -> None:
    random = np.random.default_rng(7)
    sizes = random.exponential(size=300) * (random.uniform(size=300) < share)
    found = places_of_largest(sizes, most)
    assert len(set(found.tolist())) == len(found) == min(most, 300)
    assert sorted(sizes[found]) == sorted(sizes)[-most:]


def test_what_is_not_known_counts_as_large() -> None:
    sizes = np.array([0.0, np.nan, 5.0, np.inf, 1.0])
    assert set(places_of_largest(sizes, 3).tolist()) == {1, 2, 3}


def test_of_none_there_are_none() -> None:
    assert places_of_largest(np.zeros(0), 40).tolist() == []
