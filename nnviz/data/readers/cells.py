"""Turns the cells of a text column into numbers or words."""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from nnviz.core.types import Floats
from nnviz.data.readers.raw_table import Kind, Problem, RawColumn, shown

MISSING = frozenset(("", "?", "na", "n/a", "nan", "null"))
"""The ways to write a missing value, in lower case."""

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
INFINITE = re.compile(r"[+-]?inf(inity)?", re.IGNORECASE)
DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)


def is_number(cell: str) -> bool:
    """Tell whether a cell is a number as programs write it, including infinity."""
    return bool(NUMBER.fullmatch(cell) or INFINITE.fullmatch(cell))


def is_missing(cell: str) -> bool:
    """Tell whether a cell stands for a missing value."""
    return cell.lower() in MISSING


def make_column(
    path: Path, name: str, cells: Sequence[str], lines: Sequence[int]
) -> RawColumn:
    """Return a column of numbers or of words, with its first faulty cell.

    If at least half of the cells are numbers, it is a column of numbers, in which a
    word is a fault; if there are more words than numbers, it holds categories.
    """
    values = _plain_numbers(cells)
    if values is not None:
        return RawColumn(name, "number", values)
    numbers = sum(map(is_number, cells))
    words = len(cells) - numbers - sum(map(is_missing, cells))
    kind: Kind = "category" if words > numbers else "number"
    problem = None
    for line, cell in zip(lines, cells, strict=True):
        fault = _fault(cell, kind)
        if fault:
            place = f"{path}, line {line}, column {shown(name)}"
            problem = Problem(line, f"{place}: {fault}")
            break
    if kind == "category":
        return RawColumn(name, kind, np.array(cells, dtype=object), problem)
    floats = [float(cell) if is_number(cell) else np.nan for cell in cells]
    return RawColumn(name, kind, np.array(floats), problem)


def _plain_numbers(cells: Sequence[str]) -> Floats | None:
    """Return finite numbers (N,), or None if a cell is anything else."""
    text = "".join(cells)
    # float() also accepts 1_000 and digits of other scripts, which are no numbers here.
    if "_" in text or not text.isascii():
        return None
    try:
        values = np.fromiter(map(float, cells), np.float64, len(cells))
    except ValueError:
        return None
    return values if np.isfinite(values).all() else None


def _fault(cell: str, kind: Kind) -> str:
    """Say why a cell does not fit into a column of a kind; "" if it does."""
    if is_missing(cell):
        return "the value is missing: fill it in, or remove the row"
    if DECIMAL_COMMA.fullmatch(cell):
        return f"{shown(cell)} has a decimal comma: use a decimal point"
    if kind == "category":
        return ""
    if not is_number(cell):
        return f"{shown(cell)} is not a number, unlike most of the column"
    if not np.isfinite(float(cell)):
        return f"{cell} is not a finite number"
    return ""
