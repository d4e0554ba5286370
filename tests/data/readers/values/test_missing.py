"""Marks of missing values, words that spell them, and what fills gaps in."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.data.catalog import load_dataset
from nnviz.data.dataset import Dataset
from nnviz.data.new_rows.rows_of_file import read_rows
from nnviz.data.prepared import PreparedData, prepare
from nnviz.data.readers.formats.csv_table import read_table
from nnviz.data.readers.raw_table import RawTable
from nnviz.data.table_choices import TableChoices
from nnviz.files.data_card import DataCard


def read(folder: Path, content: str, **choices: Any) -> RawTable:
    path = folder / "t.csv"
    path.write_text(content)
    return read_table(path, TableChoices(**choices))


def load(folder: Path, content: str, **choices: Any) -> Dataset:
    path = folder / "t.csv"
    path.write_text(content)
    return load_dataset(str(path), choices=TableChoices(**choices))


def lines(*rows: str) -> str:
    return "\n".join(rows) + "\n"


def gaps(table: RawTable, name: str) -> list[int]:
    column = table.columns[table.names.index(name)]
    return [] if column.gaps is None else np.flatnonzero(column.gaps).tolist()


LISTED = (
    "- -- . .. ? None <NA> #N/A #DIV/0! n.a. N/A \\N NULL null NaN nan na NA #REF! ..."
)
MARKS = LISTED.split()


@pytest.mark.parametrize("mark", ["", *MARKS])
def test_a_mark_among_numbers_is_a_gap(tmp_path: Path, mark: str) -> None:
    table = read(tmp_path, lines("a,y", "1,5", f"{mark},6", "3,7", "4,8"))
    assert table.columns[0].kind == "number"
    assert gaps(table, "a") == [1]
    money = read(tmp_path, lines("a;y", "$1;5", f"{mark};6", "$3;7", "$4;8"))
    assert money.columns[0].values[[0, 2, 3]].tolist() == [1, 3, 4]
    assert gaps(money, "a") == [1]


@pytest.mark.parametrize(
    ("words", "mark"),
    [
        (["EU", "AS", "SA", "AF", "OC"], "NA"),
        (["de", "us", "fr", "za"], "na"),
        (["K", "Mg", "Fe", "Al", "Ca"], "Na"),
        (["Smith", "Li", "Miller", "Ng", "Jones"], "Null"),
        (["+"], "-"),
        (["BrkFace", "Stone", "BrkCmn"], "None"),
    ],
)
def test_what_spells_a_gap_may_be_a_word(
    tmp_path: Path, words: list[str], mark: str
) -> None:
    rows = [f"{word},{k}" for k, word in enumerate([*words, mark] * 4)]
    table = read(tmp_path, lines("w,y", *rows))
    assert gaps(table, "w") == []
    assert mark in table.columns[0].words
    chosen = read(tmp_path, lines("w,y", *rows), missing=(mark,))
    assert len(gaps(chosen, "w")) == 4


@pytest.mark.parametrize(
    ("words", "mark"),
    [
        (["male", "female"], "NA"),
        (["MALE", "FEMALE"], "NA"),
        (["y", "n"], "NA"),
        (["low", "middle", "high"], "nan"),
        (["red", "green", "blue"], "-"),
        (["red", "green", "blue"], "?"),
        (["Private", "State-gov", "Never-worked"], "?"),
        (["a", "b", "c"], "#N/A"),
        (["a", "b", "c"], "\\N"),
        (["red", "green", "blue"], "NULL"),
    ],
)
def test_a_mark_unlike_the_words_is_a_gap(
    tmp_path: Path, words: list[str], mark: str
) -> None:
    rows = [f"{word},{k}" for k, word in enumerate([*words, mark] * 4)]
    table = read(tmp_path, lines("w,y", *rows))
    assert len(gaps(table, "w")) == 4
    doubts = [r for r in table.remarks if r.kind == "missing-in-doubt"]
    assert len(doubts) == (mark in ("NA", "NULL"))
    for remark in doubts:
        (way,) = remark.ways
        again = read(tmp_path, lines("w,y", *rows), **{way.setting: way.value})
        assert mark in again.columns[0].words


def test_numbers_of_the_file_tell_that_a_mark_is_one(tmp_path: Path) -> None:
    rows = [
        f"{w},{k if k % 5 else 'NA'},{k}" for k, w in enumerate(["m", "f", "NA"] * 5)
    ]
    table = read(tmp_path, lines("w,x,y", *rows))
    assert len(gaps(table, "w")) == 5
    assert not table.remarks


def test_a_word_that_may_be_a_mark_is_said(tmp_path: Path) -> None:
    rows = [f"{w},{k}" for k, w in enumerate(["EU", "AS", "AF"] * 12 + ["NA"])]
    (remark,) = read(tmp_path, lines("w,y", *rows)).remarks
    assert str(remark) == (
        "column 'w': 'NA' in 1 row is taken for a word (--missing NA to take it for "
        "none)"
    )


@pytest.mark.parametrize("mark", ["-999", "-9999.0", "999", "-99", "-200"])
def test_numbers_far_from_others_may_mark_gaps(tmp_path: Path, mark: str) -> None:
    rows = [f"{mark if k % 6 == 0 else k % 7},{k % 2}" for k in range(30)]
    dataset = load(tmp_path, lines("a,y", *rows))
    (remark,) = dataset.remarks
    assert remark.kind == "missing-in-doubt"
    (way,) = remark.ways
    chosen = load(tmp_path, lines("a,y", *rows), **{way.setting: way.value})
    assert chosen.samples == 25
    assert chosen.inputs.min() >= 0.0


@pytest.mark.parametrize("values", [(1, 999, 500), (-99, -98, 5), (9999, 1, 20000)])
def test_numbers_near_others_are_numbers(
    tmp_path: Path, values: tuple[int, ...]
) -> None:
    rows = [f"{values[k % 3] + k},{k % 2}" for k in range(30)]
    assert not load(tmp_path, lines("a,y", *rows)).remarks


NUMBERS = [*range(1, 20), 1000.0]


def filled(folder: Path, rule: str) -> tuple[Dataset, PreparedData]:
    rows = [f"{n},{'red' if n % 3 else 'blue'},{k % 2}" for k, n in enumerate(NUMBERS)]
    rows[4], rows[9], rows[12] = ",red,1", "NA,blue,0", "5,,1"
    dataset = load(folder, lines("a,c,y", *rows), gaps=rule)
    data = prepare(
        dataset, test_fraction=0.3, seed=3, scaling="none", precision="float64"
    )
    return dataset, data


@pytest.mark.parametrize("rule", ["median", "most-common"])
def test_gaps_are_filled_in_by_the_training_set_alone(
    tmp_path: Path, rule: str
) -> None:
    dataset, data = filled(tmp_path, rule)
    gap_rows = {4, 9, 12}
    train = [k for k in data.train_rows.tolist() if k not in gap_rows]
    known = dataset.inputs[train]
    column = known[:, 0]
    if rule == "median":
        value = float(np.median(column))
    else:
        different, counts = np.unique(column, return_counts=True)
        value = float(different[counts.argmax()])
    assert data.dataset.inputs[[4, 9], 0].tolist() == [value, value]
    number, word = data.dataset.fills
    assert (number.column, number.value, number.rows) == ("a", value, (4, 9))
    colour = "red" if known[:, 2].sum() >= known[:, 1].sum() else "blue"
    assert (word.column, word.value, word.rows) == ("c", colour, (12,))
    assert [r.kind for r in dataset.remarks] == ["gaps", "gaps"]


def test_later_rows_are_filled_in_alike(tmp_path: Path) -> None:
    dataset, data = filled(tmp_path, "median")
    card = DataCard.of(dataset, data.dataset.fills)
    path = tmp_path / "new.csv"
    path.write_text(lines("a,c", "7,red", ",blue", "3,?", "NA,"))
    rows = read_rows(path, card)
    assert not rows.faults
    number, word = (fill.value for fill in card.fills)
    assert rows.inputs[:, 0].tolist() == [7, number, 3, number]
    assert rows.filled == {"a": (2, number), "c": (2, word)}
    place = card.input_names.index(f"c={word}")
    assert rows.inputs[2:, place].tolist() == [1, 1]
    assert "2 missing in 'a', filled in with" in rows.filled_words()[0]


def test_rows_with_gaps_have_no_prediction_unless_training_filled_them(
    tmp_path: Path,
) -> None:
    content = lines("a,c,y", *(f"{k},{'xy'[k % 2]},{k % 3}" for k in range(30)))
    card = DataCard.of(load(tmp_path, content))
    path = tmp_path / "new.csv"
    path.write_text(lines("a,c", "7,x", ",y"))
    assert read_rows(path, card).faults == {
        1: "line 3, column 'a': the value is missing"
    }


def test_rows_of_a_test_file_do_not_fill_the_data(tmp_path: Path) -> None:
    test = tmp_path / "test.csv"
    test.write_text(lines("a,y", "500,1", ",0", "700,1"))
    rows = [f"{k},{k % 2}" for k in range(30)]
    rows[3] = ",1"
    dataset = load(tmp_path, lines("a,y", *rows), gaps="median", test_file=str(test))
    (fill,) = dataset.fills
    assert fill.rows == (3, 31)
    assert dataset.inputs[[3, 31], 0].tolist() == [15.0, 15.0]


@pytest.mark.parametrize("rule", ["drop-rows", "drop-columns", None])
def test_gaps_are_left_out_and_it_is_said(tmp_path: Path, rule: str | None) -> None:
    rows = [f"{k},{k % 4 if k % 9 else ''},{k % 2}" for k in range(1, 41)]
    dataset = load(tmp_path, lines("a,b,y", *rows), gaps=rule)
    (remark,) = [r for r in dataset.remarks if r.kind == "gaps"]
    assert (remark.column, "4 of 40" in remark.done) == ("b", True)
    assert len(remark.ways) == 3
    assert dataset.samples == (40 if rule == "drop-columns" else 36)
    assert not dataset.fills


def test_dates_left_out_have_a_way_back(tmp_path: Path) -> None:
    content = lines("month,y", *(f"2021-{k:02},{k * 7}" for k in range(1, 13)))
    with pytest.raises(InputError, match="use --dates to make numbers of its dates"):
        load(tmp_path, content)
    dataset = load(tmp_path, content, dates=True)
    assert dataset.inputs[:2, 0] == pytest.approx([2021, 2021 + 31 / 365])


def test_the_decimal_mark_of_the_data_counts_in_later_rows(tmp_path: Path) -> None:
    rows = [f"{k},5;{k % 9 + 1}.{k % 10}00;{k % 2}" for k in range(30)]
    card = DataCard.of(load(tmp_path, lines("a;b;y", *rows)))
    path = tmp_path / "new.csv"
    path.write_text(lines("a;b", "3;1.100", "4;2.200"))
    found = read_rows(path, card)
    assert found.inputs.tolist() == [[3, 1100], [4, 2200]]
    assert [remark.kind for remark in found.remarks] == ["thousands"]
    path.write_text(lines("a,b", "3.5,1100.0", "4.25,2200.5"))
    assert read_rows(path, card).inputs.tolist() == [[3.5, 1100], [4.25, 2200.5]]


def test_words_are_known_again_in_a_few_rows(tmp_path: Path) -> None:
    rows = [f"{'24'[k % 2]}wd,{k},{k % 3}" for k in range(30)]
    card = DataCard.of(load(tmp_path, lines("drive,x,y", *rows)))
    assert card.input_names == ("drive=2wd", "drive=4wd", "x")
    path = tmp_path / "new.csv"
    path.write_text(lines("drive,x", "4wd,5", "2wd,6"))
    assert read_rows(path, card).inputs.tolist() == [[0, 1, 5], [1, 0, 6]]


def test_a_word_among_numbers_may_be_taken_for_none(tmp_path: Path) -> None:
    rows = [f"{k},{k * 3 if k % 6 else 'on request'},{k % 2}" for k in range(40)]
    dataset = load(tmp_path, lines("a,price,y", *rows))
    assert dataset.input_names == ("a",)
    (remark,) = [r for r in dataset.remarks if r.kind == "left-out"]
    ways = {way.setting: way.value for way in remark.ways}
    chosen = load(tmp_path, lines("a,price,y", *rows), **ways)
    assert (chosen.input_names, chosen.samples) == (("a", "price"), 33)


def test_no_way_fills_in_a_target(tmp_path: Path) -> None:
    rows = [f"{'' if k == 9 else k * k},{'' if k == 4 else k}" for k in range(12)]
    inputs, target = load(tmp_path, lines("a,y", *rows)).remarks[:2]
    assert (inputs.column, target.column) == ("a", "y")
    assert inputs.ways
    assert target.ways == ()
