"""The program's names for the numbers on the screen."""

import pytest

from nnviz.explain.selection import Selection
from nnviz.views.inspector.grid import GridRow
from nnviz.views.readings import Readings, name_in_sum, name_in_table


def test_a_name_with_two_texts_keeps_both() -> None:
    found = Readings()
    for text in ("0.25", " 0.25", "0.252"):
        found.note("W2[1, 3]", text)
    found.note("", "7")
    assert found == {"W2[1,3]": "0.25 / 0.252"}
    assert found.table == "W2[1,3]\t0.25 / 0.252"


def test_readings_of_another_view_are_added_text_by_text() -> None:
    found, other = Readings(), Readings()
    found.note("cost", "0.5")
    other.note("cost", "0.5")
    other.note("cost", "0.51")
    found.take(other)
    assert found == {"cost": "0.5 / 0.51"}


@pytest.mark.parametrize(
    ("result", "row", "heading", "name"),
    [
        ("z2[3]", GridRow("a1[2]", (), place=1), "weight", "W2[3,2]"),
        ("z2[3]", GridRow("a1[2]", (), place=1), "input", "a1[2]"),
        ("z1[3]", GridRow("length", (), place=1), "input", "inputs[2]"),
        ("z1[3]", GridRow("x2", (), place=1), "product", "W1[3,2]*inputs[2]"),
        ("z2[3]", GridRow("a1[2]", (), place=1), "sum", ""),
        ("z2[3]", GridRow("bias", (), place=4), "product", "b2[3]"),
        ("z2[3]", GridRow("rounding", ()), "product", ""),
        ("z2[3]", GridRow("z2[3]", (), strong=True), "sum", "z2[3]"),
        ("da1[2]", GridRow("delta2[3]", (), place=2), "weight", "W2[3,2]"),
        ("da1[2]", GridRow("delta2[3]", (), place=2), "δ", "delta2[3]"),
        ("db1[2]", GridRow("sample 4", (), place=3), "product", ""),
    ],
)
def test_numbers_in_a_sum_have_names(
    result: str, row: GridRow, heading: str, name: str
) -> None:
    assert name_in_sum(result, row, heading) == name


@pytest.mark.parametrize(
    ("kind", "row", "heading", "name"),
    [
        ("neuron", GridRow("x3", (), place=2), "change", "update_W2[1,3]"),
        ("neuron", GridRow("bias", (), place=4), "gradient", "db2[1]"),
        ("neuron", GridRow("x3", (), place=2), "after", "W2[1,3] after"),
        ("neuron", GridRow("x3", (), place=2), "own gradient", ""),
        ("layer", GridRow("neuron 3", (), place=2), "slope", "slope2[3]"),
        ("layer", GridRow("neuron 3", (), place=2), "weights", ""),
        ("loss", GridRow("yes", (), place=1), "output", "a5[2]"),
        ("sample", GridRow("yes", (), place=1), "target", "y[2]"),
    ],
)
def test_numbers_in_a_table_have_names(
    kind: str, row: GridRow, heading: str, name: str
) -> None:
    here = Selection(kind, "update", 0, 2, 0)  # type: ignore[arg-type]
    assert name_in_table(here, 5, row, heading) == name
