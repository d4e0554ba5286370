"""The rows of a text: its lines divided into cells, in one dialect."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from nnviz.core.errors import InputError
from nnviz.data.readers.watch import text_stream
from nnviz.data.table_choices import NO_COMMENT, SPACES

MOST_COLUMNS = 20_000
"""The most columns of a table; an image of 140 x 140 pixels has 19,600."""

Row = tuple[int, list[str]]
"""The line on which a row begins, counted from 1, and its cells, stripped."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How lines are divided into cells.

    Attributes
    ----------
    delimiter
        What stands between cells; a space for any run of spaces and tabs.
    in_runs
        Whether tabs or spaces in a row divide only once.
    comment
        Lines that begin so are no rows; "" where all are.
    names_line
        The comment line that has the names of the columns; 0 if there is none.
    skip
        The number of lines at the start that are no rows.
    """

    delimiter: str
    in_runs: bool = False
    comment: str = NO_COMMENT
    names_line: int = 0
    skip: int = 0


def read_rows(path: Path, data: bytes, dialect: Dialect) -> Iterator[Row]:
    """Yield the rows of UTF-8 text one by one; blank lines are skipped.

    Raises
    ------
    InputError
        If a quote is not closed, or the text is not CSV in another way.
    """
    text = text_stream(data, newline="")
    lines = _narrow(path, _tidied(text, dialect), dialect.delimiter)
    reader = csv.reader(
        lines, delimiter=dialect.delimiter, skipinitialspace=True, strict=True
    )
    line = 1
    try:
        for cells in reader:
            stripped = list(map(str.strip, cells))
            if len(stripped) > 1 or any(stripped):
                yield line, stripped
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(
            f"{path}, line {line}: the quotes are wrong ({error}): a quoted cell must "
            f"end with a quote just before the next delimiter"
        ) from error


def _tidied(text: Iterable[str], dialect: Dialect) -> Iterable[str]:
    """Return lines that Python's own reader understands, one for each of the text."""
    if dialect.comment or dialect.skip:
        text = _without_comments(text, dialect)
    tidy = _TIDY.get((dialect.delimiter, dialect.in_runs))
    return _closed(text, dialect.delimiter) if tidy is None else tidy(text)


def _without_comments(text: Iterable[str], dialect: Dialect) -> Iterator[str]:
    """Yield lines, blank ones in place of those that are no rows."""
    comment, within_quotes = dialect.comment, False
    for number, line in enumerate(text, start=1):
        if number <= dialect.skip:
            yield "\n"
            continue
        is_comment = comment and not within_quotes and is_marked(line, comment)
        if is_comment and number == dialect.names_line:
            yield without_mark(line, comment)
        elif is_comment:
            yield "\n"
        else:
            within_quotes ^= line.count('"') % 2 == 1
            yield line


_ERROR_VALUE = re.compile(r"#(N/?A|DIV/0!|REF!|VALUE!|NAME\?|NUM!|NULL!)")
"""What spreadsheets write for a missing value."""


def is_marked(line: str, comment: str) -> bool:
    """Tell whether a line begins with a comment mark."""
    line = line.lstrip()
    return line.startswith(comment) and not _ERROR_VALUE.match(line)


def without_mark(line: str, comment: str) -> str:
    """Return a comment line without its mark."""
    return line.lstrip().removeprefix(comment)


_SPACES = re.compile(r'((?<![^ \t])"[^"]*(?:"|$))|[ \t\xa0]+')
_TABS = re.compile(r" *\t[\t ]*")
_ROWS_WITH_BARS = 20
_RULE = re.compile(r"[\s|+:=-]*(--|==)[\s|+:=-]*")


def _closed(text: Iterable[str], delimiter: str) -> Iterator[str]:
    """Yield lines without spaces between a closing quote and a delimiter."""
    after = re.compile(f'" +(?={re.escape(delimiter)}|[\r\n]|$)')
    return (after.sub('"', line) if '" ' in line else line for line in text)


def _single_spaces(text: Iterable[str]) -> Iterator[str]:
    """Put one space in place of spaces and tabs in a row, outside quotes."""
    is_open = False
    for line in text:
        before = ""
        if is_open:
            before, quote, line = line.partition('"')
            if not quote:
                yield before
                continue
            before += quote
        elif '"' not in line:
            yield " ".join(line.split()) + "\n"
            continue
        line = line.rstrip() if before else line.strip()
        quoted = [found[1] for found in _SPACES.finditer(line) if found[1]]
        is_open = bool(quoted) and (quoted[-1] == '"' or quoted[-1][-1] != '"')
        yield before + _SPACES.sub(lambda found: found[1] or SPACES, line) + "\n"


def _single_tabs(text: Iterable[str]) -> Iterator[str]:
    """Put one tab in place of several in a row."""
    return _closed((_TABS.sub("\t", line.strip()) + "\n" for line in text), "\t")


def _without_frame(text: Iterable[str]) -> Iterator[str]:
    """Remove rules between lines, and the bars at both ends if most rows have them.

    Elsewhere a bar at an end stands beside an empty cell.
    """
    lines = iter(_closed(text, "|"))
    first = list(islice(lines, _ROWS_WITH_BARS))
    bodies = [body for line in first if "|" in (body := line.strip())]
    framed = 2 * sum(map(_has_frame, bodies)) > len(bodies)
    for line in chain(first, lines):
        body = line.strip()
        if _RULE.fullmatch(body):
            yield "\n"
        else:
            yield body[1:-1] + "\n" if framed and _has_frame(body) else line


def _has_frame(body: str) -> bool:
    return len(body) > 1 and body[0] == body[-1] == "|"


_TIDY: dict[tuple[str, bool], Callable[[Iterable[str]], Iterable[str]]] = {
    (SPACES, False): _single_spaces,
    (SPACES, True): _single_spaces,
    ("\t", True): _single_tabs,
    ("|", False): _without_frame,
}


class TooWideError(InputError):
    """A line has more cells than a table can have columns."""


def _narrow(path: Path, text: Iterable[str], delimiter: str) -> Iterator[str]:
    """Yield lines; raise TooWideError for one with too many cells, unsplit."""
    for number, line in enumerate(text, start=1):
        if line.count(delimiter) >= MOST_COLUMNS:
            raise TooWideError(
                f"{path}, line {number}: has {line.count(delimiter) + 1:,} cells, but "
                f"a table can have at most {MOST_COLUMNS:,} columns: is a line break "
                "missing, or are rows and columns exchanged?"
            )
        yield line
