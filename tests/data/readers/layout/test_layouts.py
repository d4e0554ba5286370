"""Tables of every shape: what divides their cells, and what stands around them."""

from pathlib import Path

import pytest

from nnviz.core.errors import InputError
from nnviz.data.readers.formats.csv_table import read_table
from nnviz.data.readers.raw_table import RawTable
from nnviz.data.remark import Remark
from nnviz.data.table_choices import TableChoices

ROWS = [
    (f"{k * 0.37 % 2 + 1:.2f}", f"{k * 1.7 % 5:.1f}", str(k % 2)) for k in range(12)
]
INTEGERS = [
    tuple(str((k * k + 3 * j**3 + k * j) % 17) for j in range(1, 6))
    for k in range(1, 20)
]


def joined(rows: list[tuple[str, ...]], delimiter: str = ",", end: str = "") -> str:
    return "".join(delimiter.join(row) + end + "\n" for row in rows)


BODY = joined(ROWS)
ABY = ("a", "b", "y")
TAB = "\t"


def read(folder: Path, content: str, **choices: object) -> RawTable:
    path = folder / "mine.csv"
    path.write_text(content)
    return read_table(path, TableChoices(**choices))  # type: ignore[arg-type]


def kinds(table: RawTable) -> list[str]:
    return [remark.kind for remark in table.remarks]


@pytest.mark.parametrize(
    "content",
    [
        "a|b|y\n" + joined(ROWS, "|"),
        "| a | b | y |\n|---|:-:|---|\n"
        + "".join(f"| {x} | {y} | {z} |\n" for x, y, z in ROWS),
        " a | b | y\n---+---+---\n" + joined(ROWS, " | "),
        "a   b  y\n" + "".join(f"{x:>9}{y:>9}{z:>4}\n" for x, y, z in ROWS),
        "a\tb\ty\n" + "".join(f"{x}\t{y}\t{TAB * (x > '2')}{z}\n" for x, y, z in ROWS),
        "a b y\n" + "".join(f"{x}   {y}\t{z}\n" for x, y, z in ROWS),
        "a b y\r\n" + joined(ROWS, " \t ", "\r"),
    ],
)
def test_cells_are_divided_by_bars_spaces_and_tabs(
    tmp_path: Path, content: str
) -> None:
    table = read(tmp_path, content)
    assert table.names == ABY
    assert table.preview(12) == [tuple(map(float, row)) for row in ROWS]
    assert not table.remarks


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (
            "first name\tsize cm\n" + "ann b\t5\nbo c\t6\n" * 3,
            ("first name", "size cm"),
        ),
        ("size, note\n" + "5, very good\n6, very bad\n" * 3, ("size", "note")),
        ("from;to\n" + "12 km;5 kg\n13 km;6 kg\n" * 3, ("from", "to")),
        ("time,v\n" + "2020-01-01 10:00,5\n2020-01-02 11:00,6\n" * 3, ("time", "v")),
        ("a,b\n" + '"x; y; z",1\n"u; v; w",2\n' * 3, ("a", "b")),
    ],
)
def test_what_stands_in_cells_divides_nothing(
    tmp_path: Path, content: str, names: tuple[str, ...]
) -> None:
    assert read(tmp_path, content).names == names


@pytest.mark.parametrize(
    "header",
    ["0,1,2,3,4", "1,2,3,4,5", "name,1990,1995,2000,2005", "0,0.1,0.2,0.3,0.4"],
)
def test_numbers_in_a_header_are_names_and_it_is_said(
    tmp_path: Path, header: str
) -> None:
    table = read(tmp_path, header + "\n" + joined(INTEGERS))
    assert table.names == tuple(header.split(","))
    assert kinds(table) == ["header-in-doubt"]
    offered = [] if "name" in header else ["--no-header"]
    assert [way.option for way in table.remarks[0].ways] == offered
    assert read(tmp_path, header + "\n" + joined(INTEGERS), header=False).rows == 20


@pytest.mark.parametrize(
    "rows",
    [
        ROWS,
        INTEGERS,
        [(str(k), str(2 * k), str(3 * k)) for k in range(1, 20)],
        [(str(k), str(k + 1), str(k + 2)) for k in range(1, 20)],
        [("5.1", "3", "setosa")] + [("4.9", "3.1", "setosa"), ("6", "2", "other")] * 5,
        [("0", "0", "0"), ("0", "1", "1"), ("1", "0", "1"), ("1", "1", "0")],
    ],
)
def test_a_sample_is_no_header(tmp_path: Path, rows: list[tuple[str, ...]]) -> None:
    table = read(tmp_path, joined(rows))
    assert table.rows == len(rows)
    assert table.names[0] == "column 1"
    assert not table.remarks


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        ("# of a logger\n# units: mm, s\n#\na,b,y\n" + BODY, [None]),
        ("% made today\na,b,y\n" + BODY, [1]),
        ("a,b,y\n" + joined(ROWS[:6]) + "# moved\n" + joined(ROWS[6:]), [8]),
        ("sep=,\na,b,y\n" + BODY, [1]),
        ("sep=\t\na\tb\ty\n" + joined(ROWS, "\t"), [1]),
        ("Of 2019\na,b,y\n" + BODY, [1]),
        ("Of 2019, by Ann\n\na,b,y\n" + BODY, [1]),
        ("Sales,,\nprinted 3 May,,\na,b,y\n" + BODY, [1, 2]),
        ("a,b,y\n" + BODY + "\nSource: the bureau\n", [15]),
        ("a,b,y\n" + joined(ROWS[:6]) + "a,b,y\n" + joined(ROWS[6:]), [None]),
    ],
)
def test_lines_around_the_table_are_passed_over_and_named(
    tmp_path: Path, content: str, lines: list[int | None]
) -> None:
    table = read(tmp_path, content)
    assert (table.names, table.rows) == (ABY, 12)
    assert kinds(table) == ["lines-skipped"] * len(lines)
    assert [remark.line for remark in table.remarks] == lines


@pytest.mark.parametrize("comments", ["# a b y\n", "# by numpy\n# a b y\n"])
def test_a_comment_may_have_the_names(tmp_path: Path, comments: str) -> None:
    table = read(tmp_path, comments + joined(ROWS, " "))
    assert (table.names, table.rows) == (ABY, 12)


@pytest.mark.parametrize(
    "content",
    [
        "#,name,y\n" + "".join(f"{k},n{k % 3},{k % 2}\n" for k in range(9)),
        "c,y\n" + "#ff0000,1\n#00ff00,0\n#0000ff,1\n" * 3,
    ],
)
def test_a_cell_may_begin_as_a_comment_does(tmp_path: Path, content: str) -> None:
    table = read(tmp_path, content)
    assert table.rows == 9
    assert not table.remarks


@pytest.mark.parametrize(
    "last", ["Total,88,", "TOTAL,1,2", "average:,5,", "Sum,,", "Mean,4,4"]
)
def test_a_total_is_no_sample(tmp_path: Path, last: str) -> None:
    rows = [("xyz"[k % 3], *row[1:]) for k, row in enumerate(ROWS)]
    table = read(tmp_path, "name,b,y\n" + joined(rows) + last + "\n")
    assert table.rows == 12
    assert [(r.kind, r.line) for r in table.remarks] == [("total-line", 14)]


@pytest.mark.parametrize("units", ["mm,kg,", "(mm),(kg),code", "[1],[s],[-]"])
def test_units_are_no_sample(tmp_path: Path, units: str) -> None:
    table = read(tmp_path, f"a,b,y\n{units}\n{BODY}")
    assert (table.names, table.rows) == (ABY, 12)
    assert [(r.kind, r.line) for r in table.remarks] == [("units-line", 2)]


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("net,1,1\nside,left,right", ("net side", "1 left", "1 right")),
        (",2019,\nid,low,high", ("id", "2019 low", "2019 high")),
        ("n,1,1\nm,2,2\nk,a,b", ("n m k", "1 2 a", "1 2 b")),
    ],
)
def test_names_in_several_rows_are_joined(
    tmp_path: Path, header: str, names: tuple[str, ...]
) -> None:
    table = read(tmp_path, f"{header}\n{BODY}")
    assert (table.names, table.rows) == (names, 12)
    assert kinds(table) == ["names-joined"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("a,b,y\n" + joined(ROWS, end=","), "empty-column"),
        ("a;b;y;\n" + joined(ROWS, ";", end=";"), "empty-column"),
        (",a,b,y\n" + "".join(f",{line}\n" for line in BODY.split()), "empty-column"),
    ],
)
def test_a_delimiter_too_many_makes_no_column(
    tmp_path: Path, content: str, kind: str
) -> None:
    table = read(tmp_path, content)
    assert (table.names, table.rows) == (ABY, 12)
    assert kinds(table) == [kind]


def test_a_delimiter_may_end_some_lines(tmp_path: Path) -> None:
    content = "a,b,y\n" + joined(ROWS[:6]) + joined(ROWS[6:], end=",")
    assert read(tmp_path, content).names == ABY


@pytest.mark.parametrize(
    "content",
    [
        '"a" "b" "y"\n' + "".join(f'"{k}" {" ".join(r)}\n' for k, r in enumerate(ROWS)),
        "a,b,y\n" + "".join(f"Car {k},{','.join(r)}\n" for k, r in enumerate(ROWS)),
    ],
)
def test_the_names_of_rows_need_no_name_themselves(
    tmp_path: Path, content: str
) -> None:
    assert read(tmp_path, content).names == ("row name", *ABY)


def test_a_first_row_unlike_all_others_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"first row has 4 cells.*--skip-lines"):
        read(tmp_path, "A title of it\n" + joined(ROWS, " "))
    table = read(tmp_path, "A title of it\n" + joined(ROWS, " "), skip_lines=1)
    assert table.rows == 12


def test_a_remark_is_a_sentence_with_its_options(tmp_path: Path) -> None:
    table = read(tmp_path, "# a note\na,b,y\n" + BODY)
    assert str(table.remarks[0]) == (
        "line 1: begins with '#' and is a comment, passed over "
        "(--comment none to read them as rows)"
    )
    assert Remark(kind="x", column="a", done="is odd").place == "column 'a'"


def test_counts_before_the_table_are_passed_over(tmp_path: Path) -> None:
    table = read(tmp_path, "19,5\n" + joined(INTEGERS))
    assert table.rows == 19
    assert [(r.kind, r.line) for r in table.remarks] == [("lines-skipped", 1)]


QUOTED = "".join(f'"{x}" , "{y}" , {z}\n' for x, y, z in ROWS)
BARS = "a | b | y\n" + "".join(
    f"{x if x > '1.5' else ''} | {y} |\n" for x, y, _ in ROWS
)


@pytest.mark.parametrize(
    ("content", "names", "rows", "remarks"),
    [
        ('"a" , "b" , "y"\n' + QUOTED, ABY, 12, []),
        ("sep=,\ra,b,y\r" + BODY.replace("\n", "\r"), ABY, 12, ["lines-skipped"]),
        (BARS, ("a", "b", "y"), 12, []),
        (
            "a b y\n" + "".join(f'{x}  {y}  "so\n   and  so"\n' for x, y, _ in ROWS),
            ABY,
            12,
            [],
        ),
        ("a,b,y\n#N/A,1,0\n#N/A,2,1\n" + BODY, ABY, 14, []),
        ("12,2,red,blue\n" + joined(ROWS), ("column 1", "column 2", "column 3"), 12, 1),
        ("150,2,red\n" + joined(ROWS), ("column 1", "column 2", "column 3"), 12, 1),
        (
            "0,1\n" + "".join(f"{float(x) - 2:.2f},{z}\n" for x, _, z in ROWS),
            ("column 1", "column 2"),
            13,
            ["header-in-doubt"],
        ),
        (
            "0,1,2\n"
            + "".join(f"r{k},{line}\n" for k, line in enumerate(BODY.split())),
            ("row name", "0", "1", "2"),
            12,
            [],
        ),
        (
            "a,b,y,\nmm,kg,kg,\n" + joined(ROWS, end=","),
            ABY,
            12,
            ["empty-column", "units-line"],
        ),
    ],
)
def test_tables_are_found_whatever_they_are_written_like(
    tmp_path: Path, content: str, names: tuple[str, ...], rows: int, remarks: object
) -> None:
    table = read(tmp_path, content)
    assert (table.names, table.rows) == (names, rows)
    assert kinds(table) == (["lines-skipped"] if remarks == 1 else remarks)


def test_text_in_lines_of_any_width_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="of data"):
        read(tmp_path, "of data,of data\nby\n" + "1,2\n" * 5)


def test_the_ways_of_a_doubt_lead_to_the_other_reading(tmp_path: Path) -> None:
    table = read(tmp_path, "% seen in, may, here\n" + BODY)
    assert table.names == ("seen in", "may", "here")
    (nameless,) = (w for w in table.remarks[0].ways if w.setting == "skip_lines")
    again = read(tmp_path, "% seen in, may, here\n" + BODY, skip_lines=nameless.value)
    assert (again.names[0], again.rows) == ("column 1", 12)
    content = "p,q,r\na,b,y\n" + BODY
    (way,) = read(tmp_path, content).remarks[0].ways
    assert read(tmp_path, content, **{way.setting: way.value}).names == ABY


@pytest.mark.parametrize(
    ("content", "names", "rows"),
    [
        # A number in a name is none above plain numbers.
        ("2nd;x;y\n" + "1,274;a b;3,85\n2,5;c d;-1,5\n" * 4, ("2nd", "x", "y"), 8),
        # Tabs divide, whatever else is in cells.
        ("a\tb\ty\n" + "-0,5\tp, q\tred\n1,25\tr\tblue\n" * 4, ABY, 8),
        ("a\tb\ty\n" + "ab 0\t1\t5\nab 1\t2\t6\n" * 4, ABY, 8),
        ("a \t b \t y\n" + "red \t 1 \t p, q\nbig \t 2 \t p, q\n" * 2, ABY, 4),
        ("a\tb\ty\n" + "1 \t  \t5\n2 \t 3\t6\n" + "4\t4\t4\n" * 20, ABY, 22),
    ],
)
def test_what_is_likest_a_table_is_taken(
    tmp_path: Path, content: str, names: tuple[str, ...], rows: int
) -> None:
    table = read(tmp_path, content)
    assert (table.names, table.rows) == (names, rows)


def test_a_first_row_of_words_that_come_again_is_a_sample(tmp_path: Path) -> None:
    body = "n/a,red\n" + "1,red\n3,blue\n" * 5
    assert read(tmp_path, body).rows == 11
    table = read(tmp_path, "n/a,green\n" + "1,red\n3,blue\n" * 5)
    assert (table.names, kinds(table)) == (("n/a", "green"), ["header-in-doubt"])


def test_numbers_that_name_columns_may_come_again(tmp_path: Path) -> None:
    table = read(tmp_path, "0,1\n0,1\n1,0\n2,0\n", header=True)
    assert (table.names, table.rows) == (("0", "1"), 3)


def test_a_title_may_have_a_delimiter_in_it(tmp_path: Path) -> None:
    body = "".join(f"r{k};{a};{b}\n" for k, (a, b, _) in enumerate(ROWS))
    table = read(tmp_path, "By hand; see notes\na;b\n" + body)
    assert table.names == ("row name", "a", "b")


@pytest.mark.parametrize(
    ("row", "delimiter"),
    [("r 1;146;a.b;2001;0,17\nr 2;22;a.b;2002;-9,22\n", ";"), ("r 1\t2\t3\n", TAB)],
)
def test_a_delimiter_with_others_within_cells_is_found(
    tmp_path: Path, row: str, delimiter: str
) -> None:
    names = [f"is it {k}?" for k in range(1, len(row.split("\n")[0].split(delimiter)))]
    table = read(tmp_path, delimiter.join(names) + "\n" + row * 5)
    assert table.names == ("row name", *names)


@pytest.mark.parametrize(
    ("after", "kind"),
    [
        ("\nSource: Office of Statistics, 2020\n", "lines-skipped"),
        ("Source: Office, of Statistics\n", "lines-skipped"),
        ("\nc,d,z\n10,20,30\n40,50,60\n", "second-table"),
        ("\nname,value\np,1\nq,2\n", "second-table"),
    ],
)
def test_what_stands_below_a_table_is_no_sample(
    tmp_path: Path, after: str, kind: str
) -> None:
    table = read(tmp_path, "a,b,y\n" + BODY + after)
    assert (table.names, table.rows, kinds(table)) == (ABY, 12, [kind])


def test_a_second_table_can_be_read_instead(tmp_path: Path) -> None:
    content = "a,b,y\n" + BODY + "\nname,value\np,1\nq,2\n"
    (way,) = read(tmp_path, content).remarks[0].ways
    table = read(tmp_path, content, **{way.setting: way.value})
    assert (table.names, table.rows) == (("name", "value"), 2)


def test_line_breaks_within_cells_begin_no_other_table(tmp_path: Path) -> None:
    body = 'ab,"two\nlines",5\ncd,ef,6\n' * 4
    table = read(tmp_path, "a,b,y\n" + body)
    assert (table.rows, kinds(table)) == (8, [])


def test_a_row_cut_short_is_no_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="truncated"):
        read(tmp_path, "a,b,y\n" + BODY + "0.5,0.")


def test_sums_of_parts_are_no_samples(tmp_path: Path) -> None:
    part = "north,1,2\nsouth,3,4\nwest,5,6\n"
    text = f"where,n,y\n{part}Subtotal,9,12\n{part}north total,9,12\nTotal,18,24\n"
    table = read(tmp_path, text)
    assert (table.rows, kinds(table)) == (6, ["total-line", "total-line"])
    assert "line 5, 9 " in str(table.remarks[1])


def test_units_may_stand_in_comments_below_the_names(tmp_path: Path) -> None:
    body = joined(ROWS, TAB)
    table = read(tmp_path, "%a\tb\ty\n%s\tC\tkPa\n" + body)
    assert (table.names, table.rows) == (ABY, 12)
    assert table.remarks[0].ways[-1].option == "--skip-lines 2"
    told = "% line 0: of what, and why\n% line 1: of what, and why\n"
    table = read(tmp_path, told + "1,2.5\n3,4.5\n5,6.5\n")
    assert table.names == ("line 1: of what", "and why")


def test_names_that_count_stand_above_years(tmp_path: Path) -> None:
    years = "1977,2024\n1979,2012\n2019,1984\n1964,1996\n1951,1986\n1992,1961\n"
    table = read(tmp_path, "0,1\n" + years)
    assert (table.names, kinds(table)) == (("0", "1"), ["header-in-doubt"])
    table = read(tmp_path, "1993,1994\n" + years)
    assert kinds(table) == ["header-in-doubt"]
    spans = "1993,1994\n1994,1995\n2001,2002\n1980,1981\n1960,1961\n"
    assert not kinds(read(tmp_path, spans))


def test_a_sample_may_have_more_marks_of_thousands_than_others(tmp_path: Path) -> None:
    body = "38;6.830;246\n42;80.896;14.691\n230;739.067;68\n238;467;15.002\n"
    table = read(tmp_path, "null;1.035.986;1.091.684\n" + body)
    assert (table.rows, table.columns[1].values[0]) == (5, 1035986)


def test_a_missing_value_below_names_without_the_first_is_no_name(
    tmp_path: Path,
) -> None:
    body = "r 0;None;no\n" + "".join(f"r {k};{k * k};no\n" for k in range(1, 8))
    table = read(tmp_path, "T (K);is it?\n" + body)
    assert (table.names, table.rows) == (("row name", "T (K)", "is it?"), 8)


def test_bars_beside_an_empty_cell_are_no_frame(tmp_path: Path) -> None:
    body = "".join(f"{'' if k in (0, 7) else k}| {k * 7}|\n" for k in range(12))
    table = read(tmp_path, "sep=|\n" + body)
    assert (table.rows, len(table.columns)) == (12, 2)


def test_a_bar_within_words_of_a_few_rows_divides_nothing(tmp_path: Path) -> None:
    kinds = ("e|f", "red", "e|f", "e|f", "e|f")
    rows = [f"{k}.5kg  {k * k}EUR  {k * 8},245  {kinds[k]}  C" for k in range(5)]
    table = read(tmp_path, "\n".join(["1980  1981  1982  1983  1984", *rows]))
    assert (len(table.columns), table.rows) == (5, 5)


@pytest.mark.parametrize("empty", [",,", '"","",""', " , , "])
def test_a_line_of_empty_cells_at_either_end_is_no_total(
    tmp_path: Path, empty: str
) -> None:
    rows = "".join(f"{k},{k}.5,{k % 3}\n" for k in range(10))
    for text in (f"a,b,c\n{rows}{empty}\n", f"a,b,c\n{empty}\n{rows}"):
        (tmp_path / "t.csv").write_text(text, "utf-8")
        assert len(read_table(tmp_path / "t.csv").columns) == 3
