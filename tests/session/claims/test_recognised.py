"""Activations that nobody names are recognised by what they have made of z."""

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.session.claims.checkup import Checkup, Report
from nnviz.session.claims.given import Given
from nnviz.session.claims.settling import Said
from tests.session.claims.scratch import Scratch


def program(precision: str = "float64") -> Given:
    (given,) = Scratch(
        (3, 4, 5, 2),
        ("sigmoid", "leaky_relu", "softmax"),
        "cross_entropy",
        precision=precision,
        given=("dW", "db", "a"),
    ).run(1)
    return given


def check(given: Given) -> Report:
    return Checkup([1], lambda _: given, Said(None, "cross_entropy")).run()


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_they_are_named_from_the_first_to_the_last(precision: str) -> None:
    report = check(program(precision))
    found = [f.name for f in report.verdict.activations]
    assert found == ["sigmoid", "leaky_relu", "softmax"]
    assert report.ok


@pytest.mark.parametrize("off", [1e-6, 1e-2])
def test_what_is_near_to_one_is_none(off: float) -> None:
    given = program()
    given.activations[2] = given.activations[2] + off * (
        1 + np.abs(given.activations[2])
    )
    with pytest.raises(InputError, match="activations"):
        check(given)


def test_without_what_a_layer_gave_they_have_to_be_said() -> None:
    given = program()
    del given.activations[1], given.sums[1]
    with pytest.raises(InputError, match="activations"):
        check(given)
