"""Finds out how the lines of a text are divided into cells."""

import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile
from pathlib import Path

from nnviz.core.errors import InputError
from nnviz.data.readers.layout.rows import (
    Dialect,
    Row,
    TooWideError,
    is_marked,
    read_rows,
    without_mark,
)
from nnviz.data.readers.values.cells import (
    few_rows,
    is_missing,
    is_number,
    looks_numeric,
)
from nnviz.data.readers.values.number_forms import is_value
from nnviz.data.remark import Remark, Way
from nnviz.data.table_choices import SPACES, TableChoices

SAMPLE_ROWS = 60
"""The rows that are looked at."""

CANDIDATES = (
    Dialect("\t"),
    Dialect(";"),
    Dialect(","),
    Dialect("|"),
    Dialect("\t", in_runs=True),
    Dialect(SPACES, in_runs=True),
)
"""The dialects that are tried; of those that fit equally well the first is used."""

COMMENTS = ("#", "%", "//")
_LINES_FOR_COMMENTS = 400
_SOME, _MOSTLY, _ALMOST_ALL = 0.2, 0.5, 0.9
_TOP = 2
"""The rows that may be a title, and names without that of the first column."""

_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A dialect and what is to be said about it."""

    dialect: Dialect
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class _Fit:
    """How well a dialect fits: rows of one width, and their numbers.

    Attributes
    ----------
    width
        The number of cells that most rows have.
    same, others, within
        The share of rows that have as many, the number of those that do not, and of
        those that are not among the first or the last ones.
    numbers
        The share of their cells that look like numbers.
    mixes
        Whether nearly every row has a word with another delimiter in it.
    lumps
        Whether many cells have a tab or several numbers in them.
    spaced
        Whether cells have spaces in them.
    """

    dialect: Dialect
    width: int
    same: float
    others: int
    within: int
    numbers: float
    mixes: bool
    lumps: bool
    spaced: bool

    @property
    def is_even(self) -> bool:
        """Whether rows have one width, but for a title or names that lack one."""
        few = self.others <= _TOP and self.same > _MOSTLY and not self.within
        return self.same > _ALMOST_ALL or few

    @property
    def is_whole(self) -> bool:
        """Whether rows have one width, and their cells need no further division."""
        return self.width > 1 and self.is_even and not self.lumps

    @property
    def rank(self) -> tuple[bool, bool, bool, bool, float, float]:
        """The higher, the better the dialect fits."""
        most = self.same > _ALMOST_ALL
        numbers = round(self.numbers, 1)
        return self.is_even, not self.mixes, most, not self.lumps, numbers, self.same


def find_dialect(path: Path, data: bytes, choices: TableChoices) -> Found:
    """Return the dialect of UTF-8 text: as chosen, or the one that fits best.

    Raises
    ------
    InputError
        If the text is empty, has only one column, or its quotes are wrong.
    """
    skip = choices.skip_lines or 0
    separator = None if skip else _separator(data)
    given = choices.delimiter
    remarks: list[Remark] = []
    if separator is not None:
        skip, given = 1, given or separator
        remarks.append(
            Remark(
                kind="lines-skipped",
                line=1,
                done=f"'sep={separator}' says what stands between cells, and is no row",
            )
        )
    base = Dialect(given or "", comment=choices.comment or "", skip=skip)
    if choices.comment is not None:
        return Found(_named(path, data, _best(path, data, base)), tuple(remarks))
    comment = _comment_mark(data, skip)
    dialect = _best(path, data, replace(base, comment=comment))
    if not comment:
        return Found(dialect, tuple(remarks))
    dialect = _settled(path, data, dialect)
    if dialect.comment:
        remarks.append(_on_comments(data, dialect))
    return Found(dialect, tuple(remarks))


def _separator(data: bytes) -> str | None:
    """Return what a first line such as "sep=;" says, which spreadsheets write."""
    first = data[:20].decode("utf-8", "replace").partition("\n")[0].partition("\r")[0]
    found = _SEPARATOR_LINE.fullmatch(first)
    return found[1] if found else None


def _best(path: Path, data: bytes, base: Dialect) -> Dialect:
    """Return the dialect that fits best, with the comment mark of ``base``."""
    fits, fault = [], None
    for candidate in CANDIDATES:
        if base.delimiter and candidate.delimiter != base.delimiter:
            continue
        dialect = replace(
            base, delimiter=candidate.delimiter, in_runs=candidate.in_runs
        )
        try:
            fits.append(_fit(path, data, dialect))
        except TooWideError:
            raise
        except InputError as error:
            fault = error
    if base.delimiter and not fits and fault is None:
        return base
    several = [fit for fit in fits if fit.width > 1]
    if several:
        return max(_without_runs(several), key=lambda fit: fit.rank).dialect
    if fault is not None:
        raise fault
    between = f"by {base.delimiter!r}" if base.delimiter else _TRIED
    raise InputError(
        f"{path}: has only one column: it needs inputs and a target, separated "
        f"{between}: use --delimiter for another"
    )


def _without_runs(fits: Sequence[_Fit]) -> Sequence[_Fit]:
    """Return the fits without those of spaces and repeated tabs, where others do.

    Cells may have spaces in them, and be empty.
    """
    others = [fit for fit in fits if not fit.dialect.in_runs]
    whole = [fit for fit in others if fit.is_whole and fit.dialect.delimiter != ","]
    if not whole:
        return fits
    evenly, spaced = max(fit.same for fit in whole), any(fit.spaced for fit in whole)
    better = [fit for fit in fits if fit.dialect.in_runs and fit.same > evenly]
    return [
        *others,
        *(f for f in better if f.dialect.delimiter != SPACES or not spaced),
    ]


_TRIED = "by commas, semicolons, tabs, bars or spaces"


def _fit(path: Path, data: bytes, dialect: Dialect) -> _Fit:
    rows = list(islice(read_rows(path, data, dialect), SAMPLE_ROWS))
    if not rows:
        raise InputError(f"{path}: the file is empty: it needs rows of samples")
    width, count = _commonest_width(rows)
    # Not the first row, which may be a header, and with spaces another one.
    below = [cells for _, cells in (rows[1:] or rows)[: few_rows(width)]]
    alike = [cells for cells in below if len(cells) == width]
    cells = [cell for cells in alike for cell in cells]
    present = [cell for cell in cells if not is_missing(cell)]
    numbers = [cell for cell in present if _looks_numeric(cell)]
    words = (cell for cell in present if not _looks_numeric(cell))
    others = set(",;|\t") - {dialect.delimiter}
    mixed = sum(any(mark in word for mark in others) for word in words)
    lumps = sum(map(_is_lump, present))
    return _Fit(
        dialect,
        width,
        same=count / len(rows),
        others=len(rows) - count,
        within=sum(len(cells) != width for _, cells in rows[_TOP:-_TOP]),
        numbers=len(numbers) / max(1, len(present)),
        mixes=mixed > _ALMOST_ALL * len(alike),
        lumps=lumps > _SOME * len(present),
        spaced=any(SPACES in cell for cell in present),
    )


def _is_lump(cell: str) -> bool:
    """Tell whether a cell seems to be several."""
    parts = cell.split()
    return "\t" in cell or (len(parts) > 1 and sum(map(looks_numeric, parts)) > 1)


def _looks_numeric(cell: str) -> bool:
    return looks_numeric(cell) or is_value(cell)


def _commonest_width(rows: Sequence[Row]) -> tuple[int, int]:
    """Return how many cells most rows have, and how many rows those are."""
    widths = Counter(len(cells) for _, cells in rows)
    return max(widths.items(), key=lambda item: (item[1], item[0]))


def _first_lines(data: bytes) -> list[str]:
    text = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8")
    return list(islice(text, _LINES_FOR_COMMENTS))


def _comment_mark(data: bytes, skip: int) -> str:
    """Return what some lines begin with that may be comments, or ""."""
    lines = [line for line in _first_lines(data)[skip:] if line.strip()]
    for mark in COMMENTS:
        marked = sum(is_marked(line, mark) for line in lines)
        if 0 < marked < len(lines) and (
            marked < _MOSTLY * len(lines) or is_marked(lines[0], mark)
        ):
            return mark
    return ""


def _settled(path: Path, data: bytes, dialect: Dialect) -> Dialect:
    """Decide whether marked lines are comments, rows, or have the names of columns."""
    every = replace(dialect, comment="")
    lines = _first_lines(data)
    marked = {
        number
        for number, line in enumerate(lines, start=1)
        if is_marked(line, dialect.comment)
    }
    try:
        rows = dict(islice(read_rows(path, data, every), SAMPLE_ROWS))
        width = len(next(read_rows(path, data, dialect))[1])
    except InputError:
        return dialect
    alike = [
        number for number in rows if number in marked and len(rows[number]) == width
    ]
    at_the_top = _leading(lines, marked)
    if len(alike) == len(marked & rows.keys()) and len(alike) > len(at_the_top):
        return every
    dialect = _named(path, data, dialect)
    is_mark = rows.get(dialect.names_line, [""])[0] == dialect.comment
    if is_mark and len(rows[dialect.names_line]) == width and len(marked) == 1:
        return every
    return dialect


def _leading(lines: Sequence[str], marked: set[int]) -> set[int]:
    """Return the marked lines before the first one that is neither marked nor blank."""
    leading: set[int] = set()
    for number, line in enumerate(lines, start=1):
        if number in marked:
            leading.add(number)
        elif line.strip():
            break
    return leading


def _named(path: Path, data: bytes, dialect: Dialect) -> Dialect:
    """Take the last comment before the table for its names if it looks like them."""
    if not dialect.comment:
        return dialect
    try:
        line, first = next(read_rows(path, data, dialect))
    except (InputError, StopIteration):
        return dialect
    before = _first_lines(data)[dialect.skip : line - 1]
    if not before or not is_marked(before[-1], dialect.comment):
        return dialect
    if not any(map(is_value, first)):
        return dialect
    found = [_names_in(path, text, dialect, len(first)) for text in before[-2:]]
    if not found[-1]:
        return dialect
    # Above units stand names, but a sentence may have as many words as there are cells.
    are_units = not any(SPACES in name for name in found[-1])
    above = are_units and len(found) > 1 and dialect.delimiter != SPACES and found[0]
    return replace(dialect, names_line=line - 2 if above else line - 1)


def _names_in(path: Path, text: str, dialect: Dialect, width: int) -> list[str]:
    """Return the words of a comment that has one for each of the columns, or []."""
    if not is_marked(text, dialect.comment):
        return []
    alone = replace(dialect, comment="", skip=0)
    bare = without_mark(text, dialect.comment)
    try:
        names = next(read_rows(path, bare.encode(), alone), (0, []))[1]
    except InputError:
        return []
    return names if len(names) == width and not any(map(is_number, names)) else []


def _on_comments(data: bytes, dialect: Dialect) -> Remark:
    """Say how many lines were passed over."""
    every = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8")
    places = [
        number
        for number, line in enumerate(every, start=1)
        if is_marked(line, dialect.comment)
        and number not in (dialect.names_line, *range(1, dialect.skip + 1))
    ]
    ways = [Way("read them as rows", "comment", "none")]
    if dialect.names_line:
        below = _first_lines(data)[dialect.names_line :]
        marked = (is_marked(line, dialect.comment) for line in below)
        last = dialect.names_line + sum(takewhile(bool, marked))
        ways.append(Way("take no names from it", "skip_lines", last))
        if not places:
            return Remark(
                kind="header-in-doubt",
                line=dialect.names_line,
                done=f"it begins with '{dialect.comment}', and has the names of the "
                "columns",
                ways=tuple(ways),
            )
    begin = f"begins with '{dialect.comment}' and is a comment"
    if len(places) > 1:
        begin = f"{len(places)} lines begin with '{dialect.comment}' and are comments"
    done = f"{begin}, passed over"
    if dialect.names_line:
        done += f"; line {dialect.names_line} has the names of the columns"
    return Remark(
        kind="lines-skipped",
        line=places[0] if len(places) == 1 else None,
        done=done,
        ways=tuple(ways),
    )
