"""Numbers and names in formulas, sentences, tables and Python."""

import math

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.explain.agreement import agreement
from nnviz.explain.answer_check import read
from nnviz.explain.notation import (
    added,
    assigned,
    equals,
    exact,
    factor,
    listed,
    numbered,
    of_layer,
    short,
    tex,
)
from nnviz.explain.number_table import NumberColumn, Numbered, NumberTable


@pytest.mark.parametrize(
    ("value", "sentence", "formula", "as_factor", "python"),
    [
        (0.5, "0.5", "0.5", "0.5", "0.5"),
        (-0.0, "0", "0", "0", "-0.0"),
        (-1.23456, "-1.235", "{-}1.235", "({-}1.235)", "-1.23456"),
        (3e-7, "3e-07", r"3 \cdot 10^{-7}", r"(3 \cdot 10^{-7})", "3e-07"),
        (
            12345.0,
            "1.234e+04",
            r"1.234 \cdot 10^{4}",
            r"(1.234 \cdot 10^{4})",
            "12345.0",
        ),
        (math.nan, "nan", r"\mathrm{NaN}", r"\mathrm{NaN}", "math.nan"),
        (math.inf, "inf", r"\infty", r"\infty", "math.inf"),
        (-math.inf, "-inf", r"-\infty", r"-\infty", "-math.inf"),
    ],
)
def test_a_number_is_written_for_each_reader(
    value: float, sentence: str, formula: str, as_factor: str, python: str
) -> None:
    assert short(value) == sentence
    assert tex(value) == formula
    assert factor(value) == as_factor
    assert exact(value) == python


def test_sums_and_equations() -> None:
    assert added([0.5, -0.25, 0.0, math.nan]) == r"0.5 - 0.25 + 0 + \mathrm{NaN}"
    assert added([-0.5]) == "{-}0.5"
    assert equals("z", "0.5", 0.5) == "z = 0.5"
    assert equals("z", "1 - 0.5", 0.5) == "z = 1 - 0.5 = 0.5"


def test_names_count_from_one() -> None:
    assert of_layer("z", 1, 1) == "z^{(1)}_{2}"
    assert of_layer("w", 2, 0, 2) == "w^{(2)}_{1,3}"
    assert numbered("W2", 2, 0) == "W2[3, 1]"
    assert numbered("cost") == "cost"


def test_python_reads_back_what_is_written() -> None:
    assert listed([0.1, math.nan]) == "[0.1, math.nan]"
    assert assigned(z=0.5, a=1.0 / 3.0) == "z = 0.5\na = 0.3333333333333333"


@pytest.mark.parametrize(
    ("derived", "words"),
    [
        (0.12344, "the same number"),
        (0.12351, "the same number but for rounding in its last digits, 0.1235"),
        (0.1236, "where rounding has led to 0.1236"),
        (-0.1234, "where rounding has led to -0.1234"),
    ],
)
def test_two_ways_to_a_number_are_compared(derived: float, words: str) -> None:
    assert agreement(derived, 0.1234) == words


def test_a_table_is_sorted_and_searched() -> None:
    values = np.array([0.5, -2.0, 2.0, 0.0])
    table = NumberTable(("W1", "b1", "w2", "b2"), (NumberColumn("size", values),))
    assert table.order("size").tolist() == [1, 2, 0, 3]
    assert table.find("W").tolist() == [0, 2]
    with pytest.raises(KeyError):
        table.column("weight")


def test_numbered_names_are_those_of_a_list() -> None:
    names, written = Numbered("sample", 4), [f"sample {i}" for i in (1, 2, 3, 4)]
    assert list(names) == written
    assert names[-1] == "sample 4"
    assert names[1:3] == ("sample 2", "sample 3")
    with pytest.raises(IndexError):
        names[4]


@pytest.mark.parametrize(
    ("text", "value", "half"),
    [
        ("0.25", 0.25, 0.005),
        (" −1.5 ", -1.5, 0.05),
        ("3", 3.0, 0.5),
        ("1e-3", 1e-3, 5e-4),
        ("1.50e2", 150.0, 0.5),
        ("1 000", 1000.0, 0.5),
        ("9e299", 9e299, 5e298),
        ("1e-399", 0.0, 0.0),
    ],
)
def test_a_typed_number_has_half_a_digit(text: str, value: float, half: float) -> None:
    typed = read(text)
    assert typed.value == value
    assert typed.half_digit == pytest.approx(half, rel=1e-12)


@pytest.mark.parametrize("text", ["", "nan", "inf", "0,25", "one", "1e300", "1e-400"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=text or "type one"):
        read(text)


def test_typed_digits_agree_up_to_half_of_the_last() -> None:
    assert read("0.25").agrees_with(0.255)
    assert not read("0.25").agrees_with(0.2551)
    assert read("2").agrees_with(2.1)
    assert not read("2").agrees_with(2.2)
    assert read("0").agrees_with(0.0)
    assert read("0.1000000000000000000").agrees_with(0.1)
