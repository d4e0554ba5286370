"""Making data sets of tables."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.data.readers.choose import to_dataset
from nnviz.data.readers.csv_table import read_table
from nnviz.data.readers.raw_table import RawTable

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
    dataset = to_dataset(people, target=target)
    assert (dataset.task, dataset.output_names) == ("regression", ("height",))
    assert dataset.targets[:, 0].tolist() == [1.7, 1.8, 1.6]


def test_several_targets_are_separated_by_commas(people: RawTable) -> None:
    dataset = to_dataset(people, target="height, age")
    assert dataset.output_names == ("height", "age")
    assert dataset.targets[0].tolist() == [1.7, 31]


def test_inputs_can_be_chosen(people: RawTable) -> None:
    dataset = to_dataset(people, inputs=["height", "1"])
    assert dataset.input_names == ("height", "age")


def test_one_hot_columns_as_targets_are_classes(tmp_path: Path) -> None:
    content = "x,cat,dog,cow\n1,1,0,0\n2,0,1,0\n3,0,0,1\n"
    dataset = to_dataset(table(tmp_path, content), target="cat,dog,cow")
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
    assert to_dataset(numbers, task="regression").task == "regression"
    few = table(tmp_path, "x,y\n1,5\n2,6\n3,7\n")
    assert to_dataset(few, task="classification").class_names == ("5", "6", "7")


def test_a_problem_in_a_column_that_is_not_used_does_not_matter(
    tmp_path: Path,
) -> None:
    broken = table(tmp_path, "x,note,y\n1,,0\n2,a,1\n")
    with pytest.raises(InputError, match="line 2, column 'note': the value is missing"):
        to_dataset(broken)
    assert to_dataset(broken, inputs=["x"]).samples == 2


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
        (PEOPLE, {"target": "sex,fit"}, "columns of numbers"),
        (PEOPLE, {"target": "age", "inputs": ["age"]}, "an input and a target"),
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
            {},
            "column 'k' has 201 different words",
        ),
        (
            "x,k\n" + "".join(f"1,word{i}\n" for i in range(201)),
            {},
            "column 'k': it has 201 different values",
        ),
    ],
)
def test_columns_that_cannot_be_used_so_are_refused(
    tmp_path: Path, content: str, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        to_dataset(table(tmp_path, content), **options)


def test_the_file_is_named_in_every_message(people: RawTable) -> None:
    with pytest.raises(InputError, match=r"mine\.csv"):
        to_dataset(people, target="nothing")


def test_numbers_keep_their_order_of_columns(tmp_path: Path) -> None:
    dataset = to_dataset(table(tmp_path, "1,2,3,0.5\n4,5,6,0.25\n"), target="2")
    np.testing.assert_array_equal(dataset.inputs, [[1, 3, 0.5], [4, 6, 0.25]])
