"""More tables as people have them: reports of statistics, legends, lists in a cell."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.data.dataset import Dataset
from nnviz.data.readers.any_file import read_dataset

ROWS = range(30)


def n(row: int) -> int:
    """Return a count."""
    return row * 7 % 11 + 100


def m(row: int) -> int:
    """Return another one, which has nothing to do with it."""
    return row * row * 5 % 23 + 10


def y(row: int) -> str:
    """Return one of two classes."""
    return "ab"[row * 3 % 5 % 2]


def table(head: str, row: Callable[[int], str], *end: str) -> str:
    """Return the text of a table."""
    return "\n".join([head, *map(row, ROWS), *end]) + "\n"


def read(folder: Path, text: str, name: str = "t.csv") -> Dataset:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return read_dataset(file)


def named(row: int) -> str:
    return f"L{row};{n(row)};{m(row)}"


ALL = f"{sum(map(n, ROWS))};{sum(map(m, ROWS))}"

TABLES = {
    "a total of any name": (table("land;n;m", named, f"Bund;{ALL}"), 1, "total-line"),
    "a total above": (table(f"land;n;m\nBund;{ALL}", named), 1, "total-line"),
    "lines below the total": (
        table("land;n;m", named, "Insgesamt;1;2", "dar. EU;3;4", "Durchschnitt;5;6"),
        1,
        "total-line",
    ),
    "a count of the rows": (
        table(" n | m | y\n---+--+--", lambda k: f" {n(k)} | {m(k)} | {y(k)}",
              "(30 rows)"),
        2,
        "lines-skipped",
    ),
    "a legend beside it": (
        table("n,m,y,,mark,means", lambda k: f"{n(k)},{m(k)},{y(k)},,"
              + {0: "a,good", 1: "b,bad"}.get(k, ",")),
        2,
        "second-table",
    ),
    "the answer as a code": (
        table("n,m,code,y", lambda k: f"{n(k)},{m(k)},{ord(y(k))},{y(k)}"),
        3,
        "tells-target",
    ),
    "the answer in another unit": (
        table("m,euro,cent", lambda k: f"{m(k)},{k + n(k)},{100 * (k + n(k))}"),
        2,
        "tells-target",
    ),
    "a column twice": (
        table("n,m,n2,y", lambda k: f"{n(k)},{m(k)},{n(k)},{y(k)}"), 3, "same-twice"
    ),
    "days as numbers": (
        table("day,m,y", lambda k: f"2019{k % 12 + 1:02d}{k + 1:02d},{m(k)},{y(k)}"),
        2,
        "dates",
    ),
    "nines for what is missing": (
        table("n,m,y", lambda k: f"{n(k)},{m(k) if k % 9 else -999.9},{y(k)}"),
        2,
        "missing-in-doubt",
    ),
    "points with three digits": (
        table("n;m;y", lambda k: f"{n(k)};{m(k)}.{n(k)};{y(k)}"), 2, "decimal"
    ),
    "lists of words": (
        table("n,m,tags", lambda k: f"{n(k)},{m(k)},{'|'.join('xyz'[k % 3 :])}|{y(k)}"),
        2,
        "several-words",
    ),
    "yes in several ways": (
        table("m,f,y", lambda k: f"{m(k)},{['yes', 'no', '1', 'TRUE'][k % 4]},{y(k)}"),
        5,
        "spelling",
    ),
    "days of one month": (
        table("date,n,y", lambda k: f"{k % 28 + 1:02d}jan2020,{n(k)},{y(k)}"),
        1,
        "words-do-not-recur",
    ),
    "classes in two ways": (
        table("m,y", lambda k: f"{m(k)},{['pos', '0', 'neg', '1', 'no'][k % 5]}"),
        1,
        "spelling",
    ),
    "signs for what is missing": (
        table("n,m,y", lambda k: f"{n(k)},{m(k) if k % 9 else ': c'},{y(k)}"),
        2,
        "gaps",
    ),
    "a column mostly empty": (
        table("n,m,note", lambda k: f"{n(k)},{m(k)},{'late' * (k % 15 == 3)}"),
        1,
        "target-in-doubt",
    ),
}  # fmt: skip
"""What is odd about a table, its text, the number of inputs, and a remark on it."""


@pytest.mark.parametrize(("text", "inputs", "kind"), TABLES.values(), ids=TABLES)
def test_a_table_is_read_with_a_word(
    tmp_path: Path, text: str, inputs: int, kind: str
) -> None:
    made = read(tmp_path, text)
    assert made.input_count == inputs
    assert kind in {remark.kind for remark in made.remarks}
    lost = {"gaps": 4}.get(kind, 0)
    assert made.samples == len(ROWS) - lost


HEALTHY = {
    "three decimals": table("n,x,y", lambda k: f"{n(k)},{m(k) / 1000:.3f},{y(k)}"),
    "a class with one number each": table(
        "n,m,y", lambda k: f"{n(k) / 10},{m(k) / 10},{y(k)}"
    ),
    "the greatest last": table("n,m,y", lambda k: f"{n(k)},{k},{y(k)}", "900,9,a"),
    "words with a mark between": table(
        "w,m,y", lambda k: f"{['a/c', 'on/off', 'in-out', 'up'][k % 4]},{m(k)},{y(k)}"
    ),
    "stars": table("n,m,stars", lambda k: f"{n(k)},{m(k)},{'*' * (k % 3 + 1)}"),
}


@pytest.mark.parametrize("text", HEALTHY.values(), ids=HEALTHY)
def test_a_usual_table_needs_no_word(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text).remarks == ()


REFUSED = {
    "samples in columns": (
        "what," + ",".join(f"s{k}" for k in ROWS)
        + "".join(f"\n{w}," + ",".join(str(n(k + j)) for k in ROWS)
                  for j, w in enumerate(("age", "mass", "size")))
        + "\nkind," + ",".join(map(y, ROWS)) + "\n",
        "exchange rows and columns",
    ),
    "two units": (
        table("way,y", lambda k: f"{n(k)}.{k} {['km', 'mi'][k % 2]},{y(k)}"),
        "different units",
    ),
    "commas in numbers": (
        table("n,m", lambda k: f"{k % 4},{n(k)},{n(k)}"), "commas in quotes"
    ),
    "a web page": ("<table><tr><td>1</td></tr></table>\n", "a web page"),
    "LaTeX": ("\\begin{tabular}{ll}\na & b \\\\\n\\end{tabular}\n", "LaTeX"),
    "a list of Python": ("[[1, 2, 0],\n [2, 3, 1]]\n", "JSON"),
    "Stata": ("<stata_dta><header></header>", "Stata"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_refused_with_the_way_on(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        read(tmp_path, text)


def test_arrays_with_their_samples_in_columns_are_turned(tmp_path: Path) -> None:
    inputs = np.random.default_rng(0).normal(size=(3, 25))
    labels = (inputs[:1] > 0.0) * 1
    np.savez(tmp_path / "t.npz", X=inputs, Y=labels)
    made = read_dataset(tmp_path / "t.npz")
    np.testing.assert_array_equal(made.inputs, inputs.T)
    np.testing.assert_array_equal(made.targets, labels.T)
    assert [remark.kind for remark in made.remarks] == ["arrays"]


def test_text_of_shift_jis_is_told_from_western(tmp_path: Path) -> None:
    text = table("年齢,身長,性別", lambda k: f"{n(k)},{m(k)},{'男女'[k % 2]}")
    file = tmp_path / "t.csv"
    file.write_bytes(text.encode("shift_jis"))
    made = read_dataset(file)
    assert (made.input_names, made.class_names) == (("年齢", "身長"), ("女", "男"))
