import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnviz.core.trace import Trace
from nnviz.session.comparison.contender import Contender, Variation, contenders_of
from nnviz.session.comparison.first_difference import _apart, furthest
from nnviz.session.comparison.first_difference_search import FirstDifferenceSearch
from nnviz.session.config import RunConfig
from nnviz.session.engine import Engine
from nnviz.session.run_parts import load_data

CIRCLE = RunConfig(dataset="circle", samples=60, batch_size=7, hidden=(4, 3))
IRIS = RunConfig(dataset="iris", batch_size=16, hidden=(5,), optimizer="adam")
PHASES = ("forward", "loss", "backward", "update")


def pair(base: RunConfig, setting: str, *values: Any) -> tuple[Contender, Contender]:
    one, other = contenders_of(base, load_data(base), [Variation(setting, values)])
    return one, other


def traces(contender: Contender, iterations: int) -> tuple[list[Trace], list[str]]:
    """Every iteration's trace, and the names in the program's order."""
    engine, found = Engine(contender.config), []
    for _ in range(iterations):
        engine.replay(1)
        found.append(engine.trace())
    operations = engine.program.operations
    assert [PHASES.index(operation.phase) for operation in operations] == sorted(
        PHASES.index(operation.phase) for operation in operations
    )
    return found, [name for operation in operations for name in operation.produces]


def naive(
    one: Contender, other: Contender, tolerance: float, iterations: int
) -> tuple[int, str, float] | None:
    """Compare stored traces number by number."""
    (left, names), (right, _) = traces(one, iterations), traces(other, iterations)
    for number, (x, y) in enumerate(zip(left, right, strict=True), start=1):
        for name in names:
            # The parameters a trace names are those before the update.
            first, second = (t.after.get(name, t.get(name)) for t in (x, y))
            if first is None or second is None or first.shape != second.shape:
                continue
            gaps = [
                abs(a - b) for a, b in zip(first.ravel(), second.ravel(), strict=True)
            ]
            if max(gaps) > tolerance:
                return number, name, float(max(gaps))
    return None


@pytest.mark.parametrize(
    ("base", "setting", "values", "tolerance"),
    [
        (CIRCLE, "activation", ("relu", "tanh"), 1e-6),
        (CIRCLE, "activation", ("step", "step_straight_through"), 1e-6),
        (CIRCLE, "learning_rate", (0.001, 0.00101), 1e-4),
        (CIRCLE, "optimizer", ("sgd", "momentum"), 1e-6),
        (CIRCLE, "l2", (0.001, 0.0011), 1e-3),
        (IRIS, "learning_rate", (0.01, 0.0101), 1e-3),
        (IRIS, "optimizer", ("adam", "rmsprop"), 1e-2),
        (IRIS, "loss", ("cross_entropy", "mse"), 1e-6),
        (IRIS, "precision", ("float32", "float64"), 1e-5),
    ],
)
def test_it_finds_what_a_full_comparison_of_traces_finds(
    base: RunConfig, setting: str, values: tuple[Any, Any], tolerance: float
) -> None:
    one, other = pair(base, setting, *values)
    found = FirstDifferenceSearch.of(one, other, tolerance=tolerance).advance(300)
    wanted = naive(one, other, tolerance, 300)
    assert found is not None
    assert wanted is not None
    assert (found.iteration, found.quantity) == wanted[:2]
    assert found.difference == pytest.approx(wanted[2])
    assert abs(found.values[0] - found.values[1]) == pytest.approx(wanted[2])


def test_the_values_are_those_at_the_place_it_names() -> None:
    one, other = pair(CIRCLE, "learning_rate", 0.01, 0.011)
    found = FirstDifferenceSearch.of(one, other, quantities=["a2"]).advance(100)
    assert found is not None
    left, _ = traces(one, found.iteration)
    right, _ = traces(other, found.iteration)
    assert found.values == (
        left[-1]["a2"][found.where],
        right[-1]["a2"][found.where],
    )
    assert found.sample == left[-1].rows[found.where[0]]
    assert found.neuron == found.where[1]
    row, neuron = found.where
    assert found.place == f"neuron {neuron + 1} and sample {row + 1} of the batch"


def test_only_the_quantities_wished_are_looked_at() -> None:
    one, other = pair(CIRCLE, "activation", "relu", "leaky_relu")
    anything = FirstDifferenceSearch.of(one, other).advance(500)
    cost = FirstDifferenceSearch.of(one, other, tolerance=0.01, quantities=["cost"])
    found = cost.advance(500)
    assert anything is not None
    assert found is not None
    assert (anything.quantity, anything.iteration) == ("a1", 1)
    assert (found.quantity, found.phase, found.where) == ("cost", "loss", ())
    costs = [
        [float(t["cost"]) for t in traces(each, found.iteration)[0]]
        for each in (one, other)
    ]
    gaps = np.abs(np.subtract(*costs))
    assert gaps[-1] > 0.01
    assert (gaps[:-1] <= 0.01).all()


def test_a_search_in_pieces_finds_the_same() -> None:
    one, other = pair(CIRCLE, "learning_rate", 0.01, 0.0102)
    whole = FirstDifferenceSearch.of(one, other, tolerance=1e-3).advance(1000)
    pieces = FirstDifferenceSearch.of(one, other, tolerance=1e-3)
    while not pieces.finished:
        pieces.advance(3)
    assert pieces.found == whole
    assert whole is not None
    assert pieces.iteration == whole.iteration > 3


def test_twins_never_part_and_the_search_ends_at_its_limit() -> None:
    one, _ = pair(CIRCLE, "l2", 0.0, 0.1)
    search = FirstDifferenceSearch.of(one, one, limit=40)
    assert search.advance(1000) is None
    assert (search.finished, search.iteration) == (True, 40)
    assert search.words() == (
        "0 and 0: no number differs by more than 1e−6 in the first 40 iterations"
    )


def test_other_initial_weights_part_before_the_first_iteration() -> None:
    one, other = pair(CIRCLE, "initializer", "he_normal", "xavier_normal")
    found = FirstDifferenceSearch.of(one, other).found
    assert found is not None
    assert (found.iteration, found.phase, found.quantity) == (0, "start", "W1")
    assert "before the first iteration" in found.words()
    assert found.place == f"W1[{found.where[0] + 1}, {found.where[1] + 1}]"
    assert f" for {found.place}, a difference of " in found.words()
    assert " for , " not in replace(found, place="").words()


@pytest.mark.parametrize(
    ("setting", "values", "why"),
    [
        ("batch_size", (10, 20), "different sizes, 10 and 20 samples"),
        ("hidden", ((4,), (5, 2)), "2-4-1 and 2-5-2-1"),
        ("seed", (0, 1), "their seeds differ"),
        ("noise", (0.0, 0.2), "different data"),
    ],
)
def test_what_cannot_be_compared_is_said_in_words(
    setting: str, values: tuple[Any, Any], why: str
) -> None:
    search = FirstDifferenceSearch.of(*pair(CIRCLE, setting, *values))
    assert search.finished
    assert search.advance(10) is None
    assert search.iteration == 0
    assert why in search.words()


def test_a_quantity_that_neither_has_is_said() -> None:
    one, other = pair(CIRCLE, "activation", "relu", "tanh")
    search = FirstDifferenceSearch.of(one, other, quantities=["W9"])
    assert "they do not both have W9" in search.words()


def test_the_sentence_has_numbers_that_differ() -> None:
    one, other = pair(CIRCLE, "learning_rate", 0.01, 0.010001)
    found = FirstDifferenceSearch.of(one, other).advance(500)
    assert found is not None
    first, _, second = found.words().partition(": ")[2].split()[:3]
    assert first != second
    assert found.words().startswith("0.01 and 0.010001 first differ by more than 1e−6")


@pytest.mark.parametrize(
    ("x", "y", "wanted"),
    [
        ([1.0, 2.0], [1.0, 2.5], ((1,), 0.5)),
        ([1.0, np.nan], [1.0, np.nan], None),
        ([np.inf, 1.0], [np.inf, 1.0], None),
        ([np.nan, 1.0], [0.0, 9.0], ((0,), np.inf)),
        (np.nan, 1.0, ((), np.inf)),
    ],
)
def test_numbers_that_are_not_finite_are_told_apart(
    x: Any, y: Any, wanted: tuple[tuple[int], float] | None
) -> None:
    with np.errstate(all="ignore"):
        assert furthest(np.array(x), np.array(y), 0.1) == wanted


def test_a_difference_as_large_as_the_tolerance_is_none() -> None:
    x, y = np.array([1.0, np.inf]), np.array([1.5, np.inf])
    with np.errstate(all="ignore"):
        assert furthest(x, y, 0.49) == ((0,), 0.5)
        assert furthest(x, y, 0.5) is None
        assert furthest(x[:1], y[:1], 0.5) is None


@pytest.mark.parametrize(
    ("first", "second", "written"),
    [
        (0.5, 0.25, ("0.5", "0.25")),
        (0.12345, 0.12346, ("0.12345", "0.12346")),
        (0.1, math.nextafter(0.1, 1.0), ("0.10000000000000001", "0.10000000000000002")),
        (0.1, 0.1, ("0.10000000000000001", "0.10000000000000001")),
    ],
)
def test_two_numbers_have_the_digits_that_tell_them_apart(
    first: float, second: float, written: tuple[str, str]
) -> None:
    assert _apart(first, second) == written
