"""Labels never overlap while there is room, and share what room there is."""

import numpy as np
import pytest

from nnviz.views.charts.label_spread import spread


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        ([10.0, 50.0], [10.0, 50.0]),
        ([10.0, 10.0, 10.0], [10.0, 23.0, 36.0]),
        ([99.0, 100.0], [87.0, 100.0]),
        ([], []),
    ],
)
def test_names_move_apart_within_their_room(
    wanted: list[float], places: list[float]
) -> None:
    assert spread(wanted, 0.0, 100.0, row=13.0) == places


def test_names_share_what_room_there_is() -> None:
    places = spread([5.0] * 11, 0.0, 50.0)
    np.testing.assert_allclose(np.diff(places), 5.0)
    assert places[-1] <= 50.0
