"""One formatter writes every number."""

import math
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.views import numbers

INF, NAN = math.inf, math.nan


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0.0, 3, " 0.000"),
        (-0.0, 3, " 0.000"),
        (-0.969, 3, "−0.969"),
        (0.279, 3, " 0.279"),
        (-1.0745, 4, "−1.0745"),
        (12.3456, 3, " 12.35"),
        (-1234.5, 3, " −1234"),
        (0.0000213, 3, "  2e−5"),
        (0.0000213, 4, " 2.1e−5"),
        (3.2e9, 3, "   3e9"),
        (-INF, 3, "    −∞"),
        (NAN, 3, "not a number"),
    ],
)
def test_signed_numbers_align(value: float, decimals: int, text: str) -> None:
    assert numbers.signed(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.25, "0.250"),
        (-12.3456, "−12.35"),
        (599_999.6, "600,000"),
        (-59_553.0, "−59,553"),
        (1.25e9, "1,250,000,000"),
        (9_999.6, "10000"),
        (0.0000123, "1.23e−5"),
        (-1.5e16, "−1.5e16"),
        (0.0, "0.000"),
        (-INF, "−∞"),
        (NAN, "not a number"),
    ],
)
def test_values_of_the_data_are_written_in_full(value: float, text: str) -> None:
    assert numbers.amount(value, numbers.signed) == text


@given(st.floats(1e4, 1e14), st.sampled_from((numbers.signed, numbers.compact)))
def test_a_large_value_loses_no_whole_digit(
    value: float, short: Callable[[float], str]
) -> None:
    read = numbers.parsed(numbers.amount(-value, short))
    assert abs(read + value) <= 0.5


def test_an_error_keeps_its_plus() -> None:
    write = partial(numbers.signed, plus=True)
    assert numbers.amount(543_210.0, write) == "+543,210"
    assert numbers.amount(2.5e-6, write) == "+2.5e−6"


@given(st.floats(-9999, 9999), st.integers(3, 6))
def test_signed_numbers_keep_their_width(value: float, decimals: int) -> None:
    text = numbers.signed(value, decimals, plus=True)
    tiny_exponent = value != 0.0 and abs(value) < 1e-9
    assert len(text) == decimals + 3 or tiny_exponent


@given(st.floats(-1e12, 1e12).filter(bool))
def test_what_is_not_zero_never_reads_as_zero(value: float) -> None:
    for text in (numbers.signed(value), numbers.significant(value)):
        assert set(text.split("e")[0]) & set("123456789")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.000"),
        (0.001123, "0.001123"),
        (0.6931, "0.6931"),
        (12.5, "12.50"),
        (9999.6, "1.000e4"),
        (-1.3e-9, "−1.300e−9"),
        (INF, "∞"),
    ],
)
def test_significant_digits_keep_their_zeros(value: float, text: str) -> None:
    assert numbers.significant(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (0.1, "0.1"), (-2.50, "−2.5"), (1e-9, "1e−9"), (10000.0, "1e4")],
)
def test_compact_numbers_drop_zeros_at_the_end(value: float, text: str) -> None:
    assert numbers.compact(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (950, "950"),
        (999.96, "1k"),
        (12480, "12.5k"),
        (999_960, "1M"),
        (3_200_000, "3.2M"),
        (-1500, "−1.5k"),
    ],
)
def test_short_counts(value: float, text: str) -> None:
    assert numbers.short_count(value) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.996, "99.6"), (0.99999, "99.9"), (1.0, "100.0"), (1e-6, "0.1"), (0.0, "0.0")],
)
def test_percentages_do_not_round_a_failure_away(share: float, text: str) -> None:
    assert numbers.percent(share) == f"{text}\N{NARROW NO-BREAK SPACE}%"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_an_exact_number_reads_back_as_itself(value: float) -> None:
    assert numbers.parsed(numbers.exact(value)) == value


@pytest.mark.parametrize("text", ["", "abc", "inf", "nan"])
def test_what_is_no_number_is_refused_with_advice(text: str) -> None:
    with pytest.raises(ValueError, match="type one like"):
        numbers.parsed(text)


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("0.9", 0.9),
        ("90", 0.9),
        ("90 %", 0.9),
        ("99.9%", 0.999),
        ("1", 1.0),
        ("1 %", 0.01),
        ("100", 1.0),
        (f"97.5{numbers.THIN}%", 0.975),
        ("0.5%", 0.005),
    ],
)
def test_a_share_is_read_as_it_is_meant(text: str, share: float) -> None:
    assert numbers.parsed_share(text) == share


@pytest.mark.parametrize("text", ["", "%", "101", "-5 %", "ninety", "150 %"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="type one like"):
        numbers.parsed_share(text)


@pytest.mark.parametrize(
    ("typed", "iteration"),
    [
        ("1200", 1200),
        (" 1,200 ", 1200),
        ("1,200,000", 1_200_000),
        ("-500", 200),
        ("\N{MINUS SIGN}500", 200),
        ("+1,000", 1700),
        ("0", 0),
        ("-900", -200),
    ],
)
def test_iterations_are_read_from_where_one_is(typed: str, iteration: int) -> None:
    assert numbers.parsed_iteration(typed, here=700) == iteration


@pytest.mark.parametrize("typed", ["", "12.5", "1,20", "1e3", "abc", "+", "--5"])
def test_what_is_no_iteration_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="not an iteration"):
        numbers.parsed_iteration(typed, here=0)
