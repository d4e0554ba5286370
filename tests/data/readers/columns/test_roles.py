"""What the columns of a table are for: ids, counters, targets."""

from pathlib import Path

import pytest

from nnviz.core.errors import InputError
from nnviz.data.dataset import Dataset
from nnviz.data.readers.columns.look import look, to_dataset
from nnviz.data.readers.formats.csv_table import read_table
from nnviz.data.table_choices import TableChoices

ROWS = range(24)
SHUFFLED = [k * 7 % 24 for k in ROWS]


def read(folder: Path, text: str, **choices: object) -> Dataset:
    """Return the data set of a table."""
    path = folder / "mine.csv"
    path.write_text(text)
    return to_dataset(read_table(path), TableChoices(**choices))  # type: ignore[arg-type]


def table(header: str, *columns: object) -> str:
    """Return a table of columns, each a function of the row or a list."""
    cells = [
        [str(column(k) if callable(column) else column[k]) for k in ROWS]  # type: ignore[index]
        for column in columns
    ]
    rows = [",".join(row) for row in zip(*cells, strict=True)]
    return "\n".join([header, *rows] if header else rows)


def kinds(dataset: Dataset) -> list[str]:
    """Return the kinds of the remarks."""
    return [remark.kind for remark in dataset.remarks]


def size(row: int) -> float:
    """Return a measurement."""
    return row * 5 % 11 + 0.5


def mass(row: int) -> float:
    """Return another one, which has nothing to do with it."""
    return row * row * 7 % 17 + 0.25


def twofold(row: int) -> int:
    """Return one of two classes."""
    return row * 3 % 5 % 2


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("PassengerId", lambda k: 892 + SHUFFLED[k]),
        ("customer_id", lambda k: 15_634_602 + k * k),
        ("Sample code number", lambda k: 1_000_025 + 31 * max(k, 1)),
        ("ID", lambda k: k * k),
        ("", lambda k: SHUFFLED[k]),
    ],
)
def test_an_id_is_left_out(tmp_path: Path, name: str, values: object) -> None:
    made = read(tmp_path, table(f"{name},size,y", values, size, twofold))
    assert made.input_names == ("size",)
    assert kinds(made) == ["id"]


@pytest.mark.parametrize("name", ["Serial No.", "rownames", "entry number", "idx"])
def test_a_count_of_the_rows_is_left_out(tmp_path: Path, name: str) -> None:
    made = read(tmp_path, table(f"{name},size,y", lambda k: k + 1, size, twofold))
    assert (made.input_names, kinds(made)) == (("size",), ["counter"])


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("grid", lambda k: SHUFFLED[k] * 10),
        ("population", lambda k: 10_000 + k * k),
        ("id", lambda k: k % 3),
        ("year", lambda k: 1990 + k),
    ],
)
def test_measurements_are_no_ids(tmp_path: Path, name: str, values: object) -> None:
    made = read(tmp_path, table(f"{name},size,y", values, size, twofold))
    assert (made.input_names, kinds(made)) == ((name, "size"), [])


def test_a_count_that_may_be_measured_is_used_with_a_word(tmp_path: Path) -> None:
    made = read(tmp_path, table("n,size,y", lambda k: k, size, twofold))
    assert (made.input_names, kinds(made)) == (("n", "size"), ["counter"])


@pytest.mark.parametrize(
    "kind", [lambda k: "abc"[k // 8], lambda k: k // 12, lambda k: "ba"[k // 12]]
)
def test_a_count_of_rows_sorted_by_class_is_left_out(
    tmp_path: Path, kind: object
) -> None:
    made = read(tmp_path, table("t,size,kind", lambda k: k, size, kind))
    assert made.input_names == ("size",)
    assert "sorted by 'kind'" in str(made.remarks[0])


def test_ids_without_a_header_are_said(tmp_path: Path) -> None:
    numbers = table("", lambda k: 842_302 + 7919 * SHUFFLED[k], size, twofold)
    made = read(tmp_path, numbers)
    assert kinds(made) == ["id"]
    assert made.input_count == 2


@pytest.mark.parametrize("name", ["target", "Class", "label", "y", "species"])
def test_a_column_is_the_target_by_its_name(tmp_path: Path, name: str) -> None:
    made = read(tmp_path, table(f"{name},size,mass", twofold, size, mass))
    assert made.input_names == ("size", "mass")
    (remark,) = made.remarks
    assert (remark.kind, remark.column) == ("target-by-name", name)
    assert remark.ways[0].option == "--target mass"


def test_the_last_of_two_names_is_the_target_and_the_other_is_said(
    tmp_path: Path,
) -> None:
    text = table("target,size,species", twofold, size, lambda k: "xyz"[k % 3])
    made = read(tmp_path, text)
    assert made.class_names == ("x", "y", "z")
    assert made.remarks[0].ways[0].value == "target"


def test_a_name_that_is_chosen_as_an_input_is_no_target(tmp_path: Path) -> None:
    text = table("class,size,mass", twofold, size, size)
    made = read(tmp_path, text, inputs=("class", "size"))
    assert made.output_names == ("mass",)


def test_words_may_be_the_target_of_a_table_that_ends_with_numbers(
    tmp_path: Path,
) -> None:
    text = table("size,island,mass", size, lambda k: "uvw"[k % 3], mass)
    made = read(tmp_path, text)
    assert made.output_names == ("mass",)
    assert kinds(made) == ["target-in-doubt"]
    assert made.remarks[0].ways[0].value == "island"


def test_many_words_are_said(tmp_path: Path) -> None:
    rows = [
        f"{chr(97 + k % 60 // 8)}{chr(97 + k % 60 % 8)}{k % 60 // 8}t,{k % 7}.5,{k % 2}"
        for k in range(240)
    ]
    made = read(tmp_path, "town,size,y\n" + "\n".join(rows))
    assert (made.input_count, kinds(made)) == (61, ["many-words"])


TRUTH = {
    "three bits": [(a, b, c) for a in (0, 1) for b in (0, 1) for c in (0, 1)],
    "four bits": [tuple(map(int, f"{k:04b}")) for k in range(16)],
    "five bits": [tuple(map(int, f"{k:05b}")) for k in range(32)],
    "signs": [(a, b) for a in (-1, 1) for b in (-1, 1)],
    "one row twice": [(0, 0), (0, 1), (1, 0), (1, 1), (1, 1)],
    "words": [(a, b, c) for a in "xyz" for b in "uvw" for c in "pqr"],
}


@pytest.mark.parametrize("name", TRUTH)
def test_all_rows_of_a_truth_table_are_for_training(tmp_path: Path, name: str) -> None:
    rows = [(*row, sum(map(ord, "".join(map(str, row)))) % 2) for row in TRUTH[name]]
    header = ",".join([*"abcdefg"[: len(rows[0]) - 1], "out"])
    text = "\n".join([header, *(",".join(map(str, row)) for row in rows)])
    made = read(tmp_path, text)
    assert made.untested
    assert kinds(made) == ["truth-table"]
    assert made.remarks[0].ways[0].setting == "test_fraction"


@pytest.mark.parametrize(
    "rows",
    [
        [(a, b, k) for a in (0, 1) for b in (0, 1) for k in (0, 1)] * 5,
        [(a, b, a * b % 2) for a in range(10) for b in range(10)],
        [tuple(map(int, f"{k:05b}")) for k in range(31)],
    ],
)
def test_rows_of_other_tables_are_kept_for_testing(
    tmp_path: Path, rows: list[tuple[int, ...]]
) -> None:
    header = ",".join("abcdef"[: len(rows[0])])
    text = "\n".join([header, *(",".join(map(str, row)) for row in rows)])
    assert not read(tmp_path, text).untested


@pytest.mark.parametrize(("target", "exclude"), [("y", ("z",)), ("y,z", None)])
def test_inputs_that_never_change_are_refused(
    tmp_path: Path, target: str, exclude: tuple[str, ...] | None
) -> None:
    text = table("a,b,y,z", lambda _: 3, lambda _: "w", size, size)
    with pytest.raises(InputError, match="no input ever changes"):
        read(tmp_path, text, target=target, exclude=exclude)


def test_a_last_column_that_never_changes_is_not_the_target(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("a,b,end\n" + "".join(f"{k},{k * k},1\n" for k in range(12)))
    seen = look(read_table(file))
    assert (seen.inputs, seen.targets) == (("a", "end"), ("b",))
    (remark,) = (r for r in seen.remarks if r.kind == "target-in-doubt")
    assert remark.done == "is the target, as the columns after it never change"
    assert not remark.ways


def test_words_of_which_there_are_too_many_are_not_offered(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("a,b,name\n" + "".join(f"{k},{k % 7},n{k}\n" for k in range(250)))
    (remark,) = (r for r in look(read_table(file)).remarks if "target" in r.kind)
    assert (remark.column, remark.ways) == ("b", ())


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("code", ["02139", "10001", "94105"]),
        ("ZIP Code", ["12139", "10001", "94105"]),
        ("PLZ", ["12139", "10001", "94105"]),
    ],
)
def test_numbers_that_are_codes_are_said(
    tmp_path: Path, name: str, codes: list[str]
) -> None:
    text = table(f"{name},a,y", lambda k: codes[k % 3], size, twofold)
    dataset = read(tmp_path, text)
    assert kinds(dataset) == ["codes"]
    way = dataset.remarks[0].ways[0]
    assert way.option.startswith("--words")
    choices = TableChoices(**{way.setting: way.value})  # type: ignore[arg-type]
    again = to_dataset(read_table(tmp_path / "mine.csv", choices), choices)
    assert again.input_names[:3] == tuple(f"{name}={code}" for code in sorted(codes))
    assert kinds(again) == []


def test_zeros_far_down_and_measurements_with_zeros(tmp_path: Path) -> None:
    rows = "".join(f"{k + 100},{k % 7}.5,{k % 2}\n" for k in range(100))
    assert kinds(read(tmp_path, f"n,a,y\n{rows}")) == []
    assert kinds(read(tmp_path, f"n,a,y\n{rows}007,1.5,0\n")) == ["codes"]
    months = "".join(f"{k % 12 + 1:02},0{k % 9}.5,{k % 2}\n" for k in range(100))
    assert kinds(read(tmp_path, f"month,a,y\n{months}")) == []


def test_long_numbers_of_which_each_row_has_another_are_said(tmp_path: Path) -> None:
    text = table("call,a,y", lambda k: 6175550000 + SHUFFLED[k] * 7919, size, twofold)
    assert kinds(read(tmp_path, text)) == ["id"]
    text = table("time,a,y", lambda k: 1700000000 + 3600 * k, size, twofold)
    assert kinds(read(tmp_path, text)) == []


def test_words_that_begin_with_digits_are_said(tmp_path: Path) -> None:
    ages = ["18-24", "25-34", "35-44"]
    dataset = read(tmp_path, table("age,a,y", lambda k: ages[k % 3], size, twofold))
    assert kinds(dataset) == ["numbers-in-words"]
    dataset = read(tmp_path, table("a,y", size, lambda k: ages[k % 3]))
    assert kinds(dataset) == ["numbers-in-words"]


def test_words_that_differ_in_capitals_can_be_the_same(tmp_path: Path) -> None:
    words = ["Yes", "Yes", "yes", "NO", "No", "No"]
    text = table("a,y", size, lambda k: words[k % 6])
    dataset = read(tmp_path, text)
    assert (kinds(dataset), len(dataset.class_names)) == (["spelling"], 4)
    (way,) = dataset.remarks[0].ways
    assert way.option == "--ignore-case"
    choices = TableChoices(ignore_case=True)
    again = to_dataset(read_table(tmp_path / "mine.csv", choices), choices)
    assert (kinds(again), again.class_names) == ([], ("No", "Yes"))


def test_all_words_among_numbers_can_be_taken_for_missing(tmp_path: Path) -> None:
    def cell(k: int) -> object:
        return {3: "ERR", 9: "OVERLOAD"}.get(k, size(k))

    dataset = read(tmp_path, table("a,b,y", cell, size, twofold))
    (remark,) = dataset.remarks
    assert (remark.kind, remark.column, remark.line) == ("left-out", "a", 5)
    assert "one other" in remark.done
    assert remark.ways[0].option == "--missing ERR,OVERLOAD"
    with pytest.raises(InputError, match="use --missing ERR,OVERLOAD to take them"):
        read(tmp_path, table("b,y", size, cell))
    with pytest.raises(InputError, match="use --missing ERR,OVERLOAD to take them"):
        read(tmp_path, table("a,y", cell, twofold))
    read_again = table("b,y", size, cell)
    (tmp_path / "mine.csv").write_text(read_again)
    seen = look(read_table(tmp_path / "mine.csv"))
    assert [one.kind for one in seen.remarks] == ["faulty-cell"]
    many = table("a,y", size, lambda k: k + 0.5 if k < 11 else f"about {k}")
    many += "".join(f"\n{k},{k}" for k in range(4))
    with pytest.raises(InputError, match="use --target to learn another column"):
        read(tmp_path, many)
    (tmp_path / "mine.csv").write_text(read_again)
    choices = TableChoices(missing=("ERR", "OVERLOAD"))
    dataset = to_dataset(read_table(tmp_path / "mine.csv", choices), choices)
    assert (dataset.samples, dataset.task) == (22, "regression")


def test_units_that_are_far_apart_are_said(tmp_path: Path) -> None:
    text = table("income,rate,y", lambda k: 9000 * size(k), size, twofold)
    assert kinds(read(tmp_path, text)) == []
    text = table("income,rate,y", lambda k: 30_000 * size(k), size, twofold)
    (remark,) = read(tmp_path, text).remarks
    assert (remark.kind, remark.ways[0].option) == ("units-apart", "--scaling minmax")
    assert remark.done.startswith("'income' varies 30,000 times as much as 'rate'")
