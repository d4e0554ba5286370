"""Weights as matrices in text or MATLAB files."""

import csv
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError
from nnviz.data.readers.source import check_file
from nnviz.models.array_files import found_in
from nnviz.models.foreign_arrays import read_matlab
from nnviz.models.model_building import FoundModel
from nnviz.models.weights import ModelChoices

_MARKS = ",;\t"


def read_mat(path: Path, choices: ModelChoices) -> FoundModel:
    """Read the matrices of a MATLAB file, up to version 7.

    Raises
    ------
    InputError
        If it is damaged, or has no network that can be opened.
    """
    return found_in(read_matlab(path).arrays, choices)


def read_csv_matrices(path: Path, choices: ModelChoices) -> FoundModel:
    """Read matrices that are written one below the other, with an empty line between.

    A line with a single word before a matrix is its name. Those without are called W1,
    b1, W2, ... if each second one is a row or column, and otherwise W1, W2, ...

    Raises
    ------
    InputError
        If there is something else in it, which is named by its line.
    """
    check_file(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"is no text of numbers ({error})") from error
    blocks = _blocks(text)
    if not blocks:
        raise InputError("has no matrix: write one below the other, with empty lines")
    arrays = {}
    second = [values for _, values in blocks[1::2]]
    paired = len(blocks) % 2 == 0 and all(1 in values.shape for values in second)
    for number, (name, values) in enumerate(blocks):
        own = f"{'Wb'[number % 2]}{number // 2 + 1}" if paired else f"W{number + 1}"
        arrays[name or own] = values
    return found_in(arrays, choices)


def _blocks(text: str) -> list[tuple[str, NDArray[Any]]]:
    """Return the name and the numbers of each matrix."""
    found: list[tuple[str, NDArray[Any]]] = []
    name, rows = "", list[list[float]]()
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        words = _words(line)
        if not words:
            if rows:
                found.append((name, _matrix(rows, number)))
                name, rows = "", []
        elif not rows and len(words) == 1 and not _is_number(words[0]):
            name = words[0]
        else:
            rows.append(_row(words, number))
    return found


def _words(line: str) -> list[str]:
    mark = next((mark for mark in _MARKS if mark in line), None)
    if mark is None:
        return line.split()
    words = next(csv.reader([line], delimiter=mark), [])
    return [word.strip() for word in words] if any(words) else []


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _row(words: list[str], number: int) -> list[float]:
    try:
        return [float(word) for word in words]
    except ValueError as error:
        raise InputError(f"line {number}: {error}") from error


def _matrix(rows: list[list[float]], number: int) -> NDArray[Any]:
    if len({len(row) for row in rows}) != 1:
        raise InputError(
            f"the matrix before line {number} has rows of different lengths"
        )
    return np.array(rows)
