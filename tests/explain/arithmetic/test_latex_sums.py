"""Short sums are written out, long ones shortened to their largest terms."""

import numpy as np
import pytest

from nnviz.explain.arithmetic.latex_sums import mean_numbers


@pytest.mark.parametrize(("count", "shortened"), [(2, False), (4, False), (5, True)])
def test_a_mean_of_more_than_four_values_is_shortened(
    count: int, shortened: bool
) -> None:
    values = np.arange(1.0, count + 1.0)
    text = mean_numbers("m", values, float(values.mean()))
    assert (r"\cdots" in text) is shortened
    assert ("1 +" in text) is not shortened
