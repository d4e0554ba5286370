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
    Quantities,
    WrongQuantity,
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
from nnviz.session.claims.claim_words import faults_in_words
from nnviz.session.claims.own_program import judge_own


@dataclass(frozen=True, slots=True, eq=False)
class LiveCheck:
    """The result of checking one iteration.

    Attributes
    ----------
    run, iteration
        What was checked.
    wrong_quantities
        The quantities that are not what they should be, in the program's order.
    quantities_checked
        The number of quantities that were compared.
    gradient
        The check of the gradient.
    asked
        The number of parameters to be checked; a check that was interrupted has judged
        fewer.
    named
        A sentence for each mistake that would give what is wrong.
    """

    run: int
    iteration: int
    wrong_quantities: tuple[WrongQuantity, ...]
    quantities_checked: int
    gradient: GradientCheck
    asked: int
    named: tuple[str, ...] = ()

    @property
    def gradients_agree(self) -> bool:
        """Whether no gradient that was judged is wrong."""
        return self.gradient.max_relative_error <= self.gradient.tolerance

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong_quantities and self.gradients_agree

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
    wrong_quantities, checked = [], 0
    with np.errstate(all="ignore"):
        for expected in _expectations(subject):
            found = judge_quantity(expected)
            checked += 1
            if found is not None:
                wrong_quantities.append(_placed(subject, found))
            # The answer does not matter yet: comparing quantities is quick, but the
            # caller wants to be called.
            keep_going()
    places = sample_places(subject)
    gradient = check_gradient(subject, places, keep_going)
    named = _named(subject) if wrong_quantities else ()
    return LiveCheck(
        subject.run,
        subject.trace.iteration,
        tuple(wrong_quantities),
        checked,
        gradient,
        len(places),
        named,
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


def _named(subject: Subject) -> tuple[str, ...]:
    """Name the mistakes that would give what is wrong, in sentences."""
    kinds = ("z", "a", "delta", "dW", "db")
    names = [f"{kind}{layer}" for layer in subject.layers for kind in kinds]
    trace = subject.trace
    judged = judge_own(
        subject.network,
        subject.loss,
        subject.penalty,
        (trace["inputs"], trace["targets"]),
        {name: trace[name] for name in names},
    )
    return () if judged is None else faults_in_words(judged)


def _placed(subject: Subject, found: WrongQuantity) -> WrongQuantity:
    """Return what is wrong with the data with the layer that reads them."""
    layer = {"inputs": 1, "targets": subject.layers[-1]}.get(found.quantity)
    return found if layer is None else replace(found, layer=layer)
