"""Updates that go on with what they kept: right ones are, wrong ones are named."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from nnviz.session.claims.checkup import Checkup, Report
from nnviz.session.claims.given import Given, given_by_names
from nnviz.session.claims.settling import Said

Array = np.ndarray[Any, Any]


@dataclass
class Memory:
    """What an update may keep of one parameter."""

    t: int = 0
    v: Any = 0
    m: Any = 0
    s: Any = 0
    past: list[Array] = field(default_factory=list)


Update = Callable[[Memory, Array, Array], Array]


def momentum(k: Memory, w: Array, g: Array) -> Array:
    k.v = 0.9 * k.v + g
    return w - 0.1 * k.v


def momentum_average(k: Memory, w: Array, g: Array) -> Array:
    k.v = 0.9 * k.v + (1 - 0.9) * g
    return w - 0.1 * k.v


def momentum_of_keras(k: Memory, w: Array, g: Array) -> Array:
    k.v = 0.9 * k.v - 0.1 * g
    return w + k.v


def momentum_half(k: Memory, w: Array, g: Array) -> Array:
    k.v = 0.5 * k.v + g
    return w - 0.1 * k.v


def nesterov(k: Memory, w: Array, g: Array) -> Array:
    before, k.v = k.v, 0.9 * k.v - 0.1 * g
    return w - 0.9 * before + (1 + 0.9) * k.v


def rmsprop(k: Memory, w: Array, g: Array) -> Array:
    k.s = 0.9 * k.s + 0.1 * g**2
    return w - 0.1 * g / (np.sqrt(k.s) + 1e-8)


def adagrad(k: Memory, w: Array, g: Array) -> Array:
    k.s = k.s + g**2
    return w - 0.1 * g / (np.sqrt(k.s) + 1e-8)


def adam_with(change: str = "", decay: float = 0.0) -> Update:
    def adam(k: Memory, w: Array, g: Array) -> Array:
        k.t += 1
        k.m = 0.9 * k.m + (1 - 0.9) * g
        k.s = 0.999 * k.s + (1 - 0.999) * g * g
        t = k.t + 1 if change == "count" else k.t
        m, s = k.m / (1 - 0.9**t), k.s / (1 - 0.999**t)
        if change == "uncorrected":
            m, s = k.m, k.s
        if change == "half corrected":
            m = k.m
        if change == "no average":
            m = g
        root = np.sqrt(s) + 1e-8
        if change == "inside":
            root = np.sqrt(s + 1e-8)
        if change == "no root":
            root = s + 1e-8
        step = 0.1 * (m / root + decay * w)
        return w + step if change == "sign" else w - step

    return adam


def sign(k: Memory, w: Array, g: Array) -> Array:
    k.v = 0.9 * k.v + g
    return w + 0.1 * k.v


def forgotten(k: Memory, w: Array, g: Array) -> Array:
    return w - 0.1 * g


def subtracted(k: Memory, w: Array, g: Array) -> Array:
    old, k.v = k.v, 0.9 * k.v + g
    return w - 0.1 * (g - 0.9 * old)


def tenfold(k: Memory, w: Array, g: Array) -> Array:
    k.v = 0.9 * k.v + g
    return w - 0.3 * k.v


def run(update: Update, kind: str = "float64", iterations: int = 12) -> list[Given]:
    """Fit a line with small gradients; W1 and b1 are updated by a rule."""
    rng = np.random.default_rng(0)
    w, b = rng.normal(size=(3, 2)).astype(kind), np.zeros(2, kind)
    kept = Memory(), Memory()
    found = []
    for number in range(1, iterations + 1):
        x = (0.05 * rng.normal(size=(9, 3))).astype(kind)
        y = x[:, :2] + np.array([0.01, -0.02], kind)
        error = x @ w + b - y
        g = x.T @ error / 9, error.mean(axis=0)
        after = [
            update(k, one, d).astype(kind)
            for k, one, d in zip(kept, (w, b), g, strict=True)
        ]
        arrays = {"X": x, "y": y, "W1": w, "b1": b, "dW1": g[0], "db1": g[1]}
        arrays |= {"W1_after": after[0], "b1_after": after[1], "lr": np.array(0.1)}
        found.append(given_by_names(arrays, number))
        w, b = after
    return found


def check(found: list[Given], **said: Any) -> Report:
    numbers = [one.number for one in found]
    known = Said(("linear",), "mse", **said)
    return Checkup(numbers, found.__getitem__, known).run()


def judged(report: Report) -> dict[str, tuple[str, ...] | None]:
    """Return what is said of the updates: None for right, or the mistakes."""
    return {
        one.name: None if one.ok else (one.fault.names if one.fault else ())
        for one in report.verdict.quantities
        if one.name.endswith("_after")
    }


RIGHT = {
    "momentum": (momentum, momentum_average, momentum_of_keras, momentum_half),
    "nesterov": (nesterov,),
    "rmsprop": (rmsprop,),
    "adagrad": (adagrad,),
    "adam": (adam_with(),),
    "adamw": (adam_with(decay=0.01),),
}


@pytest.mark.parametrize("kind", ["float64", "float32"])
@pytest.mark.parametrize("rule", RIGHT)
def test_right_updates_are_right_whether_the_rule_is_said_or_not(
    rule: str, kind: str
) -> None:
    for update in RIGHT[rule]:
        found = run(update, kind)
        for said in ({"optimizer": rule}, {}):
            report = check(found, **said)
            assert report.ok, (report.wrong, judged(report), said)
            if said:
                assert judged(report) == {"W1_after": None, "b1_after": None}
            else:
                assert any("updates by" in note for note in report.notes), report.notes


@pytest.mark.parametrize("kind", ["float64", "float32"])
@pytest.mark.parametrize(
    ("rule", "update", "name"),
    [
        ("momentum", sign, "update_sign"),
        ("momentum", forgotten, "memory_left_out"),
        ("momentum", subtracted, "velocity_sign"),
        ("momentum", tenfold, "update_factor"),
        ("momentum", nesterov, "nesterov_in_place_of_momentum"),
        ("nesterov", momentum, "nesterov_left_out"),
        ("adam", adam_with("uncorrected"), "bias_correction_left_out"),
        ("adam", adam_with("half corrected"), "bias_correction_left_out"),
        ("adam", adam_with("inside"), "epsilon_inside_root"),
        ("adam", adam_with("no root"), "root_left_out"),
        ("adam", adam_with("no average"), "first_moment_left_out"),
        ("adam", adam_with("sign"), "update_sign"),
        ("adam", adam_with("count"), "step_count_off"),
        ("adam", forgotten, "memory_left_out"),
        ("adamw", adam_with(), "weight_decay_left_out"),
    ],
)
def test_mistakes_of_updates_are_named(
    rule: str, update: Update, name: str, kind: str
) -> None:
    settings = {"momentum": {"momentum": 0.9}, "nesterov": {"momentum": 0.9}}
    report = check(run(update, kind), optimizer=rule, settings=settings.get(rule, {}))
    assert not report.ok
    assert (name,) in judged(report).values(), (judged(report), report.notes)
    if name == "update_factor":
        faults = [one.fault for one in report.verdict.quantities if one.fault]
        assert {fault.details for fault in faults} == {("3",)}


def test_what_is_missing_is_said_where_iterations_are() -> None:
    found = run(adam_with())[::3]
    report = check(found, optimizer="adam")
    assert report.ok
    assert any("not all iterations from the first" in note for note in report.notes)


def test_other_settings_are_asked_for_rather_than_called_wrong() -> None:
    def slow(k: Memory, w: Array, g: Array) -> Array:
        k.v = 0.77 * k.v + g
        return w - 0.1 * k.v

    report = check(run(slow), optimizer="momentum")
    assert report.ok
    assert any("say them (momentum)" in note for note in report.notes)
    said = check(run(slow), optimizer="momentum", settings={"momentum": 0.77})
    assert judged(said) == {"W1_after": None, "b1_after": None}
    wrong = check(run(slow), optimizer="momentum", settings={"momentum": 0.9})
    assert not wrong.ok
