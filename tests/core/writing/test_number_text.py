"""How numbers are written, to the last sign."""

import math

import pytest

from nnviz.core.errors import InputError
from nnviz.core.writing.number_text import (
    compact,
    percent,
    significant,
    whole_number,
    with_exponent,
)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.0, "0.000"),
        (-0.0, "0.000"),
        (1.0, "1.000"),
        (-1.5, "−1.500"),
        (0.0001, "0.0001000"),
        (0.00009999, "9.999e−5"),
        (0.99999, "1.000"),
        (9999.4, "9999"),
        (9999.6, "1.000e4"),
        (-1.5e-300, "−1.500e−300"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (math.nan, "not a number"),
    ],
)
def test_digits_that_count_are_kept(value: float, written: str) -> None:
    assert significant(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.0, "0"),
        (10.0, "10"),
        (-300.0, "−300"),
        (9999.0, "9999"),
        (10000.0, "1e4"),
        (-12000.0, "−1.2e4"),
        (0.25, "0.25"),
        (0.1 + 0.2, "0.3"),
        (99.999, "100"),
        (-2.5e-7, "−2.5e−7"),
        (-math.inf, "−∞"),
        (math.nan, "not a number"),
    ],
)
def test_short_numbers_drop_their_zeros(value: float, written: str) -> None:
    assert compact(value) == written


@pytest.mark.parametrize(
    ("share", "decimals", "written"),
    [
        (0.996, 1, "99.6"),
        (1.0, 1, "100.0"),
        (0.0, 1, "0.0"),
        (-0.0, 1, "0.0"),
        (1.5, 0, "150"),
        (-0.25, 1, "−25.0"),
        (0.99999, 1, "99.9"),
        (0.99999, 2, "99.99"),
        (0.999, 0, "99"),
        (0.00001, 1, "0.1"),
        (0.00001, 2, "0.01"),
        (0.001, 0, "1"),
        (-0.00001, 1, "−0.1"),
        (1.00001, 1, "100.0"),
    ],
)
def test_a_share_is_all_or_nothing_only_if_it_is(
    share: float, decimals: int, written: str
) -> None:
    assert percent(share, decimals) == f"{written}\N{NARROW NO-BREAK SPACE}%"


def test_a_share_that_is_no_number_says_so() -> None:
    shares = (math.nan, math.inf, -math.inf)
    assert [percent(share) for share in shares] == ["not a number", "∞", "−∞"]


def test_exponents_and_whole_numbers_have_a_true_minus() -> None:
    assert with_exponent(0.00123, 1) == "1.2e−3"
    assert whole_number(-1234567, ",") == "−1,234,567"
    assert whole_number(1234567) == "1234567"


@pytest.mark.parametrize("length", [1, 300, 301, 5000])
def test_an_error_has_at_most_300_characters_and_keeps_its_advice(length: int) -> None:
    text = "".join(chr(ord("a") + k % 26) for k in range(length))
    said = str(InputError(text))
    assert len(said) == min(length, 300)
    if length <= 300:
        assert said == text
    else:
        first, last = said.split(" … ")
        assert (text.startswith(first), last) == (True, text[-100:])
