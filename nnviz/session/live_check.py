"""Checks an iteration: every number of it, and its gradient against differences.

It asks two questions. Is each quantity what it should be, given those it is computed
from? That finds a mistake where it is made. And is the gradient that of the cost? That
tells what the mistake does to learning, and would find one that nobody thought of.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from nnviz.core.gradient_check import GradientCheck
from nnviz.core.types import Floats
from nnviz.session.checking.backward_rules import backward_expectations
from nnviz.session.checking.expectation import (
    Expectation,
    Finding,
    Quantities,
    judge_quantity,
)
from nnviz.session.checking.forward_rules import (
    data_expectations,
    forward_expectations,
    loss_expectations,
)
from nnviz.session.checking.gradient_rules import check_gradient, sample_places
from nnviz.session.checking.subject import Subject
from nnviz.session.checking.update_rules import update_expectations


@dataclass(frozen=True, slots=True, eq=False)
class LiveCheck:
    """The result of checking one iteration.

    Attributes
    ----------
    run, iteration
        What was checked.
    findings
        The quantities that are not what they should be, in the program's order.
    quantities_checked
        The number of quantities that were compared.
    gradient
        The check of the gradient.
    asked
        The number of parameters to be checked; a check that was interrupted has judged
        fewer.
    """

    run: int
    iteration: int
    findings: tuple[Finding, ...]
    quantities_checked: int
    gradient: GradientCheck
    asked: int

    @property
    def gradients_agree(self) -> bool:
        """Whether no gradient that was judged is wrong."""
        return self.gradient.max_relative_error <= self.gradient.tolerance

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings and self.gradients_agree

    @property
    def wrong_gradients(self) -> tuple[str, ...]:
        """The names of the gradients with a wrong entry: ``dW1``, ``db1``, ..."""
        named = self.gradient.layout.named(self.gradient.errors, "d")
        limit = self.gradient.tolerance
        return tuple(name for name, part in named.items() if (part > limit).any())

    @property
    def weight_errors(self) -> tuple[Floats, ...]:
        """The relative errors of each layer's weights, (O, I); NaN if not judged."""
        return tuple(self.gradient.layout.weights(self.gradient.errors))

    @property
    def bias_errors(self) -> tuple[Floats, ...]:
        """The relative errors of each layer's biases, (O,); NaN if not judged."""
        return tuple(self.gradient.layout.biases(self.gradient.errors))


def check_iteration(
    subject: Subject, keep_going: Callable[[], bool] = lambda: True
) -> LiveCheck:
    """Check one iteration.

    Parameters
    ----------
    subject
        The iteration.
    keep_going
        Called every few milliseconds. Once it returns False, the rest of the gradient
        is skipped.
    """
    findings, checked = [], 0
    with np.errstate(all="ignore"):
        for expected in _expectations(subject):
            found = judge_quantity(expected)
            checked += 1
            if found is not None:
                findings.append(_placed(subject, found))
            # The answer does not matter yet: comparing quantities is quick, but the
            # caller wants to be called.
            keep_going()
    places = sample_places(subject)
    return LiveCheck(
        subject.run,
        subject.trace.iteration,
        tuple(findings),
        checked,
        check_gradient(subject, places, keep_going),
        len(places),
    )


def _expectations(subject: Subject) -> Iterator[Expectation]:
    quantities = Quantities(subject.trace)
    return chain(
        data_expectations(subject),
        forward_expectations(subject, quantities),
        loss_expectations(subject, quantities),
        backward_expectations(subject, quantities),
        update_expectations(subject, quantities),
    )


def _placed(subject: Subject, found: Finding) -> Finding:
    """Return a finding about the data with the layer that reads them."""
    layer = {"inputs": 1, "targets": subject.layers[-1]}.get(found.quantity)
    return found if layer is None else replace(found, layer=layer)
