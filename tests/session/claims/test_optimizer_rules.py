"""What rules give, rightly and by each mistake, worked out here number by number."""

import math
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from nnviz.session.claims.arranging import Claims
from nnviz.session.claims.earlier_gradients import EarlierGradients, kept_in
from nnviz.session.claims.optimizer_rules import (
    PossibleStep,
    RuleState,
    UpdateRule,
    led_by,
    possible_steps,
    rules_for,
)
from nnviz.session.claims.recorded_steps import RecordedSteps

W, RATE = -0.7, 0.1
G = (0.5, -0.3, 0.8)
"""Three gradients of one weight, the last one that of the update judged."""
SETTINGS = {
    "momentum": {"momentum": 0.8},
    "nesterov": {"momentum": 0.8},
    "rmsprop": {"decay": 0.9, "epsilon": 1e-3},
    "adagrad": {"epsilon": 1e-3},
    "adam": {"beta1": 0.6, "beta2": 0.9, "epsilon": 1e-3},
    "adamw": {"beta1": 0.6, "beta2": 0.9, "epsilon": 1e-3, "weight_decay": 0.02},
    "sgd": {},
}


def rule_of(name: str, **more: float) -> UpdateRule:
    return UpdateRule(name, tuple(sorted((SETTINGS[name] | more).items())))


def number(value: float) -> Any:
    return np.array(value)


def steps(rule: UpdateRule) -> list[PossibleStep]:
    """Return what the third update may be."""
    kept = RuleState()
    for one in G[:-1]:
        kept = kept.after(rule, led_by(rule, number(one), number(W)), RATE)
    return possible_steps(rule, kept, number(G[-1]), number(W), RATE)


def by_mistake(found: list[PossibleStep]) -> dict[str, list[float]]:
    """Return the values under the names of their mistakes; "" for what is right."""
    values: dict[str, list[float]] = {}
    for one in found:
        words = " ".join((*one.names, *filter(None, one.details)))
        values.setdefault(words, []).append(float(one.value))
    return values


def rolled(gradients: tuple[float, ...]) -> float:
    velocity = 0.0
    for one in gradients:
        velocity = 0.8 * velocity + one
    return velocity


def average(values: list[float], share: float) -> float:
    found = 0.0
    for one in values:
        found = share * found + (1 - share) * one
    return found


def expected(name: str) -> Mapping[str, list[float]]:
    g, v, old = G[-1], rolled(G), rolled(G[:-1])
    plain, ahead = -RATE * v, -RATE * (g + 0.8 * v)
    squares = [one**2 for one in G]
    e = 1e-3
    if name == "sgd":
        return {"": [-RATE * g]}
    if name == "momentum":
        return {
            "": [plain, plain, 0.2 * plain],
            "nesterov_in_place_of_momentum": [ahead],
            "velocity_sign": [-RATE * (g - 0.8 * old)],
            "velocity_of_before": [-RATE * old],
        }
    if name == "nesterov":
        return {
            "": [ahead, ahead, 0.2 * ahead],
            "nesterov_left_out": [plain],
            "velocity_sign": [-RATE * (g - 0.8 * old)],
            "velocity_of_before": [-RATE * old],
        }
    if name == "rmsprop":
        s = average(squares, 0.9)
        return {
            "": [-RATE * g / (math.sqrt(s) + e), -RATE * g / math.sqrt(s + e)],
            "root_left_out": [-RATE * g / (s + e)],
        }
    if name == "adagrad":
        s = sum(squares)
        return {
            "": [
                -RATE * g / (math.sqrt(s) + e),
                -RATE * g / math.sqrt(s + e),
                -RATE * g / math.sqrt(s + 0.1 + e),
                -RATE * g / (math.sqrt(s + 0.1) + e),
            ],
            "root_left_out": [-RATE * g / (s + e)],
        }
    m, s = average(list(G), 0.6), average(squares, 0.9)
    mean, mean_square = m / (1 - 0.6**3), s / (1 - 0.9**3)
    pull = 0.02 * W if name == "adamw" else 0.0

    def step(top: float, below: float) -> float:
        return -RATE * (top / below + pull)

    root = math.sqrt(mean_square) + e
    left_out = "bias_correction_left_out"
    late, early = (
        step(m / (1 - 0.6**k), math.sqrt(s / (1 - 0.9**k)) + e) for k in (2, 4)
    )
    return {
        "": [
            step(mean, root),
            step(m * math.sqrt(1 - 0.9**3) / (1 - 0.6**3), math.sqrt(s) + e),
        ],
        f"{left_out} both averages": [step(m, math.sqrt(s) + e)],
        f"{left_out} the average of gradients": [step(m, root)],
        f"{left_out} the average of squares": [step(mean, math.sqrt(s) + e)],
        "epsilon_inside_root": [step(mean, math.sqrt(mean_square + e))],
        "root_left_out": [step(mean, mean_square + e)],
        "first_moment_left_out": [step(g, root)],
        "step_count_off late": [late],
        "step_count_off early": [early],
    }


@pytest.mark.parametrize("name", SETTINGS)
def test_every_possible_step_is_what_it_says(name: str) -> None:
    found, wanted = by_mistake(steps(rule_of(name))), dict(expected(name))
    right = wanted[""][0]
    wanted["update_sign"] = [-right]
    wanted["learning_rate_left_out"] = [right / RATE]
    wanted["learning_rate_twice"] = [right * RATE]
    if name != "sgd":
        wanted[f"memory_left_out {name}"] = [-RATE * G[-1]]
    if name == "adamw":
        wanted["weight_decay_left_out"] = [expected("adam")[""][0]]
    assert found.keys() == wanted.keys()
    for words, values in wanted.items():
        assert found[words] == pytest.approx(values, rel=1e-12), words


@pytest.mark.parametrize("name", ["sgd", "momentum", "adam"])
def test_a_penalty_belongs_to_every_gradient_of_a_rule(name: str) -> None:
    led = [one + 0.05 * W for one in G]
    with_it = by_mistake(steps(rule_of(name, weight_decay=0.05)))
    plain = {"sgd": -RATE * led[2], "momentum": -RATE * rolled(tuple(led))}
    if name in plain:
        assert with_it[""][0] == pytest.approx(plain[name])
    # Left out now, it is still part of what was kept.
    velocity = G[2] + 0.8 * rolled(tuple(led[:2]))
    bare = {"sgd": -RATE * G[2], "momentum": -RATE * velocity}
    if name in bare:
        assert with_it["weight_decay_left_out"] == [pytest.approx(bare[name])]
    assert len(with_it["weight_decay_left_out"]) == 1


def test_the_first_update_of_adam_was_not_counted_late() -> None:
    (first,) = (
        possible_steps(rule_of("adam"), RuleState(), number(0.5), number(W), 1),
    )
    said = [one.details for one in first if one.names == ("step_count_off",)]
    assert said == [("early",)]


@pytest.mark.parametrize(
    ("name", "share", "field"),
    [
        ("momentum", 1.0, "velocity"),
        ("nesterov", 1.0, "velocity"),
        ("adam", 0.4, "first"),
    ],
)
def test_the_size_of_what_is_kept_is_that_of_gradients_of_one_sign(
    name: str, share: float, field: str
) -> None:
    rule, kept, same = rule_of(name), RuleState(), RuleState()
    for one in G:
        kept = kept.after(rule, number(one), RATE)
        same = same.after(rule, number(abs(one)), RATE)
    assert float(kept.size) == pytest.approx(float(getattr(same, field)))
    assert kept.count == 3
    assert float(kept.size) > share * abs(G[-1])


@pytest.mark.parametrize("name", ["momentum", "nesterov"])
def test_what_is_paced_has_the_learning_rate_of_each_time(name: str) -> None:
    rule, kept, paced = rule_of(name), RuleState(), 0.0
    for one, rate in zip(G, (0.1, 0.2, 0.4), strict=True):
        kept = kept.after(rule, number(one), rate)
        paced = 0.8 * paced + rate * one
    assert float(kept.paced) == pytest.approx(paced)


def test_what_is_said_of_a_rule_is_not_tried_otherwise() -> None:
    found = [dict(one.settings) for one in rules_for("adam", {"beta1": 0.7})]
    assert [(one["beta2"], one["epsilon"]) for one in found] == [
        *((0.999, 1e-8), (0.999, 1e-7), (0.99, 1e-8), (0.99, 1e-7)),
    ]
    assert {one["beta1"] for one in found} == {0.7}


def claims(rate: float | None = 0.5, **state: Any) -> Claims:
    """Return an iteration of one weight, with what its optimiser keeps."""
    kept = {name.replace("__", "/"): value for name, value in state.items()}
    parameters = {"W1": number(W)}
    found = SimpleNamespace(learning_rate=rate, state=kept, parameters=parameters)
    return cast("Claims", found)


def test_what_was_recorded_of_an_optimiser_is_taken() -> None:
    found = kept_in(
        claims(
            steps=4.0,
            velocity__W1=number(-0.25),
            first_moment__W1=number(0.125),
            second_moment__W1=number(2.0),
            sum_of_squares__W1=number(3.0),
        )
    )["W1"]
    assert (found.count, found.velocity, found.first) == (4.0, -0.25, 0.125)
    assert (found.second, found.total) == (2.0, 3.0)
    assert found.size == 0.25 + 0.125
    assert found.paced == -0.125
    assert kept_in(claims(None, velocity__W1=number(2.0)))["W1"].paced == 2.0


def earlier(iterations: list[Claims | None], numbers: list[int]) -> EarlierGradients:
    steps = RecordedSteps(
        numbers, lambda place: iterations[place], lambda _: {"dW1": number(0.5)}
    )
    return EarlierGradients(steps)


ONE = claims()


@pytest.mark.parametrize(
    ("iterations", "numbers", "place", "missing"),
    [
        ([ONE], [1], 0, "one iteration alone"),
        ([ONE, ONE], [1, 3], 1, "not all iterations"),
        ([ONE, ONE], [2, 3], 0, "not all iterations"),
        ([ONE, ONE], [1, 2], 1, ""),
        ([ONE, ONE, ONE], [1, 2, 3], 2, ""),
        ([None, ONE], [1, 2], 1, "no learning rate or no batch"),
        ([claims(None), ONE], [1, 2], 1, "no learning rate or no batch"),
    ],
)
def test_what_is_missing_of_earlier_iterations_is_said(
    iterations: list[Claims | None], numbers: list[int], place: int, missing: str
) -> None:
    past = earlier(iterations, numbers).past(place, ONE, {"momentum": 0.8})
    assert missing in past.missing
    assert bool(past.missing) == bool(missing)
    assert past.settings == {"momentum": 0.8}
    assert (past.kept(rule_of("momentum")) is None) == bool(missing)


def test_earlier_gradients_are_gone_through_in_any_order() -> None:
    known = earlier([ONE] * 4, [1, 2, 3, 4])
    rule, velocity = rule_of("momentum"), {0: None, 1: 0.5, 2: 0.9, 3: 1.22}
    for place in (3, 1, 2, 2):
        found = known.past(place, ONE, {}).kept(rule)
        assert found is not None
        assert float(found["W1"].velocity) == pytest.approx(velocity[place])
        assert float(found["W1"].paced) == pytest.approx(
            0.5 * cast("float", velocity[place])
        )
    assert known.past(0, ONE, {}).kept(rule) == {}


@pytest.mark.parametrize(
    ("state", "recorded"),
    [
        ({"velocity__W1": number(2.0)}, True),
        ({"first_moment__W1": number(2.0)}, False),
        ({"first_moment__W1": number(2.0), "steps": 3.0}, True),
    ],
)
def test_averages_without_their_count_do_not_do(
    state: dict[str, Any], recorded: bool
) -> None:
    past = earlier([ONE] * 2, [1, 2]).past(1, claims(**state), {})
    found = past.kept(rule_of("momentum"))
    assert found is not None
    assert (found["W1"].count != 1) == recorded
