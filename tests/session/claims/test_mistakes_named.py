"""Mistakes that are planted, single and in twos: each is found and named."""

import numpy as np
import pytest

from nnviz.session.claims.checkup import Checkup, Report
from nnviz.session.claims.settling import Said
from tests.session.claims.scratch import Scratch
from tests.session.claims.test_right_programs import NETWORKS

CASES = """
binary sign
classes sign
binary missing_mean
classes mean_twice
deep missing_mean
classes bias_gradient_summed 3
classes bias_gradient_summed 1
regression bias_gradient_summed 2
binary bias_gradient_not_summed 1
classes slope_left_out 2
classes slope_left_out 1
binary slope_left_out 1
regression slope_left_out 2
squares slope_left_out 3
deep slope_left_out 2
binary slope_of_activation 1
squares slope_of_activation 3
classes slope_of_activation 2
binary slope_twice 2
squares activation_as_slope 2
binary slope_of_another_activation 1
classes weights_not_transposed 1
regression weights_not_transposed 1
classes weights_already_updated
binary weights_already_updated
deep weights_already_updated
deep wrong_weights 2
classes own_output_as_input 2
deep own_output_as_input 3
regression wrong_input 2
classes last_sample_only 2
binary last_sample_only 1
classes transposed 2
classes transposed 1
classes one_hot_off_by_one
classes softmax_wrong_axis
binary mse_gradient_with_cross_entropy
classes mse_gradient_with_cross_entropy
classes gradients_of_the_batch_before
binary constant_factor 2
classes update_sign 2
classes update_not_stored
classes learning_rate_left_out
classes activation_left_out 2
binary bias_left_out 1
classes another_activation 1
classes sign,bias_gradient_summed 3
classes slope_left_out,missing_mean 2
binary slope_left_out,sign 1
classes bias_gradient_summed,slope_left_out 2
classes own_output_as_input,missing_mean 2
regression weights_not_transposed,slope_left_out 1
classes transposed,missing_mean 2
deep slope_left_out,bias_gradient_summed 2
classes missing_mean,update_sign 2
classes weights_already_updated,slope_left_out 1
binary bias_gradient_summed,constant_factor 1
squares slope_left_out,missing_mean 3
"""


def plant(
    network: str, mistakes: str, layer: int, precision: str, **more: object
) -> Report:
    program = Scratch(
        *NETWORKS[network],
        mistakes=frozenset(mistakes.split(",")),
        precision=precision,
        layer=layer,
        **more,  # type: ignore[arg-type]
    )
    with np.errstate(all="ignore"):
        found = program.run(2)
    said = Said(program.activations, program.loss)
    return Checkup([1, 2], found.__getitem__, said).run()


def names(report: Report) -> set[str]:
    faults = [one.fault for one in report.verdict.quantities if one.fault is not None]
    return {name for fault in faults for name in fault.names}


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_a_mistake_is_named(case: str) -> None:
    network, mistakes, *layer = case.split()
    # Either precision gets its half of the cases, and both get some of each kind.
    precision = ("float64", "float32")[len(case) % 2]
    report = plant(network, mistakes, int(layer[0]) if layer else 1, precision)
    assert not report.ok
    assert names(report) == set(mistakes.split(","))


def test_weights_reshaped_in_place_of_transposed_are_named() -> None:
    report = plant("classes", "weights_reshaped", 2, "float64")
    assert names(report) == {"weights_not_transposed"}


def test_where_comes_first_and_what_follows_is_listed_under_it() -> None:
    report = plant("deep", "slope_left_out", 4, "float64")
    by_name = {one.name: one for one in report.verdict.quantities}
    assert by_name["dW5"].ok
    for name in ("dW4", "db4"):
        fault = by_name[name].fault
        assert fault is not None
        assert fault.at == "delta4"
    assert by_name["dW1"].fault is None
    assert by_name["dW1"].follows == "dW4"


def test_with_the_deltas_recorded_the_cause_is_the_delta() -> None:
    given = ("dW", "db", "delta", "a")
    report = plant("classes", "slope_left_out", 2, "float64", given=given)
    by_name = {one.name: one for one in report.verdict.quantities}
    assert by_name["delta2"].fault is not None
    for name in ("dW2", "db2", "delta1", "dW1", "db1"):
        assert by_name[name].fault is None
        assert by_name[name].follows == "delta2"


def test_what_cannot_be_told_apart_is_said() -> None:
    # With one sample the sum is the average, and all is right.
    assert plant("classes", "missing_mean", 1, "float64", samples=1).ok
    # f' of relu at a >= 0 is 1 everywhere, as if it were left out: one of the two.
    report = plant("classes", "slope_of_activation", 1, "float64")
    assert report.ok


def test_no_known_mistake_is_said_with_how_the_numbers_relate() -> None:
    from nnviz.session.claims.claim_words import words

    program = Scratch(*NETWORKS["classes"])
    (given,) = program.run(1)
    given.gradients["dW2"] = given.gradients["dW2"].copy()
    given.gradients["dW2"][:, 2:] *= np.linspace(1.5, 2.5, 4)
    report = Checkup(
        [1], lambda _: given, Said(program.activations, program.loss)
    ).run()
    (wrong,) = [one for one in report.verdict.quantities if one.name == "dW2"]
    assert wrong.fault is not None
    assert wrong.fault.names == ()
    said = words(wrong, report.verdict)
    assert "correlation" in said
    assert "2 of 6 rows agree: 1, 2" in said


def test_without_gradients_those_of_the_update_are_checked() -> None:
    network = NETWORKS["classes"]
    program = Scratch(
        *network, mistakes=frozenset({"slope_left_out"}), given=("after",)
    )
    found = program.run(1)
    said = Said(program.activations, program.loss, optimizer="sgd")
    report = Checkup([1], found.__getitem__, said).run()
    assert names(report) == {"slope_left_out"}


def test_a_factor_of_a_single_number_goes_with_that_of_its_weights() -> None:
    report = plant("binary", "constant_factor_of_both", 3, "float64")
    faults = {o.name: o.fault for o in report.verdict.quantities if not o.ok}
    assert set(faults) == {"dW3", "db3"}
    assert {fault.names for fault in faults.values() if fault} == {("constant_factor",)}
