"""Reads Excel and Parquet by libraries of the extra ``nnviz-desktop[tables]``.

They are imported when such a file is opened, not before.
"""

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, time
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from nnviz.core.errors import InputError, unknown_name
from nnviz.data.readers.formats.csv_table import table_of_cells
from nnviz.data.readers.formats.matrix import number_column
from nnviz.data.readers.layout.arrangement import arrange
from nnviz.data.readers.layout.rows import MOST_COLUMNS, Row
from nnviz.data.readers.raw_table import (
    Problem,
    RawColumn,
    RawTable,
    check_names,
    shown,
)
from nnviz.data.readers.source import (
    most_unpacked,
    names_listed,
    read_bytes,
    too_much_packed,
)
from nnviz.data.readers.values.kinds import Cells, make_column
from nnviz.data.readers.values.number_forms import is_value
from nnviz.data.remark import Remark, Way
from nnviz.data.table_choices import TableChoices

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet
    from pyarrow import ChunkedArray

_MOST_SHEETS = 3
"""As many other sheets are offered one by one."""

_FEWEST_SAMPLES = 2

_MOST_ROWS = 1 << 20
"""Rows that a sheet of a workbook can have."""

_MOST_CELLS = 20_000_000
"""Cells that a table may have, however well it is packed."""


def read_excel(path: Path, choices: TableChoices) -> RawTable:
    """Read the chosen sheet of a workbook, or the first one that has samples.

    Raises
    ------
    InputError
        If the library is missing, the workbook damaged or without a table, or the sheet
        unknown.
    """
    with _reading(path, "openpyxl"):
        from openpyxl import load_workbook

        _check_unpacked(path)
        with warnings.catch_warnings():
            # What it does not know of, such as forms and pictures, is no table.
            warnings.simplefilter("ignore")
            data = io.BytesIO(read_bytes(path))
            book = load_workbook(data, read_only=True, data_only=True)
            rows: list[Row] = []
            title = ""
            for sheet in _wanted(path, book.worksheets, choices.sheet):
                found = _rows_of_sheet(path, sheet)
                has_samples = _has_samples(found)
                if found and (has_samples or not rows):
                    rows, title = found, sheet.title
                if has_samples:
                    break
    if not rows:
        raise InputError(f"{path}: has no sheet with cells")
    skip = choices.skip_lines or 0
    rows = [row for row in rows if row[0] > skip]
    table = table_of_cells(arrange(path, rows, choices), choices)
    others = [sheet.title for sheet in book.worksheets if sheet.title != title]
    if not others:
        return table
    if choices.sheet is not None:
        return table
    done = f"the sheet {title!r} was read, but not {names_listed(others)}"
    ways = [Way(f"read {other!r}", "sheet", other) for other in others]
    said = Remark(kind="sheets", done=done, ways=tuple(ways[:_MOST_SHEETS]))
    return replace(table, remarks=(said, *table.remarks))


def _has_samples(rows: Sequence[Row]) -> bool:
    """Tell whether rows have numbers beside other cells: a sheet of notes has not."""
    filled = [list(filter(None, cells)) for _, cells in rows]
    return sum(len(c) > 1 and any(map(is_value, c)) for c in filled) > _FEWEST_SAMPLES


def _wanted(
    path: Path, sheets: Sequence["Worksheet"], chosen: str | None
) -> Sequence["Worksheet"]:
    """Return the sheets to look for cells in: all, or the one that was chosen."""
    if chosen is None:
        return sheets
    names = [sheet.title for sheet in sheets]
    folded = [name.casefold() for name in names]
    if chosen.casefold() in folded:
        return [sheets[folded.index(chosen.casefold())]]
    if chosen.isdecimal() and 1 <= int(chosen) <= len(sheets):
        return [sheets[int(chosen) - 1]]
    raise InputError(f"{path}: {unknown_name('sheet', chosen, names)}")


def _rows_of_sheet(path: Path, sheet: "Worksheet") -> list[Row]:
    """Return the rows with cells of a sheet, all of the same width."""
    # What it says of its size may be wrong, and rows would be filled up to that.
    sheet.reset_dimensions()
    rows: list[Row] = []
    width = cells = 0
    # Empty rows are put in up to the number that the next one says it has, damaged or
    # only far down: a million of them are soon passed over.
    every = sheet.iter_rows(values_only=True)
    within = enumerate(islice(every, _MOST_ROWS), start=1)
    for line, values in filter(itemgetter(1), within):
        filled = len(values)
        while filled and values[filled - 1] is None:
            filled -= 1
        if not filled:
            continue
        width = max(width, filled)
        cells += filled
        if width > MOST_COLUMNS or cells > _MOST_CELLS:
            raise InputError(
                f"{path}: the sheet {shown(sheet.title)} has more cells than a table "
                f"can have: {MOST_COLUMNS:,} columns and {_MOST_CELLS:,} cells"
            )
        rows.append((line, [_text(value) for value in values[:filled]]))
    if next(every, None) is not None:
        raise InputError(
            f"{path}: the sheet {shown(sheet.title)} is damaged: it has a row "
            f"beyond {_MOST_ROWS:,}: save it again"
        )
    if width * len(rows) > _MOST_CELLS:
        raise InputError(f"{path}: the sheet {shown(sheet.title)} has too many cells")
    return [(line, cells + [""] * (width - len(cells))) for line, cells in rows]


def _text(value: object) -> str:
    """Return the value of a cell as a table of text would have it."""
    match value:
        case None:
            return ""
        case datetime():
            return str(value.date() if value.time() == time() else value)
        case str():
            # What a formula has as its result where it fails.
            return (
                "" if value.startswith("#") and value[-1:] in "!?A" else value.strip()
            )
    return str(value)


def read_parquet(path: Path, choices: TableChoices) -> RawTable:
    """Read a table whose columns have names and types.

    Raises
    ------
    InputError
        If the library is missing, or the file damaged or too large.
    """
    with _reading(path, "pyarrow"):
        import pyarrow as pa
        from pyarrow import parquet

        file = parquet.ParquetFile(pa.BufferReader(read_bytes(path)))
        about = file.metadata
        width = about.num_columns
        if width > MOST_COLUMNS or about.num_rows * width > _MOST_CELLS:
            raise InputError(
                f"{path}: has {about.num_rows:,} rows of {width:,} columns, but a "
                f"table can have {MOST_COLUMNS:,} columns and {_MOST_CELLS:,} cells"
            )
        data = file.read()
        lines = range(1, data.num_rows + 1)
        columns: list[RawColumn] = []
        remarks: list[Remark] = []
        names = [str(name) for name in data.column_names]
        if not lines or not names:
            raise InputError(f"{path}: the table has no rows of samples")
        check_names(path, names)
        for name, values in zip(names, data.columns, strict=True):
            column, said = _parquet_column(path, name, values, choices)
            columns.append(column)
            remarks.extend(said)
    return RawTable(path, tuple(columns), lines, remarks=tuple(remarks))


def _parquet_column(
    path: Path, name: str, values: "ChunkedArray", choices: TableChoices
) -> tuple[RawColumn, Sequence[Remark]]:
    from pyarrow import types

    kind = values.type
    lines = range(1, len(values) + 1)
    if types.is_integer(kind) or types.is_floating(kind):
        numbers = np.asarray(values.to_numpy(), np.float64)
        return number_column(path, name, numbers), ()
    if types.is_dictionary(kind):
        kind = kind.value_type
    if types.is_nested(kind) or types.is_binary(kind) or types.is_null(kind):
        place = f"{path}, column {shown(name)}"
        message = f"{place}: has the type {kind}, neither numbers nor words"
        words = np.full(len(values), "", dtype=object)
        return RawColumn(name, "category", words, Problem(1, message)), ()
    known: dict[object, str] = {}
    cells = [known.setdefault(value, _text(value)) for value in values.to_pylist()]
    # Its gaps are marked as such: a word is a word.
    missing = choices.missing or ()
    asked = msgspec.structs.replace(choices.chosen(), missing=missing)
    return make_column(Cells(path, name, cells, lines), asked)


@contextmanager
def _reading(path: Path, library: str) -> Iterator[None]:
    """Say what a library cannot do in one sentence."""
    try:
        yield
    except InputError:
        raise
    except ImportError as error:
        raise InputError(
            f"{path}: reading it needs {library}: install it with pip install "
            "'nnviz-desktop[tables]'"
        ) from error
    except MemoryError as error:
        raise InputError(f"{path}: does not fit into memory") from error
    # A library that reads a damaged file may raise anything.
    except Exception as error:
        reason = " ".join(str(error).split())[:120] or type(error).__name__
        raise InputError(f"{path}: is damaged ({reason}): save it again") from error


def _check_unpacked(path: Path) -> None:
    """Check what a workbook unpacks to, by its directory and by unpacking it."""
    most = most_unpacked(path)
    try:
        with zipfile.ZipFile(path) as files:
            if sum(member.file_size for member in files.infolist()) > most:
                raise too_much_packed(path)
            # No more than it says is unpacked of a member; it is damaged then.
            wrong = files.testzip()
    except (zipfile.BadZipFile, zlib.error, struct.error, RuntimeError) as error:
        raise InputError(f"{path}: is damaged ({error}): save it again") from error
    if wrong is not None:
        raise InputError(f"{path}: is damaged ({shown(wrong)}): save it again")
