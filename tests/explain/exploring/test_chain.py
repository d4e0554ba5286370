import math
from collections.abc import Callable

import numpy as np
import pytest

from nnviz.core.activations import ACTIVATIONS
from nnviz.explain.exploring.chain import chained, decline_of, same_z

FUNCTIONS: dict[str, Callable[[float], float]] = {
    "tanh": math.tanh,
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "softplus": lambda z: math.log1p(math.exp(z)),
    "swish": lambda z: z / (1 + math.exp(-z)),
    "gelu": lambda z: z * 0.5 * (1 + math.erf(z / math.sqrt(2))),
    "elu": lambda z: z if z > 0 else math.expm1(z),
}


def composed(f: Callable[[float], float], z: float, w: float, layers: int) -> float:
    a = f(z)
    for _ in range(layers - 1):
        a = f(w * a)
    return a


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize(("z", "w"), [(0.8, 1.0), (-1.3, 1.0), (0.4, -1.7)])
def test_a_chain_is_the_difference_quotient_of_the_composed_function(
    name: str, z: float, w: float
) -> None:
    logs = chained(ACTIVATIONS[name], z, w, 5)
    for layers in range(1, 6):
        above = composed(FUNCTIONS[name], z + 1e-5, w, layers)
        below = composed(FUNCTIONS[name], z - 1e-5, w, layers)
        slope = abs(above - below) / 2e-5
        assert 10 ** logs[layers - 1] == pytest.approx(slope, rel=1e-4)


def test_the_same_z_in_every_layer_multiplies_one_slope() -> None:
    slope = 1 - math.tanh(0.5) ** 2
    products, product = [], 1.0
    for layer in range(8):
        product *= slope * (1.5 if layer else 1.0)
        products.append(product)
    logs = same_z(ACTIVATIONS["tanh"], 0.5, 1.5, 8)
    np.testing.assert_allclose(10**logs, products, rtol=1e-12)


def test_a_long_product_is_told_from_zero() -> None:
    logs = same_z(ACTIVATIONS["sigmoid"], 0.0, 1.0, 1000)
    assert logs[-1] == pytest.approx(1000 * math.log10(0.25))
    assert decline_of(logs).zero_after is None


@pytest.mark.parametrize(
    ("name", "z", "w", "vanished", "zero", "exploded"),
    [
        ("linear", 1.0, 1.0, None, None, None),
        ("step", 1.0, 1.0, 1, 1, None),
        ("relu", -1.0, 1.0, 1, 1, None),
        ("relu", 1.0, -1.0, 2, 2, None),
        ("linear", 1.0, 10.0, None, None, 8),
        ("linear", 1.0, 0.1, 8, None, None),
        ("linear", 1.0, 0.0, 2, 2, None),
    ],
)
def test_a_decline_names_the_layers_by_which_it_happened(
    name: str,
    z: float,
    w: float,
    vanished: int | None,
    zero: int | None,
    exploded: int | None,
) -> None:
    # Ten to the power of -6 or 6 is on the limit, and not beyond it.
    decline = decline_of(chained(ACTIVATIONS[name], z, w, 20))
    assert decline.vanished_after == vanished
    assert decline.zero_after == zero
    assert decline.exploded_after == exploded


def test_sigmoid_at_its_steepest_vanishes_after_ten_layers() -> None:
    decline = decline_of(same_z(ACTIVATIONS["sigmoid"], 0.0, 1.0, 12))
    assert 0.25**9 > 1e-6 > 0.25**10
    assert decline.vanished_after == 10


@pytest.mark.parametrize(
    ("logs", "last", "first", "undefined"),
    [
        ([-1.0, -6.0, -6.5, 2.0], 2.0, (None, 3, None), False),
        ([1.0, 6.0, 6.1, -3.0], -3.0, (None, None, 3), False),
        ([-1.0, -np.inf, -np.inf], -np.inf, (2, 2, None), False),
        ([0.0, np.nan], np.nan, (None, None, None), True),
        ([0.0, np.inf, 0.0], 0.0, (None, None, 2), True),
    ],
)
def test_what_is_left_is_judged_layer_by_layer(
    logs: list[float],
    last: float,
    first: tuple[int | None, int | None, int | None],
    undefined: bool,
) -> None:
    found = decline_of(np.array(logs))
    assert found.layers == len(logs)
    np.testing.assert_equal(found.last, last)
    assert (found.zero_after, found.vanished_after, found.exploded_after) == first
    assert found.undefined == undefined
