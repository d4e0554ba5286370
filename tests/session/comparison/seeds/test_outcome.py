from typing import Any

import msgspec
import numpy as np
import pytest

from nnviz.session.comparison.seeds.cost_curve import CostBand, CostCurve
from nnviz.session.comparison.seeds.outcome import Outcome, parts_measured, summarise
from nnviz.session.comparison.spread import Spread


def outcome(contender: str = "relu", seed: int = 0, **values: Any) -> Outcome:
    usual: dict[str, Any] = {
        "iterations": 10,
        "cost": 0.5,
        "test_cost": None,
        "accuracy": 0.9,
        "r2": None,
        "measured_on": "training",
        "iterations_to_target": None,
        "dead_share": 0.0,
        "saturated_share": 0.0,
        "stop": "iterations",
        "message": "iterations done: 10",
        "curve": CostCurve.of(np.ones(10), 10),
    }
    return Outcome(contender=contender, seed=seed, **{**usual, **values})


@pytest.mark.parametrize("count", [4, 5, 10, 33])
def test_low_and_high_of_many_are_the_quartiles(count: int) -> None:
    values = np.random.default_rng(count).normal(size=count)
    spread = Spread.of(values.tolist())
    assert spread is not None
    assert spread.count == count
    assert (spread.median, spread.low, spread.high) == (
        np.median(values),
        *np.percentile(values, (25, 75)),
    )


@pytest.mark.parametrize("values", [[3.0], [3.0, 1.0], [3.0, 1.0, 2.0]])
def test_low_and_high_of_few_are_the_least_and_the_greatest(
    values: list[float],
) -> None:
    spread = Spread.of(values)
    least, greatest = min(values), max(values)
    middle = float(np.median(values))
    assert spread == Spread(middle, least, greatest, len(values), tuple(values))


def test_without_values_there_is_no_spread() -> None:
    assert Spread.of([None, None]) is None
    assert Spread.of([None, 2.0]) == Spread(2.0, 2.0, 2.0, 1, (None, 2.0))


def test_contenders_are_summed_up_in_their_order_and_by_seed() -> None:
    tanh, relu = summarise(
        ["tanh", "relu"],
        [outcome("relu", 1, cost=1.0), outcome("tanh", 0), outcome("relu", 0)],
    )
    assert (tanh.name, relu.name) == ("tanh", "relu")
    assert relu.seeds == (0, 1)
    assert relu.cost == Spread(0.75, 0.5, 1.0, 2, (0.5, 1.0))
    assert relu.r2 is None
    assert relu.measure == relu.accuracy


def test_a_run_that_diverged_is_counted_and_in_no_spread() -> None:
    lost = outcome(
        seed=1, cost=9.0, dead_share=1.0, stop="diverged", message="it ran away"
    )
    (found,) = summarise(["relu"], [outcome(), lost])
    assert found.diverged == 1
    assert found.messages == ("seed 1: it ran away",)
    assert {spread.count for spread in found.spreads} == {1}
    assert found.cost == Spread(0.5, 0.5, 0.5, 1, (0.5,))


def test_a_contender_without_any_run_has_no_spread() -> None:
    (found,) = summarise(["relu"], [])
    assert found.seeds == ()
    assert found.cost is None
    assert found.measure is None


def test_an_outcome_is_the_same_after_a_way_through_json() -> None:
    first = outcome(iterations_to_target=7)
    assert msgspec.json.decode(msgspec.json.encode(first), type=Outcome) == first


def test_a_curve_keeps_the_lowest_and_the_highest_cost() -> None:
    costs = np.random.default_rng(0).exponential(size=9_999)
    costs[4321], costs[777] = 1e-9, 99.0
    curve = CostCurve.of(costs, 10_000)
    assert len(curve.mean) <= 250
    assert min(curve.low) == 1e-9
    assert max(curve.high) == 99.0
    k = 4321 // curve.every
    part = costs[k * curve.every : (k + 1) * curve.every]
    assert curve.mean[k] == pytest.approx(part.mean(), rel=1e-12)
    assert curve.low[k] == part.min()


def test_the_last_point_of_a_curve_can_stand_for_fewer_iterations() -> None:
    costs = np.random.default_rng(1).exponential(size=1_002)
    curve = CostCurve.of(costs, 1_250)
    assert curve.every == 5
    assert curve.mean[-1] == pytest.approx(costs[1_000:].mean(), rel=1e-12)


def test_a_short_run_has_every_cost_in_its_curve() -> None:
    curve = CostCurve.of(np.array([3.0, 2.0, 1.0]), 3)
    assert curve.mean == curve.low == curve.high == (3.0, 2.0, 1.0)
    assert curve.iterations == (1.0, 2.0, 3.0)


def test_a_curve_ends_before_what_is_not_finite() -> None:
    assert CostCurve.of(np.array([1.0, 2.0, np.inf]), 5).mean == (1.0, 2.0)
    assert CostCurve.of(np.array([np.nan]), 5).mean == ()


def test_a_band_is_worked_out_point_by_point_from_the_runs_that_go_that_far() -> None:
    rng = np.random.default_rng(0)
    whole = rng.exponential(size=(5, 40))
    ended = rng.exponential(size=17)
    curves = [*(CostCurve.of(row, 40) for row in whole), CostCurve.of(ended, 40)]
    band = CostBand.of(curves)
    early = np.append(whole[:, 3], ended[3])
    assert band.median[3] == np.median(early)
    assert (band.low[3], band.high[3]) == tuple(np.percentile(early, (25, 75)))
    assert band.median[30] == np.median(whole[:, 30])
    assert len(band.iterations) == 40


def test_contenders_measured_on_different_parts_are_said_to_be() -> None:
    found = summarise(
        ["a", "b"],
        [outcome("a", measured_on="training"), outcome("b", measured_on="test")],
    )
    assert parts_measured(found) == "test or training"
    assert parts_measured(found[:1]) == "training"
