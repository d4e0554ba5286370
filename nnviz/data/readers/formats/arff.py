"""Reads ARFF files: a declaration of each column, then rows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nnviz.core.errors import InputError
from nnviz.data.readers.layout.rows import MOST_COLUMNS, Row
from nnviz.data.readers.raw_table import (
    Problem,
    RawColumn,
    RawTable,
    check_names,
    shown,
)
from nnviz.data.readers.source import read_bytes
from nnviz.data.readers.text import text_of
from nnviz.data.readers.values.kinds import Cells, make_column
from nnviz.data.remark import Remark
from nnviz.data.table_choices import TableChoices

_NAME = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""
_ATTRIBUTE = re.compile(rf"@attribute\s+({_NAME}|[^\s{{]+)\s*(.+)", re.IGNORECASE)
_CELL = re.compile(rf"\s*({_NAME}|[^,\t'\"]*)\s*(,|\t|$)")
_ESCAPED = re.compile(r"\\(.)")
_NUMBERS = ("numeric", "real", "integer")
_WORDS = ("string", "date")


@dataclass(frozen=True, slots=True)
class _Attribute:
    """The declaration of a column; ``words`` are its classes, None if it has none."""

    name: str
    words: frozenset[str] | None


def read_arff(path: Path, choices: TableChoices) -> RawTable:
    """Read a table in the format of Weka and OpenML.

    A nominal column is one of words, also if its words are numbers.

    Raises
    ------
    InputError
        If the file is damaged, or its rows are sparse.
    """
    text = text_of(path, read_bytes(path), choices)
    lines = text.data.decode().splitlines()
    attributes, start = _declared(path, lines)
    check_names(path, [attribute.name for attribute in attributes])
    rows = list(_rows(path, lines, start, len(attributes)))
    if not rows:
        raise InputError(f"{path}: no rows of samples follow '@data'")
    places = [line for line, _ in rows]
    columns: list[RawColumn] = []
    remarks: list[Remark] = []
    for k, attribute in enumerate(attributes):
        cells = Cells(path, attribute.name, [row[k] for _, row in rows], places)
        if attribute.words is not None:
            columns.append(_nominal(cells, attribute.words))
            continue
        column, said = make_column(cells, choices)
        columns.append(column)
        remarks.extend(said)
    return RawTable(path, tuple(columns), places, remarks=(*text.remarks, *remarks))


def _declared(path: Path, lines: Sequence[str]) -> tuple[list[_Attribute], int]:
    """Return the columns, and the number of lines down to the first row."""
    attributes = []
    for number, line in enumerate(lines, start=1):
        word = line.strip().lower()
        if word.startswith("@attribute"):
            attributes.append(_attribute(f"{path}, line {number}", line.strip()))
        elif word.startswith("@data"):
            if 0 < len(attributes) <= MOST_COLUMNS:
                return attributes, number
            raise InputError(
                f"{path}: declares {len(attributes):,} columns, but a table has from 1 "
                f"to {MOST_COLUMNS:,}"
            )
        elif word and not word.startswith(("%", "@relation")):
            raise InputError(
                f"{path}, line {number}: {shown(line)} is neither '@attribute' nor "
                "'@data'"
            )
    raise InputError(f"{path}: has no line '@data': is the file truncated?")


def _attribute(place: str, line: str) -> _Attribute:
    found = _ATTRIBUTE.fullmatch(line)
    if found is None:
        raise InputError(f"{place}: {shown(line)}: a name and a type must follow")
    name, kind = _plain(found[1]), found[2].strip()
    if kind.startswith("{"):
        words = _cells(kind.strip("{} \t"))
        if words is None:
            raise InputError(f"{place}: the classes of {shown(name)} cannot be read")
        return _Attribute(name, frozenset(words))
    if not kind.lower().startswith((*_NUMBERS, *_WORDS)):
        raise InputError(
            f"{place}: column {shown(name)} has the type {shown(kind)}, which is not "
            "supported: use numeric, string, date or {classes}"
        )
    return _Attribute(name, None)


def _rows(path: Path, lines: Sequence[str], start: int, width: int) -> Iterator[Row]:
    for number, line in enumerate(lines[start:], start=start + 1):
        text = line.strip()
        if not text or text.startswith("%"):
            continue
        place = f"{path}, line {number}"
        if text.startswith("{"):
            raise InputError(f"{place}: the rows are sparse: save them with all values")
        plain = not ("'" in text or '"' in text or "\t" in text)
        cells = [cell.strip() for cell in text.split(",")] if plain else _cells(text)
        if cells is None:
            raise InputError(f"{place}: the quotes are wrong")
        if len(cells) != width:
            raise InputError(
                f"{place}: {len(cells)} cells, but {width} columns are declared"
            )
        yield number, ["" if cell == "?" else cell for cell in cells]


def _cells(text: str) -> list[str] | None:
    """Return the cells of a line, or None if it is no list of them."""
    cells, place = [], 0
    while (found := _CELL.match(text, place)) is not None:
        cells.append(_plain(found[1]))
        place = found.end()
        if not found[2]:
            return cells
    return None


def _plain(cell: str) -> str:
    """Return a cell without its quotes."""
    cell = cell.strip()
    if len(cell) > 1 and cell[0] == cell[-1] and cell[0] in "'\"":
        return _ESCAPED.sub(r"\1", cell[1:-1])
    return cell


def _nominal(column: Cells, words: frozenset[str]) -> RawColumn:
    """Return a column of words, with the first that is not declared as its fault."""
    gaps = np.array([not cell for cell in column.cells])
    problem = None
    for line, cell in zip(column.lines, column.cells, strict=True):
        if cell and cell not in words:
            place = f"{column.path}, line {line}, column {shown(column.name)}"
            message = f"{place}: {shown(cell)} is not among the classes declared"
            problem = Problem(line, message)
            break
    values = np.array(column.cells, dtype=object)
    return RawColumn(
        column.name, "category", values, problem, gaps if gaps.any() else None
    )
