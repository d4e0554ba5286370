"""Reads a table in any format, and its rows once more as they are written."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from nnviz.core.errors import InputError
from nnviz.data.readers.formats.arff import read_arff
from nnviz.data.readers.formats.csv_table import read_table, rows_as_written
from nnviz.data.readers.formats.extra_formats import read_excel, read_parquet
from nnviz.data.readers.formats.file_kinds import READABLE, TABLE_ENDINGS, Kind, kind_of
from nnviz.data.readers.formats.matrix import read_matrix
from nnviz.data.readers.layout.rows import Row
from nnviz.data.readers.raw_table import RawTable
from nnviz.data.remark import option_of
from nnviz.data.table_choices import AS_IT_SEEMS_BEST, TableChoices


def _read_text(path: Path, choices: TableChoices) -> RawTable:
    """Read a table of text; where it is none, its ending may say why."""
    try:
        return read_table(path, choices)
    except InputError as error:
        _, point, ending = path.name.lower().removesuffix(".gz").rpartition(".")
        if not point or f".{ending}" in TABLE_ENDINGS:
            raise
        why = str(error).removeprefix(str(path)).lstrip(",: ")
        raise InputError(f"{path}: is not {READABLE}: as a table, {why}") from error


_FORMATS: dict[Kind, Callable[[Path, TableChoices], RawTable]] = {
    "text": _read_text,
    "arff": read_arff,
    "matrix": read_matrix,
    "excel": read_excel,
    "parquet": read_parquet,
}

_OF_TEXT = ("delimiter", "comment")
"""Choices that only a table of text leaves open."""


def read_any_table(path: Path, choices: TableChoices = AS_IT_SEEMS_BEST) -> RawTable:
    """Read a table of text, ARFF, Excel, Parquet, or an array of rows and columns.

    Raises
    ------
    InputError
        If the file cannot be read, or a choice does not apply to its format.
    """
    kind = kind_of(path)
    if kind not in _FORMATS:
        raise InputError(f"{path}: is no table: choose one")
    if choices.sheet is not None and kind != "excel":
        raise InputError(f"{path}: --sheet can only be chosen for a workbook")
    for setting in _OF_TEXT if kind != "text" else ():
        if getattr(choices, setting) is not None:
            raise InputError(
                f"{path}: {option_of(setting)} can only be chosen for a table of text"
            )
    return _FORMATS[kind](path, choices)


def rows_again(path: Path, read_by: TableChoices) -> Iterator[Row]:
    """Yield the rows of a table as they are written, and their lines.

    Those of a file of text may have cells and lines that are not part of the table.

    Raises
    ------
    InputError
        If the file is no longer there, or no longer the same.
    """
    if kind_of(path) == "text":
        yield from rows_as_written(path, read_by)
        return
    table = read_any_table(path, read_by)
    columns = [column.values for column in table.columns]
    for k, line in enumerate(table.lines):
        yield line, [_written(column[k]) for column in columns]


def _written(value: object) -> str:
    if isinstance(value, str):
        return value
    number = float(np.float64(value))  # type: ignore[arg-type]
    if np.isnan(number):
        return ""
    return str(int(number)) if number.is_integer() else repr(number)
