"""Cells of the results' table, which are shown in two lines."""

import pytest

from nnviz.session.comparison.verdict.results_table import parted


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("0.12", ("0.12", "")),
        ("0.12 (0.10 to 0.14)", ("0.12", "0.10 to 0.14")),
        ("90, 1 of 2 runs", ("90", "1 of 2 runs")),
        ("90 (80 to 95), 4 of 5 runs", ("90", "80 to 95, 4 of 5 runs")),
    ],
)
def test_a_cell_is_a_value_and_what_stands_below_it(
    cell: str, parts: tuple[str, str]
) -> None:
    assert parted(cell) == parts
