"""Files by their ending, and files that are none."""

import os
import sys
from pathlib import Path

import pytest

from nnviz.core.errors import InputError
from nnviz.data.readers.any_file import read_dataset
from nnviz.data.table_choices import TableChoices


@pytest.mark.parametrize(
    "name", ["a.csv", "a.CSV", "a.tsv", "a.txt", "a.data", "a.dat", "a.test", "plain"]
)
def test_a_table_is_known_by_its_content(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("x,y\n1,2.5\n2,3.5\n")
    assert read_dataset(path).samples == 2


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("elsewhere.tsv", r"elsewhere\.tsv: there is no such file$"),
        ("mime.csv", "did you mean 'mine.csv'"),
        ("mine.csv/more.csv", "there is no such file"),
        ("folder.csv", "is a folder without a file to read"),
        ("plain", "the file is empty"),
        ("zero\0.csv", "cannot be opened"),
        ("long" * 1000 + ".csv", "cannot be opened|no such file"),
    ],
)
def test_what_is_no_file_to_read_is_said(
    tmp_path: Path, name: str, message: str
) -> None:
    (tmp_path / "folder.csv").mkdir()
    for existing in ("mine.csv", "plain"):
        (tmp_path / existing).touch()
    with pytest.raises(InputError, match=message):
        read_dataset(tmp_path / name)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(InputError, match="not a regular file"):
        read_dataset(tmp_path / "pipe.csv")


@pytest.mark.parametrize("name", ["mine.npz", "mine-images-idx3-ubyte"])
def test_a_target_is_for_tables_only(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    with pytest.raises(InputError, match="--target can only be chosen for a table"):
        read_dataset(tmp_path / name, TableChoices(target="y"))


def test_inputs_are_chosen_in_tables_only(tmp_path: Path) -> None:
    table = tmp_path / "houses.csv"
    table.write_text("area,noise,price\n" + "1.5,9,2.5\n2,8,3.5\n" * 3)
    dataset = read_dataset(table, TableChoices(target="price", inputs=("area",)))
    assert dataset.input_names == ("area",)
    other = tmp_path / "mine.npz"
    other.touch()
    with pytest.raises(InputError, match="--inputs can only be chosen for a table"):
        read_dataset(other, TableChoices(inputs=("area",)))
