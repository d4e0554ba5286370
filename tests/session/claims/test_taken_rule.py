"""The rule of another program is found, and a run goes on by it as that one did."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.layout import Layout
from nnviz.core.optimizers import OPTIMIZERS
from nnviz.session.claims.checkup import Checkup
from nnviz.session.claims.given import Given
from nnviz.session.claims.settling import Said
from nnviz.session.claims.taken_rule import TakenRule, flat
from tests.session.claims.test_updates import RIGHT, Update, adam_with, momentum, run

HERE = 7


def taken(found: list[Given], place: int = HERE, **said: Any) -> TakenRule:
    numbers = [one.number for one in found]
    checkup = Checkup(numbers, found.__getitem__, Said(("linear",), "mse", **said))
    rule = checkup.taken_rule_at(place, checkup.settle(0))
    assert rule is not None
    return rule


def vector(one: Given, group: str) -> Any:
    arrays = {
        "before": {"W1": one.weights[1].T, "b1": one.biases[1]},
        "gradient": {"W1": one.gradients["dW1"].T, "b1": one.gradients["db1"]},
        "after": {"W1": one.after["W1"].T, "b1": one.after["b1"]},
    }[group]
    return flat(Layout((3, 2)), arrays)


def gone_on(found: list[Given], rule: TakenRule) -> Any:
    """Let nnviz's optimiser make the updates of iterations by their gradients."""
    parameters = vector(found[0], "before")
    state = OPTIMIZERS[rule.name].start(parameters, rule.settings)
    state.restore(rule.memory)
    state.learning_rate = rule.rate or 0.0
    for one in found:
        state.gradient[...] = vector(one, "gradient") + rule.l2 * parameters
        for operation in state.operations:
            operation.run()
        parameters += state.update
    return parameters


@pytest.mark.parametrize("is_said", [True, False])
@pytest.mark.parametrize("rule", RIGHT)
def test_updates_go_on_as_they_were(rule: str, is_said: bool) -> None:
    for update in RIGHT[rule]:
        found = run(update)
        one = taken(found, optimizer=rule if is_said else None)
        assert one.name == rule
        assert "with all that the optimiser had kept" in one.words
        wanted = vector(found[-1], "after")
        np.testing.assert_allclose(gone_on(found[HERE:], one), wanted, rtol=1e-6)


def test_gradients_and_results_that_were_not_recorded_are_worked_out() -> None:
    found = run(adam_with())
    whole = vector(found[-1], "after"), list(found)
    bare = run(adam_with())
    for one in bare:
        one.gradients, one.after = {}, {}
    rule = taken(bare, optimizer="adam")
    np.testing.assert_allclose(gone_on(whole[1][HERE:], rule), whole[0], rtol=1e-6)


def test_what_was_recorded_of_its_state_counts() -> None:
    found = run(momentum)
    whole = taken(found, optimizer="momentum")
    here = found[HERE]
    kept = Layout((3, 2)).named(whole.memory["velocity"])
    here.state = {"velocity/W1": kept["W1"].T, "velocity/b1": kept["b1"]}
    alone = taken([found[0], here], 1, optimizer="momentum")
    np.testing.assert_array_equal(alone.memory["velocity"], whole.memory["velocity"])


def sign_only(_: Any, w: Any, g: Any) -> Any:
    return w - 0.01 * np.sign(g)


@pytest.mark.parametrize(
    ("update", "said", "every", "name", "words"),
    [
        (sign_only, None, 1, "sgd", "of no rule that nnviz knows"),
        (sign_only, "unknown", 1, "sgd", "not by a rule that nnviz does not have"),
        (sign_only, "lion", 1, "sgd", "and not by lion"),
        (momentum, None, 3, "sgd", "was not said, and not all iterations"),
        (adam_with(), "adam", 3, "adam", "memory begins empty: not all iterations"),
        (adam_with("uncorrected"), "adam", 1, "adam", "the recorded update differs"),
        (lambda _, w, g: w - 0.1 * g, None, 1, "sgd", ""),
        (lambda _, w, g: w - 0.1 * g, "sgd", 3, "sgd", ""),
    ],
)
def test_what_is_not_known_is_said(
    update: Update, said: str | None, every: int, name: str, words: str
) -> None:
    found = run(update)[::every]
    rule = taken(found, HERE // every, optimizer=said)
    assert rule.name == name
    assert words in rule.words
    assert bool(words) == bool(rule.words)


def test_a_weight_decay_becomes_a_penalty() -> None:
    found = run(lambda _, w, g: w - 0.1 * (g + 0.02 * w))
    rule = taken(found, optimizer="sgd", settings={"weight_decay": 0.02})
    assert (rule.name, rule.l2) == ("sgd", 0.02)
    assert "L2 penalty" in rule.words
    wanted = vector(found[-1], "after")
    np.testing.assert_allclose(gone_on(found[HERE:], rule), wanted, rtol=1e-9)
