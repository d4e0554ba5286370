"""Derived inputs."""

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.data.catalog import load_dataset
from nnviz.data.dataset import Dataset
from nnviz.data.derived import DERIVED, add_derived

POINTS = Dataset(
    name="points",
    task="regression",
    inputs=[[2.0, -3.0], [0.5, 1.0]],
    targets=[0.0, 1.0],
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("x1^2", [4.0, 0.25]),
        ("x2^2", [9.0, 1.0]),
        ("x1*x2", [-6.0, 0.5]),
        ("sin(x1)", [0.9092974268, 0.4794255386]),
        ("sin(x2)", [-0.1411200081, 0.8414709848]),
    ],
)
def test_a_derived_column_is_its_formula(name: str, expected: list[float]) -> None:
    derived = add_derived(POINTS, [name])
    np.testing.assert_allclose(derived.inputs[:, 2], expected, atol=1e-10)
    np.testing.assert_array_equal(derived.inputs[:, :2], POINTS.inputs)


def test_columns_come_in_the_order_asked_for() -> None:
    names = ("sin(x2)", "x1^2")
    assert add_derived(POINTS, names).input_names == ("x1", "x2", *names)


def test_no_names_add_nothing() -> None:
    assert add_derived(load_dataset("iris"), []).input_count == 4


@pytest.mark.parametrize(
    ("dataset", "names", "message"),
    [
        ("circle", ["x1^3"], r"did you mean 'x1\^2'"),
        ("circle", ["x1^2", "x1^2"], "once"),
        ("iris", ["x1^2"], "'iris' has 4 input"),
        ("sine", list(DERIVED), "'sine' has 1 input"),
    ],
)
def test_what_cannot_be_derived_is_said(
    dataset: str, names: list[str], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        add_derived(load_dataset(dataset), names)
