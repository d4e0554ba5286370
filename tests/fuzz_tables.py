"""Writes tables as people have them, whose right reading is known, and reads them.

``python -m tests.fuzz_tables --count 20000 --seed 7``. A table must be read as it was
meant, or with a remark that names the doubt; what is refused must be so in one line
that names a choice. What is not so is printed and ends it with status 1; its file is
kept.
"""

import math
import random
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import msgspec

from nnviz.core.errors import InputError
from nnviz.data.readers.any_file import table_of
from nnviz.data.readers.columns.look import look
from nnviz.data.readers.raw_table import RawColumn, RawTable
from nnviz.data.table_choices import TableChoices
from tests.many_files import Tried, try_many

Value = float | str | None
"""What a cell means: a number, a word, or nothing."""

WORDS = ("red", "green", "very big", "Ann's", "x-1", "a.b", "yes", "no", "C3", "3rd")
FOREIGN = ("Größe", "naïve", "El Niño")
MARKED = ("a, b", "c; d", 'he said "no"', "two\nlines", "e|f", "tab\tin")
NAMES = ("size", "mass", "col 1", "T (K)", "y", "Alter", "x2", "is it?", "2nd", "p%")
GAPS = ("", "?", "NA", "NaN", "n/a", "null", "-", ".", "None", "#N/A", "\\N", "--")
TITLES = ("Measurements of May", "Table 3: what was found", "made by hand; see notes")
ROW_NAME = "row name"


@dataclass(frozen=True)
class Style:
    """How a file is written."""

    delimiter: str
    padding: str
    decimal: str
    gap: str
    quotes: str
    encoding: str
    line_end: str
    around: tuple[str, ...]


@dataclass
class Column:
    """The cells of a column as they are written, and what they mean."""

    kind: str
    cells: list[str]
    values: list[Value]


@dataclass
class Case:
    """A file, and its right reading; ``names`` is None if the file has none."""

    data: bytes
    names: list[str] | None
    columns: list[Column]
    style: Style
    features: list[str] = field(default_factory=list)

    @property
    def said(self) -> str:
        """Return what the file is like."""
        kinds = ",".join(column.kind for column in self.columns)
        return f"{' '.join(self.features)} {self.style} {kinds}"


Maker = Callable[[random.Random, int, Style], Column]


def _decimals(rng: random.Random, rows: int, style: Style) -> Column:
    places, scale = rng.randint(1, 4), 10.0 ** rng.randint(-1, 4)
    points = [f"{rng.uniform(-scale, scale):.{places}f}" for _ in range(rows)]
    cells = [point.replace(".", style.decimal) for point in points]
    return Column("decimals", cells, [float(point) for point in points])


def _whole(rng: random.Random, rows: int, style: Style) -> Column:
    most = rng.choice((1, 3, 9, 255, 10**6))
    numbers = [rng.randint(0, most) for _ in range(rows)]
    return Column("whole", list(map(str, numbers)), list(map(float, numbers)))


def _few_words(rng: random.Random, rows: int, style: Style) -> Column:
    several = (*WORDS, *FOREIGN) if style.encoding != "ascii" else WORDS
    few = rng.sample(several, rng.randint(2, 5))
    words = [rng.choice(few) for _ in range(rows)]
    return Column("words", words, list(words))


def _marked_words(rng: random.Random, rows: int, style: Style) -> Column:
    """Make words that have delimiters, quotes or line breaks in them."""
    usable = [word for word in MARKED if style.padding != "aligned" or "\t" not in word]
    several = [*rng.sample(usable, 2), *rng.sample(WORDS, 2)]
    words = [rng.choice(several) for _ in range(rows)]
    return Column("marked words", words, list(words))


def _counter(rng: random.Random, rows: int, style: Style) -> Column:
    start = rng.choice((0, 1, 1001))
    numbers = range(start, start + rows)
    return Column("counter", list(map(str, numbers)), list(map(float, numbers)))


def _years(rng: random.Random, rows: int, style: Style) -> Column:
    numbers = [rng.randint(1950, 2024) for _ in range(rows)]
    return Column("years", list(map(str, numbers)), list(map(float, numbers)))


def _thousands(rng: random.Random, rows: int, style: Style) -> Column:
    marks = {".": (",", "'"), ",": (".", "'")}[style.decimal]
    numbers = [rng.randint(0, 10 ** rng.randint(3, 7)) for _ in range(rows)]
    mark = rng.choice(marks)
    # Without a second mark, points may as well be decimal ones.
    numbers[0] += 10**6
    cells = [f"{number:,}".replace(",", mark) for number in numbers]
    return Column("thousands", cells, list(map(float, numbers)))


def _amounts(rng: random.Random, rows: int, style: Style) -> Column:
    """Make money, shares and numbers with a unit."""
    form = rng.choice(("${}", "£{}", "{} EUR", "{}%", "{} %", "{} km", "{}kg"))
    if style.delimiter == " ":
        form = form.replace(" ", "")
    points = [f"{rng.uniform(0, 900):.2f}" for _ in range(rows)]
    cells = [form.format(point.replace(".", style.decimal)) for point in points]
    return Column(f"amounts {form}", cells, [float(point) for point in points])


def _dates(rng: random.Random, rows: int, style: Style) -> Column:
    days = [f"20{rng.randint(10, 24)}-{rng.randint(1, 12):02}-07" for _ in range(rows)]
    return Column("dates", days, list(days))


MAKERS: tuple[Maker, ...] = (
    *(_decimals, _decimals, _whole, _whole, _few_words, _few_words),
    *(_marked_words, _counter, _years, _thousands, _amounts, _dates),
)


def make_case(rng: random.Random) -> Case:
    """Make a table and write it in one of the ways that people do."""
    style = _style(rng)
    rows = rng.randint(4, 40)
    columns = [rng.choice(MAKERS)(rng, rows, style) for _ in range(rng.randint(2, 6))]
    for column in columns[:-1]:
        if column.kind in ("decimals", "words", "whole") and rng.random() < 0.15:
            _make_gaps(rng, column, style)
    names = _names(rng, columns)
    case = Case(b"", names, columns, style)
    case.data = _written(rng, case)
    return case


def _style(rng: random.Random) -> Style:
    delimiter = rng.choice((",", ",", ",", ";", ";", "\t", "\t", "|", " "))
    padding = rng.choice(("", "", "", "after", "around"))
    if delimiter == " ":
        padding = rng.choice(("", "aligned", "aligned"))
    decimal = "," if delimiter in ";\t" and rng.random() < 0.3 else "."
    # An empty cell between spaces is none.
    gap = rng.choice(GAPS[1:] if delimiter == " " else GAPS + ("",) * 4)
    around = ("title", "comment", "comments", "units", "total", "trailing", "blank")
    around = (*around, "names of rows", "separator")
    chance = rng.choice((0, 0, 0.1, 0.2))
    return Style(
        delimiter,
        padding,
        decimal,
        gap,
        quotes=rng.choice(("needed", "needed", "words", "all")),
        encoding=rng.choice(
            ("utf-8", "utf-8", "ascii", "utf-8-sig", "utf-16", "cp1252")
        ),
        line_end=rng.choice(("\n", "\n", "\r\n", "\r")),
        around=tuple(what for what in around if rng.random() < chance),
    )


def _make_gaps(rng: random.Random, column: Column, style: Style) -> None:
    for place in range(len(column.cells)):
        if rng.random() < 0.1:
            column.cells[place], column.values[place] = style.gap, None


def _names(rng: random.Random, columns: Sequence[Column]) -> list[str] | None:
    count, kind = (
        len(columns),
        rng.choice(("words",) * 5 + ("none", "numbers", "years")),
    )
    if kind == "words":
        return rng.sample(NAMES, count)
    if kind == "none":
        return None
    start = rng.randint(0, 1) if kind == "numbers" else rng.randint(1950, 2010)
    return [str(start + k) for k in range(count)]


def _written(rng: random.Random, case: Case) -> bytes:
    style, around = case.style, case.style.around
    lines = [
        list(cells) for cells in zip(*(c.cells for c in case.columns), strict=True)
    ]
    if "names of rows" in around and case.names is not None:
        _name_rows(rng, case, lines)
    top = [] if case.names is None else [case.names]
    if "names of rows" in case.features:
        top = [top[0][1:]]
    if "units" in around and _can_have_units(case):
        case.features.append("units")
        top.append([_unit(column) for column in case.columns])
    if "total" in around and case.columns[0].kind == "words":
        case.features.append("total")
        lines.append(["Total", *(_sum(c) for c in case.columns[1:])])
    text = _joined([*top, *lines], len(top), style)
    if (
        "trailing" in around
        and style.delimiter != " "
        and "names of rows" not in case.features
    ):
        case.features.append("trailing")
        text = [line + style.delimiter for line in text]
    if "blank" in around:
        text.insert(rng.randrange(len(text)), "")
    text = [*_before(rng, case), *text]
    whole = style.line_end.join(text) + rng.choice((style.line_end, ""))
    return whole.encode("utf-8" if style.encoding == "ascii" else style.encoding)


def _name_rows(rng: random.Random, case: Case, lines: list[list[str]]) -> None:
    case.features.append("names of rows")
    words = [f"{rng.choice(WORDS)} {k}" for k in range(len(lines))]
    case.columns.insert(0, Column("names of rows", words, list(words)))
    case.names = [ROW_NAME, *(case.names or ())]
    for line, word in zip(lines, words, strict=True):
        line.insert(0, word)


def _can_have_units(case: Case) -> bool:
    numbers = [c for c in case.columns if c.kind in ("decimals", "whole")]
    return (
        case.names is not None
        and len(numbers) > 1
        and not any("words" in c.kind or "names" in c.kind for c in case.columns)
    )


def _unit(column: Column) -> str:
    return {"decimals": "mm", "whole": "kg"}.get(column.kind, "")


def _sum(column: Column) -> str:
    numbers = [value for value in column.values if isinstance(value, float)]
    return f"{sum(numbers):.0f}" if numbers else ""


def _before(rng: random.Random, case: Case) -> list[str]:
    style, before = case.style, []
    if "separator" in style.around and style.delimiter != " ":
        case.features.append("separator")
        return [f"sep={style.delimiter}"]
    title = rng.choice(TITLES)
    # As many words as columns, and spaces around: only their meaning tells.
    is_alike = style.delimiter in " \t" and len(title.split()) == len(case.columns)
    if "title" in style.around and len(case.columns) > 2 and not is_alike:
        case.features.append("title")
        before.append(title)
    if "comment" in style.around:
        case.features.append("comment")
        before.append("# made by me")
    elif "comments" in style.around:
        case.features.append("comments")
        mark = rng.choice("#%")
        before.extend(f"{mark} line {k}: of what, and why" for k in range(3))
    return before


def _joined(rows: Sequence[Sequence[str]], top: int, style: Style) -> list[str]:
    written = [
        [_cell(cell, style, is_name=k < top) for cell in cells]
        for k, cells in enumerate(rows)
    ]
    if style.padding == "aligned":
        count = max(map(len, written))
        widths = [
            max(len(row[k]) for row in written if k < len(row)) for k in range(count)
        ]
        return [
            "  ".join(c.rjust(w) for c, w in zip(row, widths[-len(row) :], strict=True))
            for row in written
        ]
    between = {"after": f"{style.delimiter} ", "around": f" {style.delimiter} "}
    return [between.get(style.padding, style.delimiter).join(row) for row in written]


def _cell(cell: str, style: Style, *, is_name: bool) -> str:
    """Write a cell, in quotes if it has to be."""
    is_word = is_name or any(map(str.isalpha, cell))
    needed = any(mark in cell for mark in (style.delimiter, '"', "\n"))
    if style.delimiter == " ":
        needed = needed or "\t" in cell
    wanted = style.quotes == "all" or (style.quotes == "words" and is_word)
    if needed or (wanted and cell != style.gap):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def fault_of(case: Case, path: Path) -> str:
    """Return what is wrong with how a case is read, or ""."""
    path.write_bytes(case.data)
    try:
        table = table_of(path)
    except InputError as error:
        return _fault_of_refusal(str(error))
    difference = _difference(case, table)
    if difference and not _is_said(case, path, table, TableChoices()):
        return f"wrong without a word: {difference}"
    return _fault_of_look(table)


def _fault_of_refusal(said: str) -> str:
    if len(said) > 400 or not said.isprintable():
        return f"no short line: {said[:400]!r}"
    # Where all columns are the same in every row, nothing can be chosen.
    is_way = "--" in said
    is_idle = "nothing to learn" in said or "only one class" in said
    return "" if is_way or is_idle else f"refused without a way on: {said}"


def _is_said(
    case: Case, path: Path, table: RawTable, choices: TableChoices, more: int = 1
) -> bool:
    """Tell whether ways that are offered, two at most, lead to the right reading."""
    for way in (way for remark in table.remarks for way in remark.ways):
        chosen = msgspec.structs.replace(choices, **{way.setting: way.value})
        try:
            again = table_of(path, chosen)
        except InputError:
            continue
        if not _difference(case, again):
            return True
        if more and _is_said(case, path, again, chosen, more - 1):
            return True
    # Nothing but the names of rows is said where each has a cell more than the names.
    return bool(ROW_NAME in table.names)


def _difference(case: Case, table: RawTable) -> str:
    """Return how a table differs from what was written, or ""."""
    rows, columns = len(case.columns[0].values), len(case.columns)
    if (table.rows, len(table.columns)) != (rows, columns):
        shape = f"{table.rows} x {len(table.columns)}"
        return f"{shape} for {rows} x {columns}: {table.names}"
    numbered = [f"column {k}" for k in range(1, columns + 1)]
    if list(table.names) != (case.names or numbered):
        return f"names {table.names}"
    for written, read in zip(case.columns, table.columns, strict=True):
        places = [k for k in range(rows) if not _is_same(written.values[k], read, k)]
        if places:
            k = places[0]
            return (
                f"{written.kind} column {read.name!r}, row {k + 1}: {read.values[k]!r} "
                f"({read.kind}) for {written.values[k]!r}"
            )
    return ""


def _is_same(value: Value, column: RawColumn, row: int) -> bool:
    gap = column.gaps is not None and bool(column.gaps[row])
    if value is None or gap:
        return value is None and gap
    read = column.values[row]
    if isinstance(value, float):
        return column.kind == "number" and math.isclose(read, value, abs_tol=1e-12)
    return column.kind == "category" and str(read).split() == value.split()


def _fault_of_look(table: RawTable) -> str:
    """Return what is used or left out without a word, or ""."""
    try:
        seen = look(table)
    except InputError as error:
        return _fault_of_refusal(str(error))
    if isinstance(seen.made, InputError):
        return _fault_of_refusal(str(seen.made))
    named = {remark.column for remark in seen.remarks}
    for name in set(table.names) - {*seen.inputs, *seen.targets} - named:
        return f"column {name!r} left out without a word"
    lost = table.rows - seen.made.samples
    if lost and not any(remark.kind == "gaps" for remark in seen.remarks):
        return f"{lost} rows lost without a word"
    return ""


def _tries(folder: Path, seed: int, _only: str) -> Iterator[Tried]:
    path = folder / "mine.csv"
    for number in count():
        case = make_case(random.Random(f"{seed} {number}"))
        try:
            wrong = fault_of(case, path)
        except Exception:  # noqa: BLE001 (whatever it is, it is looked for)
            wrong = traceback.format_exc()
        yield Tried(path, "tables", wrong, case.said)


if __name__ == "__main__":
    sys.exit(try_many("tests.fuzz_tables", __doc__, _tries))
