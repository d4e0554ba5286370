"""Updates that another program has made: the rule, or what it is instead."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nnviz.session.claims.checkup import Checkup
from nnviz.session.claims.claim_words import faults_in_words
from nnviz.session.claims.settling import Said
from tests.session.claims.scratch import Scratch

Array = np.ndarray[Any, Any]
RATE = 0.3
Rule = Callable[[Array], Array]


def judged(rule: Rule, *, precision: str = "float64") -> tuple[bool, str]:
    """Say whether W1 is right after a step that a rule makes of its gradient."""
    program = Scratch(
        (2, 3, 2), ("tanh", "softmax"), "cross_entropy", rate=RATE, precision=precision
    )
    (given,) = program.run(1)
    said = Said(program.activations, program.loss, optimizer="sgd")
    given.after["W1"] = given.weights[1] + rule(given.gradients["dW1"])
    report = Checkup([1], lambda _: given, said).run()
    (one,) = [each for each in report.verdict.quantities if each.name == "W1_after"]
    return one.ok, " ".join(faults_in_words(report.verdict))


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_a_step_against_the_gradient_is_right(precision: str) -> None:
    rate = np.asarray(RATE, precision)
    assert judged(lambda g: -rate * g, precision=precision) == (True, "")


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (lambda g: 0.0 * g, "is what it was before"),
        (lambda g: RATE * g, "along the gradient"),
        (lambda g: -g, "learning rate"),
        (lambda g: g, "along the gradient, not against it, and"),
        (lambda g: -RATE * RATE * g, "twice"),
        (lambda g: -2.5 * RATE * g, "2.5 times"),
        (lambda g: -RATE * (g + np.eye(*g.shape)), ""),
        (lambda g: -RATE * g * (1 + 1e-6), "1 times"),
    ],
)
def test_another_step_is_named(rule: Rule, words: str) -> None:
    is_right, said = judged(rule)
    assert not is_right
    assert words in said, said
