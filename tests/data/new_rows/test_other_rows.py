"""Rows of another file have the inputs of the data set, and targets if they can."""

from pathlib import Path

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.data.catalog import load_dataset
from nnviz.data.new_rows.rows_of_file import read_rows
from nnviz.data.prepared import prepare
from nnviz.data.readers.any_file import read_dataset

HOUSES = "area,town,rooms,price\n" + "".join(
    f"{40 + k},{'here' if k % 2 else 'there'},{k % 5},{100 + 3 * k}\n"
    for k in range(12)
)


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_columns_are_found_by_name_in_any_order(tmp_path: Path) -> None:
    like = read_dataset(written(tmp_path, "houses.csv", HOUSES))
    text = "note,price,rooms,area,town\na,250,2,61,here\nb,90,4,44,there\n"
    rows = read_rows(written(tmp_path, "new.csv", text), like)
    assert like.input_names == ("area", "town=here", "town=there", "rooms")
    assert rows.inputs.tolist() == [[61, 1, 0, 2], [44, 0, 1, 4]]
    assert rows.targets.tolist() == [[250], [90]]


def test_a_target_may_be_missing(tmp_path: Path) -> None:
    like = read_dataset(written(tmp_path, "houses.csv", HOUSES))
    text = "town,rooms,area\nhere,2,61\nthere,3,70\n"
    rows = read_rows(written(tmp_path, "new.csv", text), like)
    assert np.isnan(rows.targets).all()


def test_a_class_is_found_by_its_name(tmp_path: Path) -> None:
    like = load_dataset("iris")
    names = like.input_names
    lines = [",".join((*names, "kind")), f"5.1,3.5,1.4,0.2,{like.class_names[2]}"]
    rows = read_rows(written(tmp_path, "new.csv", "\n".join(lines)), like)
    assert rows.targets.tolist() == [[0, 0, 1]]


def test_a_missing_input_is_named(tmp_path: Path) -> None:
    like = read_dataset(written(tmp_path, "houses.csv", HOUSES))
    path = written(tmp_path, "new.csv", "area,town\n61,here\n44,there\n")
    with pytest.raises(InputError, match="there is no column 'rooms'"):
        read_rows(path, like)


def test_rows_are_scaled_as_those_of_the_data_set(tmp_path: Path) -> None:
    like = read_dataset(written(tmp_path, "houses.csv", HOUSES))
    data = prepare(
        like,
        test_fraction=0.25,
        seed=1,
        scaling="standard",
        target_scaling="standard",
        precision="float32",
    )
    rows = read_rows(written(tmp_path, "again.csv", HOUSES), like)
    part = rows.prepared(data)
    np.testing.assert_array_equal(part.padded[data.train_rows], data.train.padded)
    np.testing.assert_array_equal(part.targets[data.test_rows], data.test.targets)


def test_arrays_need_as_many_inputs(tmp_path: Path) -> None:
    path = tmp_path / "new.npz"
    np.savez(path, x=np.ones((4, 3)), y=np.array([0, 1, 0, 1]))
    with pytest.raises(InputError, match="its rows have 3 inputs, those of 'iris' 4"):
        read_rows(path, load_dataset("iris"))


def test_rows_at_fault_are_left_out_and_the_others_keep_their_places(
    tmp_path: Path,
) -> None:
    like = read_dataset(written(tmp_path, "houses.csv", HOUSES))
    text = "area,town,rooms,price\n,here,2,5\n61,here,2,5\n61,Paris,2,5\n44,there,4,\n"
    rows = read_rows(written(tmp_path, "new.csv", text), like)
    assert rows.places.tolist() == [1, 3]
    assert rows.inputs.tolist() == [[61, 1, 0, 2], [44, 0, 1, 4]]
    assert rows.targets[0] == [5]
    assert np.isnan(rows.targets[1]).all()
    assert list(rows.faults) == [0, 2]
    assert rows.total == 4
    assert rows.fault_words(1)[0] == "new.csv: 2 of 4 rows have no prediction:"
    assert rows.fault_words(1)[-1] == "and 1 more"


def test_a_file_that_has_changed_is_not_read_as_the_one_it_was(tmp_path: Path) -> None:
    like = read_dataset(written(tmp_path, "houses.csv", HOUSES))
    path = written(tmp_path, "new.csv", "area,town,rooms\n61,here,2\n")
    rows = read_rows(path, like)
    assert rows.written is not None
    assert list(rows.written.rows()) == [["61", "here", "2"]]
    path.write_text("area,town,rooms\n61,here,2\n62,here,2\n")
    with pytest.raises(InputError, match="has changed since"):
        list(rows.written.rows())


def test_of_several_columns_of_classes_none_is_guessed(tmp_path: Path) -> None:
    like = load_dataset("circle")
    outer, inner = like.class_names
    text = f"a,b,x1,x2\n{outer},{inner},1,2\n"
    rows = read_rows(written(tmp_path, "new.csv", text), like)
    assert (rows.target, np.isnan(rows.targets).all()) == ("", True)
    text = f"a,x1,x2,b\n{outer},1,2,{inner}\n"
    rows = read_rows(written(tmp_path, "new.csv", text), like)
    assert (rows.target, rows.targets.tolist()) == ("b", [[1.0]])
