"""Names and numbers as sentences and tables have them."""

import pytest

from nnviz.session.comparison.number_words import (
    chance,
    counted,
    duration,
    listed,
    number,
    quantity_title,
    setting_title,
    share,
    title,
    whole,
    with_spread,
)
from nnviz.session.comparison.spread import Spread
from nnviz.session.settings.data_names import data_name


def test_names_of_the_engine_have_titles() -> None:
    assert title("mse") == "MSE, squared"
    assert title("learning_rate") == "learning rate"
    assert setting_title("optimizer_settings") == "optimiser settings"
    assert setting_title("initializer") == "initialiser"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("update_W2", "ΔW2"),
        ("share12", "∂C/∂z12"),
        ("losses", "losses"),
        ("W2", "W2"),
        ("beta1_power", "beta1_power"),
    ],
)
def test_quantities_have_titles(name: str, words: str) -> None:
    assert quantity_title(name) == words


def test_numbers_are_written_for_what_they_are() -> None:
    assert number(0.25) == "0.2500"
    assert share(0.983) == "98.3\N{NARROW NO-BREAK SPACE}%"
    assert [chance(p) for p in (0.001, 0.0009, 0.0312)] == [
        "p = 0.001",
        "p < 0.001",
        "p = 0.031",
    ]
    assert whole(12345.4) == "12,345"
    assert [counted(n, "seed") for n in (0, 1, 2000)] == [
        "0 seeds",
        "1 seed",
        "2,000 seeds",
    ]


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (2.0, "2 s"),
        (1.0, "1 s"),
        (0.9996, "1 s"),
        (0.9994, "999 ms"),
        (0.0009996, "1 ms"),
        (0.25, "250 ms"),
        (0.001, "1 ms"),
        (0.00025, "250 µs"),
        (0.0, "0 µs"),
    ],
)
def test_a_time_has_a_suitable_unit(seconds: float, written: str) -> None:
    assert duration(seconds) == written


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.31, 0.33, "32.0 % (31.0 to 33.0 %)"),
        (0.32001, 0.32002, "32.0 %"),
    ],
)
def test_a_spread_says_its_unit_once(low: float, high: float, words: str) -> None:
    spread = Spread(0.32, low, high, 3)
    assert with_spread(spread, lambda x: f"{100 * x:.1f} %") == words
    written = with_spread(Spread(2.0, 1.0, 3.0, 3), "{:.0f}".format)
    assert written == "2 (1 to 3)"


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "a"), (2, "a and b"), (4, "a, b, c and d"), (5, "a, b, c and 2 more")],
)
def test_of_many_names_a_few_are_listed(count: int, words: str) -> None:
    assert listed("abcde"[:count]) == words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("/a/b/houses.csv", "houses.csv"),
        ("C:\\data\\houses.csv", "houses.csv"),
        ("xor-table", "XOR"),
        ("mnist", "MNIST"),
        ("circle", "Circle"),
    ],
)
def test_data_have_one_name(name: str, words: str) -> None:
    assert data_name(name) == words
