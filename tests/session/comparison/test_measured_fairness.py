"""What contenders share is found in their runs, whatever was meant."""

from typing import Any

import pytest

from nnviz.session.comparison.comparison import Comparison
from nnviz.session.comparison.contender import Variation, contenders_of
from nnviz.session.comparison.measured_fairness import measured_fairness
from nnviz.session.config import RunConfig
from nnviz.session.run_parts import load_data

CIRCLE = RunConfig(dataset="circle", samples=60)


def said(comparison: Comparison, setting: str) -> str:
    found = measured_fairness(comparison.contenders, comparison.trainers, [setting])
    return " ".join(found)


def comparison(setting: str, values: tuple[Any, ...], own: bool = False) -> Comparison:
    data = load_data(CIRCLE)
    vary = [Variation(setting, values)]
    return Comparison(contenders_of(CIRCLE, data, vary, own_initializers=own), data)


def test_what_is_the_same_is_said_in_one_sentence() -> None:
    assert said(comparison("activation", ("relu", "tanh")), "activation") == (
        "The same initial weights (xavier uniform) and the same batches in the same "
        "order for all contenders."
    )


@pytest.mark.parametrize(
    ("setting", "values", "wanted"),
    [
        ("initializer", ("he_normal", "zeros"), "differ in their initialiser"),
        ("seed", (1, 2), "Initial weights differ: each contender has its own seed"),
        ("seed", (1, 2), "in a different order"),
        ("hidden", ((4,), (8, 8)), "Initial weights differ: the networks have"),
        ("batch_size", (7, "full"), "in batches of different sizes"),
        ("batch_size", (7, "full"), "The same initial weights (xavier uniform) for"),
        ("noise", (0.0, 0.2), "Batches differ: the contenders have different data"),
        ("precision", ("float32", "float64"), "rounded to each contender's precision"),
        (
            "optimizer",
            ("sgd", "adam"),
            "What else has to differ: the constants of the optimiser",
        ),
    ],
)
def test_what_differs_is_said(
    setting: str, values: tuple[Any, ...], wanted: str
) -> None:
    assert wanted in said(comparison(setting, values), setting)


def test_recommended_initialisers_are_named() -> None:
    own = comparison("activation", ("relu", "tanh"), own=True)
    assert "(relu: he normal; tanh: xavier uniform)" in said(own, "activation")


def test_one_bit_that_differs_is_no_sameness() -> None:
    runs = comparison("activation", ("relu", "tanh"))
    runs.trainers[1].network.parameters[3] += 1e-15
    words = said(runs, "activation")
    assert "same initial weights" not in words
    assert "Initial weights differ." in words
