"""Which file is what: tables in other formats, archives, folders, and arrays."""

import gzip
import struct
import sys
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.data.dataset import Dataset
from nnviz.data.new_rows.rows_of_file import read_rows
from nnviz.data.readers.any_file import read_dataset, table_of
from nnviz.data.table_choices import TableChoices

ROWS = [(k * 1.5, k % 4 + 0.5, "uv"[k % 2]) for k in range(30)]
TABLE = "a,b,kind\n" + "".join(f"{a},{b},{kind}\n" for a, b, kind in ROWS)
SHORT = TABLE[:90].rsplit("\n", 1)[0] + "\n"
X = np.arange(120.0).reshape(30, 4) / 7
Y = np.arange(30) % 3


def zipped(path: Path, **members: str | bytes) -> Path:
    """Write an archive; ``__`` in a name stands for its point."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return path


def kinds(dataset: Dataset) -> list[str]:
    return [remark.kind for remark in dataset.remarks]


def is_the_table(dataset: Dataset) -> bool:
    return (dataset.samples, dataset.input_names, dataset.class_names) == (
        30,
        ("a", "b"),
        ("u", "v"),
    )


# Archives.


@pytest.mark.parametrize(
    "members",
    [
        {"kinds__csv": TABLE},
        {"README__txt": "Read me.", "kinds__data": TABLE, "__MACOSX/x__csv": "x"},
        {"deep/kinds__csv__gz": gzip.compress(TABLE.encode())},
        {"kinds": TABLE},
    ],
)
def test_the_one_table_of_an_archive_is_read(
    tmp_path: Path, members: dict[str, Any]
) -> None:
    dataset = read_dataset(zipped(tmp_path / "kinds.zip", **members))
    assert is_the_table(dataset)
    assert kinds(dataset) == []


def test_one_of_several_tables_is_named(tmp_path: Path) -> None:
    path = zipped(tmp_path / "two.zip", one__csv=TABLE, deep_two__csv=SHORT)
    with pytest.raises(InputError, match=r"say which one, as in two\.zip:one\.csv"):
        read_dataset(path)
    assert is_the_table(read_dataset(tmp_path / "two.zip:one.csv"))
    with pytest.raises(InputError, match=r"has no 'three\.csv': it has 'one\.csv'"):
        read_dataset(tmp_path / "two.zip:three.csv")


@pytest.mark.parametrize("packed", [True, False])
def test_two_parts_are_found_together(tmp_path: Path, packed: bool) -> None:
    parts = {"train__csv": TABLE, "test__csv": SHORT}
    path = tmp_path / "parts.zip"
    zipped(path, **parts, sample_submission__csv="id\n1\n")
    if not packed:
        with zipfile.ZipFile(path) as archive:
            archive.extractall(tmp_path / "parts")
        path = tmp_path / "parts"
    dataset = read_dataset(path)
    assert dataset.test_count == dataset.samples - 30 > 0
    assert kinds(dataset) == ["files"]


def test_a_test_file_without_targets_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text(TABLE)
    (tmp_path / "test.csv").write_text("a,b\n1,2\n3,4\n")
    dataset = read_dataset(tmp_path)
    assert is_the_table(dataset)
    assert "'test.csv' was left out" in str(dataset.remarks[0])
    with pytest.raises(InputError, match="no column 'kind'"):
        read_dataset(tmp_path, TableChoices(test_file=str(tmp_path / "test.csv")))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.zip", b"PK\x03\x04 cut off", "not a complete zip archive"),
        ("a.png", b"\x89PNG\r\n", "is a picture"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "save it as .xlsx or CSV"),
        ("a.pkl", b"\x80\x04\x95abc", "could run any program"),
        ("a.csv", b"\xef\xbb\xbf<!DOCTYPE html>\n<p>a, b</p>", "a web page"),
        ("a.csv", b"\n<?xml version='1.0'?><t/>", "XML"),
        ("a.json", b'[\n {"a": 1, "b": 2}]', "is JSON"),
        ("a.jsonl", b'{"a": 1}\n{"a": 2}\n', "is JSON"),
        ("a.json", b'{"a": [1, 2]}', "is JSON"),
        ("a.csv", b"version https://git-lfs.github.com/spec/v1\noid", "git lfs pull"),
        ("a.txt", b"+1 1:0.5 3:1\n-1 2:0.25\n", "LIBSVM"),
        ("a.parquet", b"PAR1" + bytes(40), "is damaged"),
        ("a.npy", b"\x93NUMPY\x01\x00\xff\xff{", "is damaged"),
        ("a.arff", b"@relation a\n@attribute", "a name and a type must follow"),
        ("a.arff", b"@relation a\n@attribute a real\n@data\n", "no rows"),
        ("a.arff", b"@relation a\n@attribute a real\n@data\n{0 1}\n", "sparse"),
        ("a.arff", b"@attribute a real\n", "no line '@data'"),
        ("a.arff", b"@attribute a bag\n@data\n1\n", "type 'bag'"),
        ("a.arff", b"@attribute a real\n@data\n1,2\n", "line 3: 2 cells, but 1"),
        ("a.arff", b"@attribute '\x1b[31m" + b"x" * 999 + b"\n", "line 1"),
    ],
)
def test_what_cannot_be_read_is_said_on_one_line(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=message) as raised:
        read_dataset(tmp_path / name)
    assert len(str(raised.value)) <= 300
    assert str(raised.value).isprintable()


def test_an_archive_of_a_newer_kind_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "kinds.zip", kinds__csv=TABLE)
    content = bytearray(path.read_bytes())
    entry = content.rindex(b"PK\x01\x02")
    content[entry + 6] = 255
    path.write_bytes(content)
    with pytest.raises(InputError, match="not a complete zip archive"):
        read_dataset(path)


@pytest.mark.parametrize("fields", [False, True])
def test_words_of_an_array_are_characters(tmp_path: Path, fields: bool) -> None:
    words = np.full(40, 0x7FFFFFFF, "<u4").view("<U1").reshape(20, 2)
    if fields:
        words = words.view([("a", "<U1"), ("b", "<U1")]).reshape(-1)
    np.save(tmp_path / "words.npy", words)
    with pytest.raises(InputError, match="outside Unicode"):
        read_dataset(tmp_path / "words.npy")


# Tables in other formats.

ARFF = """% A comment.
@RELATION kinds
@ATTRIBUTE a NUMERIC
@ATTRIBUTE 'b' real
@attribute kind {u, 'v'}

@DATA
"""


def test_arff_has_its_classes_declared(tmp_path: Path) -> None:
    path = tmp_path / "kinds.arff"
    rows = "".join(f"{a},{b},{kind}\n" for a, b, kind in ROWS)
    path.write_text(ARFF + rows)
    assert is_the_table(read_dataset(path))
    path.write_text((ARFF + rows).replace("u, 'v'", "0,1").replace(",u", ", 0"))
    with pytest.raises(InputError, match="line 9, column 'kind': 'v' is not among"):
        read_dataset(path)
    path.write_text(ARFF + rows + "?,1.5,u\n")
    assert kinds(read_dataset(path)) == ["gaps"]


def test_numbers_that_are_declared_as_classes_are_classes(tmp_path: Path) -> None:
    path = tmp_path / "counts.txt"
    rows = "".join(f"{k},{k % 25}\n" for k in range(100))
    classes = ",".join(map(str, range(25)))
    head = f"@relation c\n@attribute a real\n@attribute c {{{classes}}}\n@data\n"
    path.write_text(head + rows)
    assert len(read_dataset(path).class_names) == 25


def workbook(path: Path) -> Path:
    book = pytest.importorskip("openpyxl").Workbook()
    sheet = book.active
    sheet.append(["Measured in spring"])
    sheet.append(["a", "b", "day", "kind"])
    for k, (a, b, kind) in enumerate(ROWS):
        sheet.append([a, b, datetime(2020, 1, 1 + k // 3), kind])
    book.create_sheet("notes")["A1"] = "nothing"
    book.save(path)
    return path


def test_the_first_sheet_of_a_workbook_is_read(tmp_path: Path) -> None:
    path = workbook(tmp_path / "kinds.xlsx")
    dataset = read_dataset(path, TableChoices(exclude=("day",)))
    assert is_the_table(dataset)
    assert kinds(dataset)[:2] == ["sheets", "lines-skipped"]
    rows = read_rows(path, dataset)
    assert rows.inputs.tolist() == dataset.inputs.tolist()
    assert rows.written is not None
    assert next(iter(rows.written.rows())) == ["0", "0.5", "2020-01-01", "u"]


def test_another_sheet_can_be_chosen(tmp_path: Path) -> None:
    path = workbook(tmp_path / "kinds.xlsx")
    notes = pytest.importorskip("openpyxl").load_workbook(path)
    for k in range(3):
        notes["notes"].append([k, k + 1, "x"])
    notes.save(path)
    remark = read_dataset(path, TableChoices(exclude=("day",))).remarks[0]
    assert [way.option for way in remark.ways] == ["--sheet notes"]
    for name in ("notes", "NOTES", "2"):
        table = table_of(path, TableChoices(sheet=name))
        assert (table.rows, len(table.columns)) == (3, 3)
        assert "sheets" not in {one.kind for one in table.remarks}
    with pytest.raises(InputError, match="did you mean 'notes'"):
        table_of(path, TableChoices(sheet="note"))
    (tmp_path / "a.csv").write_text("a,y\n1,2\n3,4\n")
    with pytest.raises(InputError, match="--sheet can only be chosen for a workbook"):
        table_of(tmp_path / "a.csv", TableChoices(sheet="1"))


def test_a_cell_far_out_does_not_fill_the_memory(tmp_path: Path) -> None:
    book = pytest.importorskip("openpyxl").Workbook()
    book.active["XFD1048576"], book.active["A1"] = 1, 2
    book.save(tmp_path / "far.xlsx")
    with pytest.raises(InputError, match=r"far\.xlsx"):
        read_dataset(tmp_path / "far.xlsx")


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "kinds.xlsx")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/more.xml", bytes(20 << 20))
    with pytest.raises(InputError, match="unpack to more than"):
        read_dataset(path)


def test_parquet_has_types_and_gaps(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    columns = {
        "a": [None if k == 3 else a for k, (a, _, _) in enumerate(ROWS)],
        "land": ["NA", "EU", "AF"] * 10,
        "list": [[1, 2]] * 30,
        "kind": [kind for _, _, kind in ROWS],
    }
    parquet.write_table(pa.table(columns), tmp_path / "kinds.parquet")
    dataset = read_dataset(tmp_path / "kinds.parquet")
    assert dataset.samples == 29
    assert dataset.input_names == ("a", "land=AF", "land=EU", "land=NA")
    assert kinds(dataset) == ["left-out", "gaps"]
    many = pa.table({"a": pa.array(np.zeros(30_000_000, np.int8))})
    parquet.write_table(many, tmp_path / "many.parquet")
    with pytest.raises(InputError, match="has 30,000,000 rows"):
        read_dataset(tmp_path / "many.parquet")


@pytest.mark.parametrize(
    ("library", "content"),
    [("pyarrow", b"PAR1"), ("openpyxl", b"")],
)
def test_a_missing_library_is_named_with_the_command(
    tmp_path: Path, library: str, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kinds"
    path.write_bytes(content)
    if not content:
        zipped(path, **{"xl/workbook__xml": ""})
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(InputError, match=rf"{library}.*'nnviz-desktop\[tables\]'"):
        read_dataset(path)


# Arrays of any names.


@pytest.mark.parametrize(
    ("arrays", "test", "said"),
    [
        ({"arr_0": X, "arr_1": Y}, 0, True),
        ({"arr_0": Y, "arr_1": X}, 0, True),
        ({"Xtrain": X, "ytrain": Y, "Xtest": X[:9], "ytest": Y[:9]}, 9, False),
        ({"trainX": X, "trainY": Y, "testX": X[:9], "testY": Y[:9]}, 9, False),
        ({"features": X, "labels": Y}, 0, False),
        ({"X": X, "flowers": Y}, 0, True),
        ({"data": X, "target": Y, "feature_names": np.array(list("abcd"))}, 0, True),
        ({"p": X, "q": Y, "r": X[:9], "s": Y[:9]}, 9, True),
        ({"x_tr": X, "y_tr": Y, "x_val": X[:9], "y_val": Y[:9]}, 0, False),
    ],
)
def test_arrays_are_known_by_names_or_shapes(
    tmp_path: Path, arrays: dict[str, Any], test: int, said: bool
) -> None:
    np.savez(tmp_path / "a.npz", **arrays)
    dataset = read_dataset(tmp_path / "a.npz")
    assert dataset.inputs[:30].tolist() == X.tolist()
    assert dataset.class_indices()[:30].tolist() == Y.tolist()
    assert (dataset.test_count, "arrays" in kinds(dataset)) == (test, said)


@pytest.mark.parametrize(
    "arrays",
    [
        {"a": X, "b": X},
        {"a": Y, "b": Y},
        {"a": X, "b": Y[:9]},
        {"train_set": X, "test_set": X[:9]},
        {"X": X, "first": Y, "second": Y},
        {"images": X, "image_data": X, "coarse_labels": Y, "fine_labels": Y},
    ],
)
def test_arrays_that_could_be_either_are_named(
    tmp_path: Path, arrays: dict[str, Any]
) -> None:
    np.savez(tmp_path / "a.npz", **arrays)
    with pytest.raises(InputError, match="needs arrays named 'inputs'") as raised:
        read_dataset(tmp_path / "a.npz")
    assert all(f"'{name}' (" in str(raised.value) for name in arrays)


def test_one_array_is_a_table(tmp_path: Path) -> None:
    path = tmp_path / "a.npy"
    np.save(path, np.column_stack([X, Y]))
    dataset = read_dataset(path)
    assert (dataset.input_count, dataset.class_names) == (4, ("0", "1", "2"))
    assert kinds(dataset) == ["arrays"]
    assert read_dataset(path, TableChoices(target="1")).task == "regression"
    named = np.array([tuple(row) for row in ROWS], "f8,f8,U1")
    named.dtype.names = ("a", "b", "kind")
    np.save(path, named)
    assert is_the_table(read_dataset(path))
    np.save(path, np.array([["a", "b", "kind"], *ROWS]).astype(str))
    assert is_the_table(read_dataset(path))


def test_the_targets_of_one_array_stand_beside_it(tmp_path: Path) -> None:
    for name, values in (("X_train", X), ("y_train", Y), ("X_test", X[:9])):
        np.save(tmp_path / f"{name}.npy", values)
    np.save(tmp_path / "y_test.npy", Y[:9])
    assert read_dataset(tmp_path / "X_train.npy").class_names == ("0", "1", "2")
    assert read_dataset(tmp_path).test_count == 9


def test_a_test_file_of_arrays(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", X=X, y=Y)
    np.savez(tmp_path / "b.npz", X=X[:9], y=Y[:9])
    np.savez(tmp_path / "c.npz", X=X[:9, :3], y=Y[:9])
    choices = TableChoices(test_file=str(tmp_path / "b.npz"))
    assert read_dataset(tmp_path / "a.npz", choices).test_count == 9
    choices = TableChoices(test_file=str(tmp_path / "c.npz"))
    with pytest.raises(InputError, match=r"c\.npz: .*only the number of samples may"):
        read_dataset(tmp_path / "a.npz", choices)


# IDX in folders.


def idx(path: Path, values: np.ndarray[Any, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    shape = struct.pack(f">{values.ndim}I", *values.shape)
    content = bytes([0, 0, 8, values.ndim]) + shape + values.astype(np.uint8).tobytes()
    path.write_bytes(content)


def test_idx_files_may_stand_in_folders_of_their_names(tmp_path: Path) -> None:
    images, labels = np.arange(20 * 64).reshape(20, 8, 8), np.arange(20) % 2
    for part, count in (("train", 20), ("t10k", 6)):
        for name, values in (("images-idx3", images), ("labels-idx1", labels)):
            file = f"{part}-{name}-ubyte"
            idx(tmp_path / file / file, values[:count])
    inside = tmp_path / "train-images-idx3-ubyte" / "train-images-idx3-ubyte"
    for path in (tmp_path, inside):
        dataset = read_dataset(path)
        assert (dataset.samples, dataset.test_count) == (26, 6)


def test_idx_files_of_other_names_can_be_a_test_file(tmp_path: Path) -> None:
    images, labels = np.arange(20 * 64).reshape(20, 8, 8), np.arange(20) % 2
    for part, count in (("one", 20), ("other", 6)):
        idx(tmp_path / f"{part}-images.idx3", images[:count])
        idx(tmp_path / f"{part}-labels.idx1", labels[:count])
    choices = TableChoices(test_file=str(tmp_path / "other-images.idx3"))
    assert read_dataset(tmp_path / "one-images.idx3", choices).test_count == 6
