import math

import numpy as np
import pytest

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.functions.activation import Activation
from nnviz.core.network import find_activation
from nnviz.explain.exploring.function_curves import function_at, function_curve

TRUE_SLOPES = [a for a in ACTIVATIONS.values() if a.elementwise and not a.surrogate]


@pytest.mark.parametrize("activation", TRUE_SLOPES, ids=lambda a: a.name)
def test_a_slope_is_the_difference_quotient_of_its_function(
    activation: Activation,
) -> None:
    z = np.array([-4.3, -1.2, -0.3, 0.2, 0.9, 3.7])
    curve = function_curve(activation, z)
    above = function_curve(activation, z + 1e-6).value
    below = function_curve(activation, z - 1e-6).value
    np.testing.assert_allclose(curve.slope, (above - below) / 2e-6, atol=1e-8)


def test_values_at_one_z_are_those_of_the_textbook() -> None:
    sigmoid = 1 / (1 + math.exp(-0.7))
    value, slope = function_at(ACTIVATIONS["sigmoid"], 0.7)
    assert value == pytest.approx(sigmoid)
    assert slope == pytest.approx(sigmoid * (1 - sigmoid))
    assert function_at(ACTIVATIONS["relu"], -2.0) == (0.0, 0.0)


def test_a_value_too_large_for_a_number_raises_nothing() -> None:
    assert function_at(find_activation("x^2 / 2"), 1e200) == (math.inf, 1e200)
