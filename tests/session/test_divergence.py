"""Where costs stop making sense."""

import math

import numpy as np
import pytest

from nnviz.session.divergence import first_divergence


@pytest.mark.parametrize(
    ("costs", "place"),
    [
        ([1.0, 0.5, 0.2], None),
        ([1.0, 900.0, 0.2], None),
        ([1.0, math.nan, 0.2], 1),
        ([1.0, 2.0, math.inf], 2),
        ([1.0, 2e6, 3.0], 1),
        ([math.nan], 0),
    ],
)
def test_the_first_senseless_cost_is_found(
    costs: list[float], place: int | None
) -> None:
    assert first_divergence(np.array(costs), costs[0]) == place
