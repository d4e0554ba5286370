"""Reading CSV files into tables."""

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.errors import InputError
from nnviz.data.readers.formats.csv_table import read_table
from nnviz.data.table_choices import TableChoices

NUMBERS = "".join(f"{i},{i}.5\n" for i in range(30))
WORDS = "x,y,k\n1,2,a\n3,4,b\n"


def write(folder: Path, content: str | bytes, name: str = "mine.csv") -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    "content",
    [
        WORDS,
        WORDS.replace(",", ";"),
        WORDS.replace(",", "\t"),
        WORDS.replace(",", " , "),
        WORDS.replace("\n", "\r\n"),
        WORDS.replace("\n", "\r"),
        WORDS.replace("\n", "\n\n"),
        WORDS.rstrip(),
        '"x","y","k"\n"1","2","a"\n"3","4","b"\n',
        b"\xef\xbb\xbf" + WORDS.encode(),
        gzip.compress(WORDS.encode(), mtime=0),
    ],
)
def test_every_way_to_write_a_table_reads_the_same(
    tmp_path: Path, content: str | bytes
) -> None:
    table = read_table(write(tmp_path, content))
    assert table.names == ("x", "y", "k")
    assert [column.kind for column in table.columns] == ["number", "number", "category"]
    assert table.preview() == [(1.0, 2.0, "a"), (3.0, 4.0, "b")]


def test_a_quoted_cell_may_hold_the_delimiter_and_a_line_end(tmp_path: Path) -> None:
    path = write(tmp_path, 'x,"a, b\nc"\n1,"p, q"\n2,"r\ns"\n3,t\n')
    table = read_table(path)
    assert table.names == ("x", "a, b c")
    assert list(table.columns[1].values) == ["p, q", "r\ns", "t"]
    assert list(table.lines) == [3, 4, 6]


@pytest.mark.parametrize("cell", ["5", "five"])
def test_lines_are_those_of_the_file_where_some_are_blank(
    tmp_path: Path, cell: str
) -> None:
    table = read_table(write(tmp_path, f"x,y\n\n1,2\n3,4\n\n{cell},6\n\n"))
    assert list(table.lines) == [3, 4, 6]


@pytest.mark.parametrize(
    ("content", "names"),
    [
        ("a,b\n1,2\n", ("a", "b")),
        ("1,2\n3,4\n", ("column 1", "column 2")),
        ("5.1,3.5,setosa\n4.9,3,setosa\n", ("column 1", "column 2", "column 3")),
        ("colour,taste\nred,sweet\ngreen,sour\n", ("colour", "taste")),
        ("red,sweet\ngreen,sour\nred,sour\n", ("column 1", "column 2")),
        (",x\n0,1\n1,2\n", ("column 1", "x")),
    ],
)
def test_a_header_is_found_where_there_is_one(
    tmp_path: Path, content: str, names: tuple[str, ...]
) -> None:
    assert read_table(write(tmp_path, content)).names == names


def test_whether_there_is_a_header_can_be_said(tmp_path: Path) -> None:
    path = write(tmp_path, "2019,2020\n1,2\n3,4\n")
    assert read_table(path, TableChoices(header=True)).names == ("2019", "2020")
    assert read_table(path).rows == 3


@given(
    rows=st.lists(
        st.tuples(*[st.floats(allow_nan=False, allow_infinity=False)] * 3),
        min_size=1,
        max_size=8,
    )
)
def test_numbers_come_back_exactly(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[float, ...]]
) -> None:
    text = "".join(",".join(map(repr, row)) + "\n" for row in rows)
    path = write(tmp_path_factory.mktemp("numbers"), text)
    assert read_table(path).matrix is not None
    assert read_table(path).preview(len(rows)) == rows


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "mine.csv: the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (" \n\n", "the file is empty"),
        ('""\n', "the file is empty"),
        ("a,b,c\n", "line 1 has the names of the columns, but no rows"),
        ("x\n1\n2\n", "only one column"),
        (NUMBERS + "1\n", "line 31: 1 cells, but the first row has 2"),
        ("x,y\n" + NUMBERS + "1,2,3\n", "line 32: 3 cells, but the first row has 2"),
        (WORDS + "\n1,2\n", "line 5: 2 cells, but the first row has 3"),
        ("x,y,x\n1,2,3\n", "columns 1 and 3 are both named 'x'"),
        ("ä,y\n1,öü\n2,ß\n".encode() + b"\xe9,1\n", "line 4: byte 0xE9 is not UTF-8"),
        (b"x,y\n1,\x02\n", "line 2: has a control character"),
        (b"PK\x03\x04" + bytes(40), "is an archive or a spreadsheet, not text"),
        (b"x,y\n1,2\n3,\0\n", "line 3: has a zero byte"),
        ('x,y\n1,2\n3,"4\n', "line 3: the quotes are wrong"),
        ('x,y\n1,"2"2\n', "line 2: the quotes are wrong"),
        (gzip.compress(NUMBERS.encode() * 50, mtime=0)[:-40], "gzip data is truncated"),
        (gzip.compress(b"x", mtime=0)[:-1] + b"\xff", "gzip data is damaged"),
    ],
)
def test_a_file_that_is_no_table_is_refused(
    tmp_path: Path, content: str | bytes, message: str
) -> None:
    with pytest.raises(InputError, match=message) as raised:
        read_table(write(tmp_path, content))
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("x,y\n" + NUMBERS + "five,2\n", "line 32, column 'x': 'five' is not a number"),
        ("x,y\n1,2\n3,-inf\n", "line 3, column 'y': -inf is not a finite"),
        ("x,y\n1,2\n3,1e999\n", "line 3, column 'y': 1e999 is not a finite"),
        ("x,y\n1_0,2\n3,4\n", "line 2, column 'x': '1_0' is not a number"),
        ("x;y\n1;2,5\n3;4.5\n", "line 2, column 'y': '2,5' has a decimal comma"),
        ("x,y\n1,2\n3," + "w" * 99 + "\n", r"'w{37}\.\.\.' is not a number"),
    ],
)
def test_what_is_wrong_in_a_column_is_kept_with_it(
    tmp_path: Path, content: str, message: str
) -> None:
    table = read_table(write(tmp_path, content))
    problems = [column.problem for column in table.columns if column.problem]
    assert len(problems) == 1
    with pytest.raises(InputError, match=message):
        raise InputError(problems[0].message)


@pytest.mark.parametrize(
    ("content", "column", "row"),
    [
        ("x,y\n" + NUMBERS + "1,\n", 1, 30),
        ("x,y\n" + NUMBERS + "1,NaN\n", 1, 30),
        ("x,y\n1,2\n\n?,4\n", 0, 1),
        ("x,k\n1,a\n3,\n4,b\n", 1, 1),
    ],
)
def test_a_missing_value_is_a_gap(
    tmp_path: Path, content: str, column: int, row: int
) -> None:
    gaps = read_table(write(tmp_path, content)).columns[column].gaps
    assert gaps is not None
    assert np.flatnonzero(gaps).tolist() == [row]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("1,a\n2,b\n", "category"),
        ("1,a\n2,3\n", "number"),
        ("1,a\n2,b\n3,4\n", "category"),
    ],
)
def test_a_column_is_what_most_of_its_cells_are(
    tmp_path: Path, content: str, kind: str
) -> None:
    assert read_table(write(tmp_path, content)).columns[1].kind == kind


def test_a_table_of_bytes_of_pixels_stays_small(tmp_path: Path) -> None:
    names = ",".join(f"pixel{k}" for k in range(16))
    row = ",".join(["255"] * 16)
    table = read_table(write(tmp_path, f"label,{names}\n3,{row}\n4,{row}\n"))
    assert table.matrix is not None
    assert table.matrix.dtype == np.uint8


@pytest.mark.parametrize(("column", "place"), [("x", 0), ("Y", 1), ("3", 2), ("1", 0)])
def test_a_column_is_found_by_name_or_number(
    tmp_path: Path, column: str, place: int
) -> None:
    assert read_table(write(tmp_path, WORDS)).find(column) == place


def test_a_name_that_is_a_number_comes_before_the_number(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, "2,1\n5,6\n7,8\n"), TableChoices(header=True))
    assert table.find("1") == 1


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ("yy", "unknown column 'yy': did you mean 'y'. choose from x, y, k"),
        ("4", "numbered from 1 to 3"),
        ("0", "numbered from 1 to 3"),
        ("-1", "unknown column '-1'"),
    ],
)
def test_an_unknown_column_is_refused(
    tmp_path: Path, column: str, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read_table(write(tmp_path, WORDS)).find(column)


def test_a_wide_table_is_not_listed_in_a_message(tmp_path: Path) -> None:
    names = ",".join(f"feature{k}" for k in range(100))
    path = write(tmp_path, f"{names}\n{','.join(['1'] * 100)}\n")
    with pytest.raises(InputError, match=r"did you mean 'feature7.*100 columns"):
        read_table(path).find("featur7")
