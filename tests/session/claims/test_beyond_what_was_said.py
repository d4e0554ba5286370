"""What a program does beside what was said is named; only mistakes are wrong."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from nnviz.core.activations import ACTIVATIONS
from nnviz.session.claims.checkup import Checkup, Report, Said
from nnviz.session.claims.claim_words import headline
from nnviz.session.claims.given import Given
from nnviz.session.claims.guessing.false_slopes import false_slopes
from nnviz.session.claims.guessing.false_targets import false_targets
from nnviz.session.claims.right import slope_of, value_of
from tests.session.claims.scratch import Array, Scratch

SAID = Said(("tanh", "softmax"), "cross_entropy", 0.3)
RATE = 0.3

Change = Callable[[list[Given]], None]


def checked(change: Change, said: Said = SAID) -> Report:
    found = Scratch((3, 5, 3), ("tanh", "softmax"), "cross_entropy").run(4)
    change(found)
    checkup = Checkup([one.number for one in found], found.__getitem__, said)
    return checkup.run()


def gradients(change: Callable[[str, Array, Array], Array]) -> Change:
    """Change each gradient by a function of its name, itself and its parameter."""

    def apply(found: list[Given]) -> None:
        for one in found:
            for name, gradient in one.gradients.items():
                kind = one.weights if name[1] == "W" else one.biases
                one.gradients[name] = change(name, gradient, kind[int(name[2:])])
            one.after.clear()

    return apply


def steps(change: Callable[[Given, str, Array, Array], Array]) -> Change:
    """Let each parameter follow by a function of its gradient and itself."""

    def apply(found: list[Given]) -> None:
        for one in found:
            for name in one.after:
                kind = one.weights if name[0] == "W" else one.biases
                before, gradient = kind[int(name[1:])], one.gradients[f"d{name}"]
                one.after[name] = before - change(one, name, gradient, before)

    return apply


def with_penalty(l1: float, l2: float, kinds: str, cost: float = 1.0) -> Change:
    """Add a penalty to all gradients of some kinds, and so many times to the cost."""

    def slope(name: str, gradient: Array, own: Array) -> Array:
        return gradient + (l2 * own + l1 * np.sign(own)) * (name[1] in kinds)

    def apply(found: list[Given]) -> None:
        gradients(slope)(found)
        for one in found:
            by_kind = {"W": one.weights, "b": one.biases}
            penalised = [p for kind in kinds for p in by_kind[kind].values()]
            size = sum(l1 * np.abs(p).sum() + l2 / 2 * (p**2).sum() for p in penalised)
            assert one.cost is not None
            one.cost += cost * size

    return apply


def not_cleared(found: list[Given]) -> None:
    for one, before in zip(found[::-1], found[-2::-1], strict=False):
        for name in one.gradients:
            one.gradients[name] = one.gradients[name] + before.gradients[name]
        one.after.clear()


@pytest.mark.parametrize(
    ("change", "wrong", "mistake"),
    [
        (gradients(lambda n, g, w: g + 0.05 * w * (n == "dW2")), "dW2", "in_gradient"),
        (gradients(lambda n, g, w: g - 0.05 * w * (n[1] == "W")), "dW1", "sign"),
        (gradients(lambda n, g, w: g + 0.02 * np.sign(w) * (n == "dW1")), "dW1", "in"),
        (gradients(lambda n, g, w: g * 12 / 32), "dW1", "mean_over_another_count"),
        (gradients(lambda n, g, w: g * w if n == "db1" else g), "db1", "as_input"),
        (not_cleared, "dW2", "gradient_not_cleared"),
    ],
)
def test_what_is_in_a_gradient_is_named(
    change: Change, wrong: str, mistake: str
) -> None:
    found = {one.name: one for one in checked(change).verdict.quantities}
    fault = found[wrong].fault
    assert fault is not None
    assert len(fault.names) == 1
    assert mistake in fault.names[0]


@pytest.mark.parametrize("kinds", ["W", "Wb"])
@pytest.mark.parametrize(
    ("l1", "l2", "words"),
    [
        (0.0, 0.05, "an L2 penalty in them: 0.05 times each weight"),
        (0.02, 0.0, "an L1 penalty in them: 0.02 times the sign of each weight"),
        (0.02, 0.05, "and an L1 penalty in them: 0.02 times the sign of each weight"),
    ],
)
def test_a_penalty_of_all_parameters_that_was_not_said_is_no_mistake(
    l1: float, l2: float, words: str, kinds: str
) -> None:
    report = checked(with_penalty(l1, l2, kinds))
    assert report.ok, headline(report.verdict)
    ending = " and bias." if kinds == "Wb" else "."
    assert any(note.endswith(words + ending) for note in report.notes), report.notes
    without = checked(with_penalty(l1, l2, kinds, cost=0.0))
    assert without.ok
    assert not checked(with_penalty(l1, l2, kinds, cost=0.5)).ok


def norm_of(one: Given) -> float:
    return float(np.sqrt(sum((g**2).sum() for g in one.gradients.values())))


@pytest.mark.parametrize("optimizer", [None, "sgd"])
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda one, n, g, w: RATE * (g + 0.02 * w * (n[0] == "W")), "each weight l"),
        (lambda one, n, g, w: RATE * (g + 0.02 * w), "each weight and each bias loses"),
        (lambda one, n, g, w: RATE * np.clip(g, -0.01, 0.01), "between ±0.01"),
        (lambda one, n, g, w: RATE * g * 0.02 / norm_of(one), "a norm of 0.02, tog"),
        (
            lambda one, n, g, w: RATE * g * min(1, 0.03 / np.linalg.norm(g)),
            "each array is clipped to a norm of 0.03",
        ),
    ],
)
def test_what_was_not_said_of_an_update_is_no_mistake(
    change: Callable[[Given, str, Array, Array], Array],
    words: str,
    optimizer: str | None,
) -> None:
    report = checked(steps(change), replace(SAID, optimizer=optimizer))
    assert report.ok
    assert not report.verdict.unjudged
    assert any(words in note for note in report.notes), report.notes


def test_weights_that_grow_are_no_decay() -> None:
    def grown(one: Given, name: str, g: Array, w: Array) -> Array:
        return RATE * (g - 0.02 * w * (name[0] == "W"))

    assert not checked(steps(grown), replace(SAID, optimizer="sgd")).ok


def test_adam_that_was_not_said_is_told_by_its_own_mistake() -> None:
    kept: dict[str, tuple[Array, Array]] = {}

    def uncorrected(one: Given, name: str, g: Array, w: Array) -> Array:
        m, v = kept.get(name, (np.zeros_like(g), np.zeros_like(g)))
        kept[name] = m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        return RATE * m / (np.sqrt(v) + 1e-8)

    report = checked(steps(uncorrected))
    assert not report.ok
    wrong = [one for one in report.verdict.quantities if not one.ok]
    names = {one.fault.names if one.fault else () for one in wrong}
    assert names == {("bias_correction_left_out",)}
    assert any("updates by adam" in note for note in report.notes)


def test_what_could_not_be_judged_is_not_said_to_be_right() -> None:
    def unknown(one: Given, name: str, g: Array, w: Array) -> Array:
        return RATE * np.tanh(5.0 * g)

    report = checked(steps(unknown))
    assert report.ok
    assert set(report.verdict.unjudged) == {
        f"{kind}{layer}_after" for kind in "Wb" for layer in (1, 2)
    }
    assert "were not judged" in headline(report.verdict)


@pytest.mark.parametrize("name", ["tanh", "sigmoid", "relu", "leaky_relu"])
def test_false_slopes_are_false(name: str) -> None:
    z = np.random.default_rng(0).normal(size=(40, 3))
    f = ACTIVATIONS[name]
    a, right = value_of(f, z), slope_of(f, z)
    found = list(false_slopes(name, z, a))
    assert found
    for words, slope in found:
        # Nor a multiple of the right one, which would be named otherwise.
        scale = np.vdot(right, slope) / np.vdot(right, right)
        assert not np.allclose(slope, scale * right), words


def test_targets_of_other_samples_are_told_by_the_deltas() -> None:
    random = np.random.default_rng(0)
    y = np.eye(3)[random.integers(0, 3, 12)]
    moved = np.roll(y, 1, axis=0)
    a = random.dirichlet(np.ones(3), 12)
    for own in (moved, a - (a - moved) / 12):
        found = dict(false_targets(a, y, own))
        assert (found["targets_of_other_samples"] == moved).all()
    assert "targets_of_other_samples" not in dict(false_targets(a, y, y + 0.1))
