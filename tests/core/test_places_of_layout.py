"""Which weights and biases there are."""

import pytest

from nnviz.core.layout import Layout


@pytest.mark.parametrize(
    ("place", "there"),
    [
        ((1, 0, -1), True),
        ((1, 2, 1), True),
        ((2, 0, 2), True),
        ((0, 0, 0), False),
        ((3, 0, 0), False),
        ((1, 3, 0), False),
        ((1, 0, 2), False),
        ((2, 0, -2), False),
    ],
)
def test_only_places_of_the_network_are_there(
    place: tuple[int, int, int], there: bool
) -> None:
    assert Layout((2, 3, 1)).has(*place) is there
