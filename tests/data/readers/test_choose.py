"""Making data sets of tables."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.data.catalog import load_dataset
from nnviz.data.new_rows.rows_of_file import read_rows
from nnviz.data.readers.columns.look import look, to_dataset
from nnviz.data.readers.formats.csv_table import read_table
from nnviz.data.readers.raw_table import RawTable
from nnviz.data.table_choices import TableChoices

PEOPLE = """age,sex,height,fit
31,f,1.7,yes
45,m,1.8,no
28,f,1.6,yes
"""


@pytest.fixture
def people(tmp_path: Path) -> RawTable:
    """Return a table of numbers and words."""
    return table(tmp_path, PEOPLE)


def table(folder: Path, content: str) -> RawTable:
    """Return the table that a file has."""
    path = folder / "mine.csv"
    path.write_text(content)
    return read_table(path)


def test_the_last_column_is_the_target_unless_chosen(people: RawTable) -> None:
    dataset = to_dataset(people)
    assert dataset.task == "classification"
    assert dataset.class_names == ("no", "yes")
    assert dataset.targets[:, 0].tolist() == [1, 0, 1]


def test_words_among_the_inputs_become_one_hot(people: RawTable) -> None:
    dataset = to_dataset(people)
    assert dataset.input_names == ("age", "sex=f", "sex=m", "height")
    assert dataset.inputs[1].tolist() == [45, 0, 1, 1.8]


@pytest.mark.parametrize("target", ["height", "Height", "3", " height "])
def test_a_target_is_chosen_by_name_or_number(people: RawTable, target: str) -> None:
    dataset = to_dataset(people, TableChoices(target=target))
    assert (dataset.task, dataset.output_names) == ("regression", ("height",))
    assert dataset.targets[:, 0].tolist() == [1.7, 1.8, 1.6]


def test_several_targets_are_separated_by_commas(people: RawTable) -> None:
    dataset = to_dataset(people, TableChoices(target="height, age"))
    assert dataset.output_names == ("height", "age")
    assert dataset.targets[0].tolist() == [1.7, 31]


def test_inputs_can_be_chosen(people: RawTable) -> None:
    dataset = to_dataset(
        people,
        TableChoices(
            inputs=(
                "height",
                "1",
            )
        ),
    )
    assert dataset.input_names == ("height", "age")


def test_one_hot_columns_as_targets_are_classes(tmp_path: Path) -> None:
    content = "x,cat,dog,cow\n1,1,0,0\n2,0,1,0\n3,0,0,1\n"
    dataset = to_dataset(table(tmp_path, content), TableChoices(target="cat,dog,cow"))
    assert dataset.class_names == ("cat", "dog", "cow")


@pytest.mark.parametrize(
    ("values", "task"),
    [
        ([0, 1], "classification"),
        ([-1, 1], "classification"),
        ([1, 2], "regression"),
        ([1, 2] * 5, "classification"),
        ([0, 1, 2] * 5, "classification"),
        (list(range(20)) * 5, "classification"),
        (list(range(21)) * 5, "regression"),
        ([0, 1, 2] * 4, "regression"),
        ([0.5, 1.5] * 20, "regression"),
    ],
)
def test_whole_numbers_that_repeat_are_classes(
    tmp_path: Path, values: list[float], task: str
) -> None:
    content = "x,y\n" + "".join(f"{k}.5,{value}\n" for k, value in enumerate(values))
    assert to_dataset(table(tmp_path, content)).task == task


def test_the_task_can_be_said(tmp_path: Path) -> None:
    numbers = table(tmp_path, "x,y\n" + "1,0\n2,1\n" * 9)
    assert to_dataset(numbers, TableChoices(task="regression")).task == "regression"
    few = table(tmp_path, "x,y\n1,5\n2,6\n3,7\n")
    assert to_dataset(few, TableChoices(task="classification")).class_names == (
        "5",
        "6",
        "7",
    )


def test_a_problem_in_a_column_that_is_not_used_does_not_matter(
    tmp_path: Path,
) -> None:
    broken = table(tmp_path, "x,size,y\n1,3,0\n2,big,1\n5,4,1\n6,5,1\n")
    dataset = to_dataset(broken)
    assert dataset.input_names == ("x",)
    assert [remark.kind for remark in dataset.remarks if remark.column] == ["left-out"]
    with pytest.raises(InputError, match="line 3, column 'size': 'big' is not a num"):
        to_dataset(broken, TableChoices(inputs=("size",)))


def test_the_first_problem_of_the_file_is_the_one_named(tmp_path: Path) -> None:
    rows = "1,2,3\n" * 3
    broken = table(tmp_path, f"x,y,z\n{rows}1,what,3\noops,2,3\n{rows}")
    with pytest.raises(InputError, match="line 5, column 'y': 'what'"):
        to_dataset(broken)


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        (PEOPLE, {"target": "hight"}, "did you mean 'height'"),
        (PEOPLE, {"target": "age,wide"}, "unknown column 'wide'"),
        (PEOPLE, {"target": "sex,fit"}, "has other words"),
        (PEOPLE, {"target": "age", "inputs": ("age",)}, "an input and a target"),
        (PEOPLE, {"target": "1,2,3,4"}, "no columns are left"),
        (PEOPLE, {"task": "regression"}, "'fit': its values are words"),
        ("x,k\n1,a\n2,a\n", {}, r"column 'k': only one class \('a'\)"),
        (
            "x,k\n1,0\n2,0\n",
            {},
            "column 'k': there is nothing to learn.* 0 in every row",
        ),
        ("x,k\n1,0\n", {}, "column 'k': there is nothing to learn"),
        (
            "k,x,y\n" + "".join(f"word{i},1,{i}\n" for i in range(201)),
            {"inputs": ("k",)},
            "column 'k' has 201 different words",
        ),
        (
            "x,k\n" + "".join(f"1,word{i}\n" for i in range(201)),
            {"target": "k"},
            "column 'k': it has 201 different values",
        ),
    ],
)
def test_columns_that_cannot_be_used_so_are_refused(
    tmp_path: Path, content: str, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        to_dataset(table(tmp_path, content), TableChoices(**options))


def test_the_file_is_named_in_every_message(people: RawTable) -> None:
    with pytest.raises(InputError, match=r"mine\.csv"):
        to_dataset(people, TableChoices(target="nothing"))


def test_numbers_keep_their_order_of_columns(tmp_path: Path) -> None:
    dataset = to_dataset(
        table(tmp_path, "1,2,3,0.5\n4,5,6,0.25\n"), TableChoices(target="2")
    )
    np.testing.assert_array_equal(dataset.inputs, [[1, 3, 0.5], [4, 6, 0.25]])


def test_numbers_that_are_names_are_read_as_words(tmp_path: Path) -> None:
    file = tmp_path / "towns.csv"
    rows = (f"0{100 + k % 3},{k / 7:.2f},{k % 2}" for k in range(40))
    file.write_text("\n".join(["code,size,word", *rows]))
    for chosen in ("code", "1"):
        dataset = load_dataset(str(file), choices=TableChoices(words=(chosen,)))
        names = ("code=0100", "code=0101", "code=0102", "size")
        assert dataset.input_names == names
    choices = TableChoices(words=("code",))
    other = read_rows(file, load_dataset(str(file), choices=choices), choices)
    assert other.faults == {}
    with pytest.raises(InputError, match="unknown column 'kode'"):
        load_dataset(str(file), choices=TableChoices(words=("kode",)))


def _gappy(folder: Path, columns: int) -> Path:
    """Write twelve rows of an id, a number, columns of gaps, and a target."""
    lines = ["id,a," + ",".join(f"g{k}" for k in range(columns)) + ",y"]
    for row in range(12):
        gapped = ("7" if row % columns == k else "" for k in range(columns))
        lines.append(f"{row},{row % 5},{','.join(gapped)},{row * 3 % 7}")
    file = folder / "gappy.csv"
    file.write_text("\n".join(lines) + "\n")
    return file


def test_many_columns_left_out_for_their_gaps_are_said_once(tmp_path: Path) -> None:
    seen = look(read_table(_gappy(tmp_path, 7)))
    (remark,) = (r for r in seen.remarks if r.kind == "gaps")
    assert remark.done.startswith("7 columns, 'g5', 'g6', 'g0', …, were left out")
    # To leave out rows instead would leave none.
    assert [way.value for way in remark.ways] == ["median", "most-common"]


def test_a_way_to_learn_from_an_id_leaves_out_what_has_gaps(tmp_path: Path) -> None:
    table = read_table(_gappy(tmp_path, 4))
    (way,) = (w for r in look(table).remarks for w in r.ways if w.setting == "inputs")
    assert way.value == ("id", "a")
    assert look(table, TableChoices(inputs=way.value)).dataset().samples == 12
