"""The text of a CSV file: its encoding, its delimiter, and its rows of cells."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from nnviz.core.errors import InputError
from nnviz.data.readers.cells import is_number

DELIMITERS = ("\t", ";", ",")
"""Delimiters in the order in which they are tried; the first that fits is used."""

SAMPLE_ROWS = 20

MOST_COLUMNS = 20_000
"""The most columns of a table; an image of 140 x 140 pixels has 19,600."""

Row = tuple[int, list[str]]
"""The line on which a row begins, counted from 1, and its cells, stripped."""


def check_text(path: Path, data: bytes) -> None:
    """Check that the bytes are UTF-8 text and not blank.

    Raises
    ------
    InputError
        If they are not.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise InputError(f"{path}: is UTF-16 text: save it as UTF-8")
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise InputError(f"{path}, line {line}: has a zero byte: it is not CSV text")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        byte = error.object[error.start]
        raise InputError(
            f"{path}, line {line}: byte 0x{byte:02X} is not UTF-8: save it as UTF-8"
        ) from error
    if not text or text.isspace():
        raise InputError(f"{path}: the file is empty: it needs rows of samples")


def read_rows(path: Path, data: bytes, delimiter: str) -> Iterator[Row]:
    """Yield the rows one by one; blank lines are skipped.

    Raises
    ------
    InputError
        If a quote is not closed, or the text is not CSV in another way.
    """
    text = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline="")
    lines = _narrow(path, text, delimiter)
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)
    line = 1
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if len(stripped) > 1 or any(stripped):
                yield line, stripped
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(
            f"{path}, line {line}: the quotes are wrong ({error}): a quoted cell must "
            f"end with a quote just before the next delimiter"
        ) from error


def _narrow(path: Path, text: Iterable[str], delimiter: str) -> Iterator[str]:
    """Yield lines; raise InputError for one with too many cells, before it is split."""
    for number, line in enumerate(text, start=1):
        if line.count(delimiter) >= MOST_COLUMNS:
            raise InputError(
                f"{path}, line {number}: has {line.count(delimiter) + 1:,} cells, but "
                f"a table can have at most {MOST_COLUMNS:,} columns: is a line break "
                "missing, or are rows and columns exchanged?"
            )
        yield line


def find_delimiter(path: Path, data: bytes) -> str:
    """Return the delimiter of the cells: a tab, a semicolon or a comma.

    It is the first one that splits all of the first rows into the same number of cells,
    two or more; if none does, the one that splits the first row into the most cells.

    Raises
    ------
    InputError
        If the file is empty, has only one column, or is not CSV.
    """
    first_cells: dict[str, int] = {}
    fault = None
    for delimiter in DELIMITERS:
        try:
            sample = list(islice(read_rows(path, data, delimiter), SAMPLE_ROWS))
        except InputError as error:
            fault = error
            continue
        if not sample:
            raise InputError(f"{path}: the file is empty: it needs rows of samples")
        counts = {len(cells) for _, cells in sample}
        if len(counts) == 1 and min(counts) > 1:
            return delimiter
        first_cells[delimiter] = len(sample[0][1])
    most = max(first_cells, key=lambda key: first_cells[key], default=",")
    if fault and first_cells.get(most, 1) == 1:
        raise fault
    if first_cells[most] == 1:
        raise InputError(
            f"{path}: has only one column: it needs inputs and a target, separated by "
            f"commas, semicolons or tabs"
        )
    return most


def has_header(first: Sequence[str], rest: Iterable[Row]) -> bool:
    """Tell whether the first row has the names of the columns.

    It does if none of its cells is a number, and there is a number below or, in a table
    of words, none of its cells occurs again in its own column.
    """
    if any(is_number(cell) for cell in first) or not any(first):
        return False
    recurs = False
    for _, cells in rest:
        if any(is_number(cell) for cell in cells):
            return True
        recurs = recurs or any(a == b and a for a, b in zip(first, cells, strict=False))
    return not recurs


def check_width(path: Path, row: Row, width: int) -> None:
    """Check that a row has ``width`` cells, like the first one.

    Raises
    ------
    InputError
        If it does not.
    """
    line, cells = row
    if len(cells) != width:
        hint = "is the file truncated?" if len(cells) < width else "is a quote missing?"
        raise InputError(
            f"{path}, line {line}: {len(cells)} cells, but the first row has {width}: "
            f"{hint}"
        )
