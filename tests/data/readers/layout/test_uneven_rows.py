"""Rows with more or fewer cells than there are names: refused, or as it is chosen."""

from pathlib import Path

import pytest

from nnviz.core.errors import InputError
from nnviz.data.readers.formats.csv_table import read_table
from nnviz.data.table_choices import TableChoices


def written(folder: Path, cells: list[int], delimiter: str, header: str = "") -> Path:
    """Return a table whose rows have so many cells; the first of each is its number."""
    rows = [header] if header else []
    for row, count in enumerate(cells):
        more = [f"{row * 37 % 11}.5", *"xyzw"][: count - 1]
        rows.append(delimiter.join([str(row * row), *more]))
    path = folder / "uneven.csv"
    path.write_text("\n".join(rows) + "\n")
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("header", [True, False])
def test_dropped_rows_are_those_of_other_lengths_and_said(
    tmp_path: Path, delimiter: str, header: bool
) -> None:
    cells = [3, 3, 3, 3, 4, 3, 2, 3, 5, 3, 3, 3]
    names = delimiter.join(("a", "b", "c")) if header else ""
    path = written(tmp_path, cells, delimiter, names)
    table = read_table(path, TableChoices(uneven_rows="drop", header=header))
    whole = [row for row, count in enumerate(cells) if count == 3]
    assert [row[0] for row in table.preview(20)] == [row * row for row in whole]
    (said,) = [r.done for r in table.remarks if r.kind == "uneven-rows"]
    assert said.startswith("3 rows have")
    assert f"line {5 + header}: left out" in said


def test_short_rows_are_filled_up_with_gaps(tmp_path: Path) -> None:
    path = written(tmp_path, [3, 3, 2, 3, 1, 3, 3], ",", "a,b,c")
    table = read_table(path, TableChoices(uneven_rows="fill"))
    assert table.rows == 7
    assert [row[2] for row in table.preview(9)] == ["x", "x", "", "x", "", "x", "x"]
    (said,) = [r.done for r in table.remarks if r.kind == "uneven-rows"]
    assert said.startswith("2 rows have")
    assert "line 4: filled up" in said


@pytest.mark.parametrize(
    ("cells", "choice", "way"),
    [
        ([3, 3, 3, 2, 3], None, "--uneven-rows fill or drop"),
        ([3, 3, 3, 4, 3], None, "--uneven-rows drop"),
        ([3, 3, 2, 4, 3], "fill", "--uneven-rows drop"),
    ],
)
def test_a_refusal_says_the_way_on(
    tmp_path: Path, cells: list[int], choice: str | None, way: str
) -> None:
    path = written(tmp_path, cells, ",", "a,b,c")
    with pytest.raises(InputError, match=way):
        read_table(path, TableChoices(uneven_rows=choice))
    # The way that is said goes on.
    read_table(path, TableChoices(uneven_rows=way.split()[-1]))


def test_a_choice_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(InputError, match="drop, fill"):
        TableChoices(uneven_rows="cut")


@pytest.mark.parametrize("choice", ["drop", "fill"])
def test_even_tables_are_read_the_same_whatever_is_chosen(
    tmp_path: Path, choice: str
) -> None:
    path = written(tmp_path, [3] * 9, ",", "a,b,c")
    table = read_table(path, TableChoices(uneven_rows=choice))
    assert table.preview(9) == read_table(path, TableChoices()).preview(9)
    assert not [remark for remark in table.remarks if remark.kind == "uneven-rows"]
