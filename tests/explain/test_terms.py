"""Sums that add up exactly, and tables that can be sorted and searched."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.functions.loss import ErrorForm
from nnviz.core.losses import LOSSES
from nnviz.core.optimizers import OPTIMIZERS
from nnviz.explain.arithmetic.forward import forward_terms
from nnviz.explain.arithmetic.loss_steps import ERROR_TERMS
from nnviz.explain.arithmetic.optimizer_steps import OPTIMIZER_STEPS
from nnviz.explain.curves import CURVES
from nnviz.explain.number_table import NumberColumn, Numbered, NumberTable
from nnviz.explain.terms import Terms, add_up, roundings_to, weighted_sum
from nnviz.explain.traced_sample import TracedSample
from tests.explain.networks import case

finite = st.floats(-1e300, 1e300)


@given(finite, finite)
def test_roundings_lead_from_any_number_to_any_other_exactly(
    reached: float, total: float
) -> None:
    assert add_up([reached, *roundings_to(total, reached)]) == total


def test_a_large_difference_needs_a_second_rounding() -> None:
    assert len(roundings_to(0.1, 1.0e16 + 2.0)) == 2


def test_numbers_that_are_not_finite_have_no_rounding() -> None:
    assert roundings_to(float("inf"), 1.0) == ()
    assert roundings_to(float("nan"), 1.0) == ()


def wide() -> Terms:
    found = case(inputs=300, precision="float32", hidden=(3,))
    return forward_terms(TracedSample(found.trace, found.structure, 1), 1, 2)


def test_300_float32_products_add_up_to_z_as_stored() -> None:
    terms = wide()
    assert len(terms) == 300
    assert terms.roundings
    parts = [*terms.products.tolist(), terms.constant or 0.0, *terms.roundings]
    assert add_up(parts) == terms.total
    assert abs(terms.rounding) < 1e-5


@pytest.mark.parametrize("count", [1, 20, 299, 300, 500])
def test_the_largest_and_the_rest_add_up_too(count: int) -> None:
    terms = wide()
    few = terms.largest(count)
    assert len(few.products) + few.rest_count == 300
    parts = [*few.products.tolist(), few.rest, few.constant or 0.0, *few.roundings]
    assert add_up(parts) == terms.total
    assert np.abs(few.products).min() >= np.sort(np.abs(terms.products))[-count:][0]


def test_terms_are_found_by_name_and_ordered_by_size() -> None:
    names = ("pixel 1,2", "Pixel 3,4", "other")
    values = np.array([1.0, -3.0, 2.0])
    terms = weighted_sum(names, (("w", values), ("x", np.ones(3))), None, 0.0)
    assert terms.find("pixel").tolist() == [0, 1]
    assert terms.order().tolist() == [1, 2, 0]


def test_a_table_is_ordered_by_a_column() -> None:
    table = NumberTable(("a", "b"), (NumberColumn("bias", np.array([1.0, -2.0])),))
    assert table.order("bias").tolist() == [1, 0]
    assert table.find("B").tolist() == [1]
    with pytest.raises(KeyError):
        table.column("weight")


def test_numbered_names_are_a_sequence() -> None:
    names = Numbered("sample", 3)
    assert list(names) == ["sample 1", "sample 2", "sample 3"]
    assert names[-1] == "sample 3"
    assert names[:2] == ("sample 1", "sample 2")


def test_every_activation_loss_and_optimiser_is_written_with_numbers() -> None:
    assert set(CURVES) == {name for name in ACTIVATIONS if name != "softmax"}
    assert set(ERROR_TERMS) == {
        loss.name for loss in LOSSES.values() if isinstance(loss.form, ErrorForm)
    }
    assert set(OPTIMIZER_STEPS) == set(OPTIMIZERS)
