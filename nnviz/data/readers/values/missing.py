"""Which cells of a column stand for a missing value, and which only spell one."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.data.readers.raw_table import shown
from nnviz.data.readers.values.cells import MAY_BE_WORDS, is_missing, is_number
from nnviz.data.remark import Remark, Way

_FEWEST_LIKE_IT = 3
"""As many other words of its kind make a word of what spells a missing value."""

_BY_PROGRAMS = frozenset(("nan", "NaN", "NaT", "null"))
"""What programs write for a missing value, and people do not write otherwise."""

_RARE = 0.25
"""The share of the usual number of rows below which a word is rare."""


@dataclass(frozen=True, slots=True, eq=False)
class Gaps:
    """Where a column of N cells has no value.

    Attributes
    ----------
    mask
        Shape (N,).
    marks
        What is written there, as far as anything is.
    words
        What may spell a missing value, but is taken for a word.
    """

    mask: NDArray[np.bool_]
    marks: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()


def chosen_gaps(cells: Sequence[str], missing: Sequence[str]) -> Gaps:
    """Return the gaps of a column where the marks are chosen; an empty cell is one.

    A mark that is a number stands for it however it is written.
    """
    marks = frozenset(missing)
    numbers = {float(mark) for mark in marks if is_number(mark)}
    mask = [
        not cell
        or cell in marks
        or bool(numbers and is_number(cell) and float(cell) in numbers)
        for cell in cells
    ]
    return Gaps(np.array(mask, dtype=bool), marks)


def usual_gaps(cells: Sequence[str]) -> Gaps:
    """Return the gaps of a column of numbers: all marks that are usual."""
    marks = _marks_of(cells)
    mask = np.array([not cell or cell in marks for cell in cells], dtype=bool)
    return Gaps(mask, marks)


def gaps_among_words(cells: Sequence[str], surely: frozenset[str]) -> Gaps:
    """Return the gaps of a column of words.

    What spells a missing value is a word if others are written alike. ``surely`` are
    the marks in columns of numbers of the same file, where they can be nothing else.
    """
    marks = _marks_of(cells)
    words = Counter(cells)
    for mark in ("", *marks):
        del words[mark]
    meant = frozenset(mark for mark in marks if _is_word(mark, words, surely))
    taken = marks - meant
    mask = np.array([not cell or cell in taken for cell in cells], dtype=bool)
    return Gaps(mask, taken, meant)


def _marks_of(cells: Sequence[str]) -> frozenset[str]:
    return frozenset(cell for cell in set(cells) if cell and is_missing(cell))


def _is_word(mark: str, words: Counter[str], surely: frozenset[str]) -> bool:
    if not words:
        return False
    if not mark.isalpha():
        # Strands are + and -; a sign among signs is one of them.
        if all(set(word) <= {"+", "-"} for word in words):
            return True
        return (
            len(mark) == 1
            and all(len(word) == 1 for word in words)
            and (not any(word.isalnum() for word in words))
        )
    if mark.lower() not in MAY_BE_WORDS or mark in _BY_PROGRAMS:
        return False
    if mark.lower() == "none":
        return mark not in surely
    alike = [word for word in words if _written(word) & _written(mark)]
    lengths = [len(word) for word in alike]
    return (
        len(alike) >= _FEWEST_LIKE_IT
        and 2 * len(alike) > len(words)
        and min(lengths) <= len(mark) <= max(lengths)
    )


def _written(word: str) -> frozenset[str]:
    """Return how the letters of a word are written: "Na" as a name, "NA" in capitals.

    A single capital is either.
    """
    letters = re.sub(r"[\W\d_]", "", word)
    found = {
        "small": letters.islower(),
        "capitals": letters.isupper(),
        "name": letters[:1].isupper() and letters[1:].lower() == letters[1:],
    }
    return frozenset(name for name, is_so in found.items() if is_so)


def doubts(
    name: str,
    cells: Sequence[str],
    gaps: Gaps,
    surely: frozenset[str],
    marks: frozenset[str],
) -> list[Remark]:
    """Say which marks in a column of words may have been meant otherwise.

    ``marks`` are those of the whole file.
    """
    counts = Counter(cells)
    words = [n for word, n in counts.items() if word and word not in gaps.marks]
    usual = sum(words) / max(1, len(words))
    found = []
    for mark in sorted(gaps.words):
        is_rare = counts[mark] < _RARE * usual
        if mark in surely or is_rare or mark.lower() == "none":
            way = Way("take it for none", "missing", tuple(sorted({*marks, mark})))
            found.append(_doubt(name, mark, counts[mark], "a word", way))
    for mark in sorted(gaps.marks - surely):
        if mark.lower() in MAY_BE_WORDS and mark not in _BY_PROGRAMS:
            way = Way("take it for a word", "missing", tuple(sorted(marks - {mark})))
            found.append(_doubt(name, mark, counts[mark], "a missing value", way))
    return found


def _doubt(name: str, mark: str, count: int, what: str, way: Way) -> Remark:
    rows = f"{count:,} rows" if count > 1 else "1 row"
    return Remark(
        kind="missing-in-doubt",
        column=name,
        done=f"{shown(mark)} in {rows} is taken for {what}",
        ways=(way,),
    )


def looks_like_mark(values: NDArray[np.float64]) -> float | None:
    """Return a number such as -999 or -200 that is far from all others, or None.

    Several of the values (N,) have it. It consists of nines, or is below zero and a
    multiple of 100.
    """
    for value in (float(values.min()), float(values.max())):
        others = values[values != value]
        if len(others) < 2 or len(values) - len(others) < 2 or not _is_marked(value):
            continue
        nearest = min(abs(value - others.min()), abs(value - others.max()))
        spread = max(float(np.ptp(others)), float(np.abs(others).max()) / 2)
        if nearest > spread or value < 0.0 <= others.min():
            return value
    return None


def _is_marked(value: float) -> bool:
    digits = f"{abs(value):.6g}".replace(".", "")
    nines = set(digits) == {"9"} and len(digits) >= (2 if value < 0 else 3)
    return nines or (value <= -100.0 and value % 100.0 == 0.0)
