"""What is said of quantities where little is known, much is wrong, or nothing moves."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.session.claims.arranging import _is_single
from nnviz.session.claims.checkup import Checkup, Report
from nnviz.session.claims.claim_words import faults_in_words, relation
from nnviz.session.claims.costs import CostVerdict
from nnviz.session.claims.given import Given
from nnviz.session.claims.judging import Judged
from nnviz.session.claims.naming import Fault
from nnviz.session.claims.settling import Said
from tests.session.claims.scratch import Array, Scratch
from tests.session.claims.test_updates import (
    adam_with,
    momentum,
    momentum_average,
    run,
)

CLASSES = ((3, 4, 3), ("tanh", "softmax"), "cross_entropy")


def checked(found: list[Given], *, iteration: int | None = None, **said: Any) -> Report:
    more = {"activations": CLASSES[1], "loss": CLASSES[2]} | said
    numbers = [one.number for one in found]
    return Checkup(numbers, found.__getitem__, Said(**more)).run(iteration)


def one_of(report: Report, name: str) -> Judged:
    (one,) = [each for each in report.verdict.quantities if each.name == name]
    return one


@pytest.mark.parametrize(("rate", "taken"), [(1.0, True), (0.5, True), (0.0, False)])
def test_gradients_are_taken_from_an_update_that_was_one(
    rate: float, taken: bool
) -> None:
    found = Scratch(*CLASSES, rate=rate, given=("after", "cost")).run(1)
    report = checked(found, optimizer="sgd")
    assert report.ok
    assert any("taken from the update" in note for note in report.notes) == taken
    names = {one.name for one in report.verdict.quantities}
    assert ({"dW1", "db1", "dW2", "db2"} <= names) == taken


def test_nothing_is_taken_from_an_update_without_targets() -> None:
    found = Scratch(*CLASSES, rate=0.5, given=("after", "a")).run(1)
    found[0].targets = found[0].cost = None
    report = checked(found, optimizer="sgd")
    assert {one.name for one in report.verdict.quantities} == {"z1", "a1", "z2", "a2"}


@pytest.mark.parametrize("before", [True, False])
def test_a_cost_that_is_wrong_follows_from_what_was_wrong_before(before: bool) -> None:
    mistakes = frozenset({"another_activation"} if before else ())
    found = Scratch(*CLASSES, mistakes, given=("a", "dW", "db", "cost")).run(1)
    found[0].cost = 1.37 * (found[0].cost or 0.0)
    cost = one_of(checked(found), "cost")
    assert not cost.ok
    assert (cost.follows, cost.fault is None) == (
        ("a1", True) if before else ("", False)
    )
    assert cost.difference == pytest.approx(abs(cost.got - cost.want))


def test_a_cost_that_is_right_follows_from_nothing() -> None:
    mistakes = frozenset({"another_activation"})
    found = Scratch(*CLASSES, mistakes, given=("a", "dW", "db", "cost")).run(1)
    cost = one_of(checked(found), "cost")
    assert (cost.ok, cost.follows, cost.fault) == (True, "", None)


def test_what_is_nowhere_a_number_differs_by_nothing() -> None:
    found = Scratch(*CLASSES, given=("a", "dW", "db", "cost")).run(1)
    found[0].inputs = np.full_like(found[0].inputs, np.nan)
    for group in (found[0].sums, found[0].activations):
        for layer, values in group.items():
            group[layer] = np.full_like(values, np.nan)
    one = one_of(checked(found), "a1")
    assert (one.ok, one.difference) == (True, 0.0)


def test_iterations_without_a_batch_are_passed_over() -> None:
    found = Scratch(*CLASSES, frozenset({"sign"})).run(4)
    found[1].inputs = None
    report = checked(found)
    assert (report.checked, report.recorded) == (3, 4)
    assert report.wrong == (1, 3, 4)
    assert any(note.startswith("1 of 4 iterations looked at") for note in report.notes)


def test_a_wrong_iteration_is_shown_and_not_a_right_one_before() -> None:
    found = Scratch(*CLASSES).run(4)
    found[2].gradients["dW1"] = -found[2].gradients["dW1"]
    report = checked(found)
    assert report.wrong == (3,)
    assert report.verdict.claims.number == 3
    assert one_of(report, "dW1").fault == Fault(("sign",), ("",), "dW1")


def test_the_iteration_asked_for_is_judged_alone() -> None:
    found = Scratch(*CLASSES, frozenset({"sign"})).run(3)
    report = checked(found, iteration=2)
    assert (report.checked, report.wrong) == (1, (2,))
    with pytest.raises(InputError, match="9 is not recorded: the nearest one is 3"):
        checked(found, iteration=9)


@pytest.mark.parametrize("samples", [2, 3])
def test_gradients_of_the_last_sample_are_named_in_a_small_batch(samples: int) -> None:
    mistakes = frozenset({"last_sample_only"})
    found = Scratch((3, 2), ("linear",), "mse", mistakes, samples=samples).run(1)
    report = checked(found, activations=("linear",), loss="mse")
    assert not report.ok
    assert one_of(report, "dW1").fault == Fault(("last_sample_only",), ("last",), "dW1")


def test_an_update_by_the_gradient_of_another_layer_is_named() -> None:
    sizes, activations = (3, 3, 3), CLASSES[1]
    (given,) = Scratch(sizes, activations, CLASSES[2], rate=0.3).run(1)
    given.after["W1"] = given.weights[1] - 0.3 * given.gradients["dW2"]
    given.after["b1"] = given.biases[1] - 0.3 * given.gradients["db2"]
    report = checked([given])
    for name, other in (("W1_after", "dW2"), ("b1_after", "db2")):
        fault = one_of(report, name).fault
        assert fault == Fault(("update_by_wrong_gradient",), (other,), name)
    assert one_of(report, "W2_after").ok
    assert any("dW2" in words for words in faults_in_words(report.verdict))


def judged(got: Any, want: Any) -> Judged:
    return Judged(
        "dW1", False, 1.0, got=np.array(got, float), want=np.array(want, float)
    )


@pytest.mark.parametrize(
    ("got", "want", "words"),
    [
        ([1.0, 2.0], [[1.0]], "it has shape (2,) and should have (1, 1)"),
        ([1.0, np.nan, np.inf], [1.0, 1.0, 1.0], "2 of 3 numbers are not finite"),
        ([2.5], [1.25], "it is 2.5 and should be 1.25"),
        ([1.0, 2.0], [0.0, 0.0], "no place agrees"),
        ([0.0, 0.0], [3.0, 4.0], "it is 0 times as long, no place agrees"),
        (
            [6.0, 8.0],
            [3.0, 4.0],
            "it is 2 times as long, the correlation with the right one is 1, no place "
            "agrees",
        ),
        (
            [[3.0, 4.0], [0.0, 5.0]],
            [[3.0, 4.0], [5.0, 0.0]],
            "it is 1 times as long, the correlation with the right one is 0.5, 1 of 2 "
            "rows agree: 1",
        ),
    ],
)
def test_how_a_wrong_array_relates_to_the_right_one(
    got: Any, want: Any, words: str
) -> None:
    assert relation(judged(got, want)) == words


def test_a_penalty_is_added_to_both_costs() -> None:
    fault = Fault(("sign",), ("",), "cost")
    more = CostVerdict((False, 1.0, 2.0, fault), (1.0,)).plus(0.25)
    assert more == CostVerdict((False, 1.25, 2.25, fault), (1.0,))
    assert CostVerdict().plus(0.25) == CostVerdict()


def given_of(weights: Array, **more: Any) -> Given:
    found = Scratch((2, 2), ("linear",), "mse", given=()).run(1)[0]
    found.weights = {1: weights}
    for group, values in more.items():
        getattr(found, group).update(values)
    return found


THIRDS = np.array([[1.0, 2.0], [4.0, 5.0]]) / 3.0
SINGLE = THIRDS.astype(np.float32).astype(float)
WHOLE = np.eye(2)


@pytest.mark.parametrize(
    ("weights", "more", "single"),
    [
        (THIRDS, {}, False),
        (SINGLE, {}, True),
        (WHOLE.astype(np.float32), {}, True),
        (WHOLE, {}, False),
        (WHOLE / 256.0, {}, False),
        (WHOLE, {"after": {"W1": SINGLE}}, True),
        (WHOLE, {"gradients": {"dW1": SINGLE}}, True),
        (WHOLE, {"gradients": {"dW1": THIRDS}}, False),
        (WHOLE, {"gradients": {"dW1": WHOLE.astype(np.float32)}}, True),
        (THIRDS, {"gradients": {"db1": np.ones(2, np.float32)}}, True),
        (THIRDS, {"activations": {1: np.ones((12, 2), np.float32)}}, True),
        (THIRDS, {"activations": {1: np.ones((12, 2), np.int32)}}, False),
        (np.full((2, 2), np.nan), {}, False),
    ],
)
def test_numbers_tell_whether_a_program_computes_in_float32(
    weights: Array, more: dict[str, Any], single: bool
) -> None:
    assert _is_single(given_of(weights, **more)) == single


@pytest.mark.parametrize(
    ("biases", "words"),
    [(None, "b1 has shape"), (np.ones(2), "b1 has shape")],
)
def test_shapes_that_fit_in_no_manner_are_refused_with_a_reason(
    biases: Any, words: str
) -> None:
    found = given_of(np.ones(2))
    found.biases = {1: np.ones(3) if biases is None else biases}
    with pytest.raises(InputError, match=words):
        checked([found], activations=("linear",), loss="mse")


def test_a_rule_is_found_from_what_follows_where_results_were_not_recorded() -> None:
    found = run(adam_with())
    for one in found:
        one.after = {}
    checkup = Checkup(
        [one.number for one in found],
        found.__getitem__,
        Said(("linear",), "mse"),
    )
    rule = checkup.taken_rule_at(3, checkup.settle(0))
    assert rule is not None
    assert rule.name == "adam"
    # Of the last one nothing follows, and without a learning rate nothing is told.
    for one in found:
        one.learning_rate = None
    rule = checkup.taken_rule_at(3, checkup.settle(0))
    assert rule is not None
    assert (rule.name, rule.rate) == ("sgd", None)


def with_rate(rate: float | None) -> list[Given]:
    found = run(momentum)
    for one in found:
        one.learning_rate = rate
    return found


@pytest.mark.parametrize(
    ("found", "said", "note"),
    [
        (with_rate(None), {}, "not checked: say the learning rate to have it checked."),
        (run(momentum), {"optimizer": "lion"}, "not checked: lion is not known."),
        (
            run(momentum)[:1],
            {"optimizer": "momentum"},
            "The update by momentum is not checked: one iteration alone does not tell",
        ),
        (
            run(momentum),
            {},
            "Not said, but borne out by the numbers: updates by momentum.",
        ),
        (
            run(momentum_average),
            {"optimizer": "momentum"},
            "The velocity is an average, (1 − μ) times as long, which is a convention.",
        ),
        (
            run(lambda _, w, g: w - 0.1 * np.sign(g)),
            {},
            "it is not that of plain gradient descent; if it is meant to be, say "
            "--optimizer sgd.",
        ),
        (
            run(lambda _, w, g: w - 0.1 * np.sign(g)),
            {"optimizer": "rmsprop"},
            "it is not that of rmsprop with usual settings; if they are others, say "
            "them (decay, epsilon).",
        ),
    ],
)
def test_what_is_said_of_an_update_that_is_not_or_otherwise_judged(
    found: list[Given], said: dict[str, Any], note: str
) -> None:
    report = checked(found, activations=("linear",), loss="mse", **said)
    assert any(one.endswith(note) or note in one for one in report.notes), report.notes
    names = {one.name for one in report.verdict.quantities if "after" in one.name}
    assert names == (set() if "not " in note and "borne" not in note else {*UPDATED})
    assert report.ok


UPDATED = ("W1_after", "b1_after")


def test_an_update_by_a_rule_that_was_said_and_all_of_its_settings_is_wrong() -> None:
    found = run(lambda _, w, g: w - 0.1 * np.sign(g))
    said = {"optimizer": "momentum", "settings": {"momentum": 0.9}}
    report = checked(found, activations=("linear",), loss="mse", **said)
    for name in UPDATED:
        one = one_of(report, name)
        assert (one.ok, one.fault) == (False, Fault((), (), name))


@pytest.mark.parametrize(("off", "right"), [(0.0, True), (1e-15, True), (1e-7, False)])
def test_an_update_is_right_up_to_rounding(off: float, right: bool) -> None:
    found = Scratch(*CLASSES, rate=0.3, given=("after", "dW", "db", "cost")).run(1)
    found[0].after["W2"] = found[0].after["W2"] + off
    report = checked(found, optimizer="sgd")
    assert one_of(report, "W2_after").ok == right
    assert one_of(report, "W1_after").ok
