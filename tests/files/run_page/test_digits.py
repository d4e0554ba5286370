"""Half of a number shows the same digits, and products show those of the whole ones."""

import numpy as np
import pytest

from nnviz.core.types import Floats
from nnviz.core.writing.number_text import significant
from nnviz.files.run_page.digits import halves_of, numbers_of, told_apart
from nnviz.views.numbers import signed

TIES = [0.15625, 2.5, 0.5, 0.0005, 12.345, 1.5, 9.9995, 9999.5, 0.99995, 0.00099999]
ENDS = [0.0, -0.0, np.inf, -np.inf, 3e-300, 1.7976931348623157e308, 1e-60, -3e200]


def many(seed: int, count: int) -> Floats:
    random = np.random.default_rng(seed)
    return random.normal(size=count) * 10.0 ** random.integers(-12, 4, count)


def away(value: float) -> float:
    """Return the next number away from zero: browsers round halves up, not to even."""
    up = float(np.nextafter(value, np.copysign(np.inf, value)))
    return up if value and np.isfinite(up) else value


@pytest.mark.parametrize("spare", [0, 3])
def test_halves_show_the_digits_of_the_whole_numbers(spare: int) -> None:
    values = np.concatenate([many(1, 30_000), TIES, np.negative(TIES), ENDS])
    found = numbers_of(halves_of(values, spare))
    for true, shown in zip(values.tolist(), found.tolist(), strict=True):
        assert significant(true) == significant(away(shown))
        assert signed(true) == signed(away(shown))


def test_no_number_stays_none() -> None:
    assert np.isnan(numbers_of(halves_of(np.array([np.nan, -np.nan])))).all()


def test_products_that_show_other_digits_are_told() -> None:
    one, other = many(2, 60_000), many(3, 60_000)
    shown = numbers_of(halves_of(one)) * numbers_of(halves_of(other))
    true = one * other
    places, up = told_apart(shown, true)
    assert 0 < len(places) < 300
    mended = shown.copy()
    mended[places] *= np.where(up, 1.0 + 2.0**-18, 1.0 - 2.0**-18)
    assert [significant(v) for v in mended] == [significant(v) for v in true]
