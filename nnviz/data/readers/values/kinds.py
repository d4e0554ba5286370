"""Turns the cells of each column into numbers or words, and notes its gaps."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nnviz.core.types import Floats
from nnviz.data.readers.raw_table import Kind, Problem, RawColumn, shown
from nnviz.data.readers.values.cells import (
    DECIMAL_COMMA,
    first_code,
    is_number,
    plain_numbers,
    without_case,
)
from nnviz.data.readers.values.missing import (
    Gaps,
    chosen_gaps,
    doubts,
    gaps_among_words,
    usual_gaps,
)
from nnviz.data.readers.values.number_forms import (
    FORMS,
    FormChoices,
    Reading,
    likely_decimal,
    may_be_value,
)
from nnviz.data.readers.values.written_marks import is_no_value
from nnviz.data.readers.watch import tell_columns
from nnviz.data.remark import Remark, Way
from nnviz.data.table_choices import AS_IT_SEEMS_BEST, TableChoices

_FIRST = 1000
"""The cells half of which must look like values for all to be looked at."""

_ALMOST_ALL = 0.8
"""The share of cells of one form that makes a fault of the others."""


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The N cells of one column, and the lines they stand in."""

    path: Path
    name: str
    cells: Sequence[str]
    lines: Sequence[int]


@dataclass(frozen=True, slots=True, eq=False)
class MadeColumns:
    """The columns of a table.

    Attributes
    ----------
    columns, remarks
        What they are, and what is to be said about them.
    found
        The decimal mark, if it is a comma.
    marks
        What stands for missing values in the file.
    """

    columns: tuple[RawColumn, ...]
    remarks: tuple[Remark, ...]
    found: TableChoices = AS_IT_SEEMS_BEST
    marks: tuple[str, ...] = ()


def make_columns(columns: Sequence[Cells], choices: TableChoices) -> MadeColumns:
    """Return columns of numbers or of words: what one is may depend on the others.

    A column all of whose cells are numbers in one of the `FORMS` is one of numbers. If
    at least half of them are plain numbers it is one as well, in which a word is a
    fault; if there are more words than numbers, it holds categories.
    """
    likely = likely_decimal([column.cells for column in columns])
    how = FormChoices(choices, likely)
    made, words = [], {name.casefold() for name in choices.words or ()}
    for place, column in enumerate(columns):
        column = _without_formula(column)
        tell_columns(place, len(columns))
        is_chosen = {column.name.casefold(), str(place + 1)} & words
        made.append(_words(column, how) if is_chosen else _made(column, how))
    surely: frozenset[str] = frozenset().union(
        *(one.gaps.marks for one in made if one.is_numeric)
    )
    if choices.missing is None:
        made = [one if one.is_numeric else one.among_words(surely) for one in made]
    if choices.ignore_case:
        made = [replace(one, alike=True) for one in made]
    marks: frozenset[str] = frozenset().union(*(one.gaps.marks for one in made))
    remarks = [r for one in made for r in one.remarks(choices.words or ())]
    if choices.missing is None:
        for one in made:
            if not one.is_numeric:
                name, cells = one.column.name, one.column.cells
                remarks += doubts(name, cells, one.gaps, surely, marks)
    found = TableChoices(decimal=",") if likely == "," else AS_IT_SEEMS_BEST
    return MadeColumns(
        tuple(one.raw() for one in made),
        _decimal_once(remarks),
        found,
        tuple(sorted(marks)),
    )


_AS_TEXT = re.compile(r'="(.*)"')
"""How spreadsheets are made to take a cell for text."""


def _without_formula(column: Cells) -> Cells:
    """Return a column with the texts of cells such as ="00123"."""
    if not any(cell.startswith('="') for cell in column.cells[:_FIRST]):
        return column
    bare = (_AS_TEXT.fullmatch(cell) for cell in column.cells)
    cells = [
        found[1] if found else cell
        for found, cell in zip(bare, column.cells, strict=True)
    ]
    return replace(column, cells=cells)


def make_column(
    column: Cells, choices: TableChoices
) -> tuple[RawColumn, tuple[Remark, ...]]:
    """Return a single column of numbers or of words, and what is to be said about it.

    `make_columns` says what it is.
    """
    made = make_columns([column], choices)
    return made.columns[0], made.remarks


def _decimal_once(remarks: Sequence[Remark]) -> tuple[Remark, ...]:
    """Say once for the file that its numbers have a decimal comma."""
    certain = [r for r in remarks if r.kind == "decimal" and not r.ways]
    first = certain[:1]
    if len(certain) > 1:
        first = [Remark(kind="decimal", done=certain[0].done)]
    others = [remark for remark in remarks if remark not in certain]
    return (*first, *others)


@dataclass(frozen=True, slots=True, eq=False)
class _Made:
    """What was made of a column so far.

    Attributes
    ----------
    column, gaps
        Its cells, and which of them have no value.
    reading
        The numbers of the others; None if they are not all numbers of one form.
    readable
        Shape (N,): where they are, if the others are faults.
    alike
        Whether words are the same that differ in capitals or spaces alone.
    """

    column: Cells
    gaps: Gaps
    reading: Reading | None = None
    readable: NDArray[np.bool_] | None = None
    alike: bool = False

    @property
    def is_numeric(self) -> bool:
        """Whether it is a column of numbers."""
        return self.reading is not None

    def among_words(self, surely: frozenset[str]) -> "_Made":
        """Return the column with the gaps that one of words has."""
        return _Made(self.column, gaps_among_words(self.column.cells, surely))

    def remarks(self, words: Sequence[str] = ()) -> list[Remark]:
        """Say how its numbers are written, if that is not as programs do.

        ``words`` are the columns that are read as words already.
        """
        reading = self.reading
        if reading is None:
            return []
        if not reading.kind:
            return self._on_zeros(words)
        return [
            Remark(
                kind=reading.kind,
                done=reading.done,
                column=self.column.name,
                ways=reading.ways,
                unit=reading.unit,
            )
        ]

    def _on_zeros(self, words: Sequence[str]) -> list[Remark]:
        """Say that zeros in front are lost, as of postcodes."""
        cells, name = self.column.cells, self.column.name
        present = [c for c, gap in zip(cells, self.gaps.mask, strict=True) if not gap]
        coded = first_code(present)
        if coded is None:
            return []
        return [
            Remark(
                kind="codes",
                column=name,
                done=f"zeros in front are lost, as in codes: {shown(coded)} is read as "
                f"{int(coded)}",
                ways=(Way("read them as words", "words", (*words, name)),),
            )
        ]

    def raw(self) -> RawColumn:
        """Return the column as it is from now on."""
        name, gaps = self.column.name, self.gaps.mask
        masked = gaps if gaps.any() else None
        if self.reading is None:
            problem = _first_problem(self.column, gaps, ~gaps, "category")
            words = np.array(_spelled(self.column.cells, self.alike), dtype=object)
            return RawColumn(name, "category", words, problem, masked)
        readable = ~gaps if self.readable is None else self.readable
        values = np.full(len(gaps), np.nan)
        values[readable] = self.reading.values
        problem = _first_problem(self.column, gaps, readable, "number")
        return RawColumn(name, "number", values, problem, masked)


def _spelled(cells: Sequence[str], alike: bool) -> Sequence[str]:
    """Return words; of those that are ``alike`` each as it is written most often."""
    if not alike:
        return cells
    counts = Counter(cells).most_common()
    usual: dict[str, str] = {}
    for word, _ in counts:
        usual.setdefault(without_case(word), word)
    return [usual[without_case(cell)] for cell in cells]


def _words(column: Cells, how: FormChoices) -> _Made:
    """Return a column of words, whatever they look like."""
    missing = how.choices.missing
    if missing is not None:
        return _Made(column, chosen_gaps(column.cells, missing))
    return _Made(column, usual_gaps(column.cells))


def _made(column: Cells, how: FormChoices) -> _Made:
    choices = how.choices
    if choices.missing is not None:
        gaps = chosen_gaps(column.cells, choices.missing)
    elif (values := _plain(column.cells, how)) is not None:
        return _Made(column, Gaps(np.zeros(len(values), dtype=bool)), Reading(values))
    else:
        gaps = usual_gaps(column.cells)
    present = [c for c, gap in zip(column.cells, gaps.mask, strict=True) if not gap]
    if not present:
        return _Made(column, gaps, Reading(np.zeros(0)))
    reading = _in_a_form(present, how)
    if reading is not None:
        return _Made(column, gaps, reading)
    signs = frozenset(filter(is_no_value, present))
    if signs and choices.missing is None:
        others = [cell for cell in present if cell not in signs]
        reading = _in_a_form(others, how) if others else None
        if reading is not None:
            mask = gaps.mask | np.array([c in signs for c in column.cells])
            return _Made(column, Gaps(mask, gaps.marks | signs), reading)
    return _with_faults(column, gaps, how)


def _plain(cells: Sequence[str], how: FormChoices) -> Floats | None:
    """Return numbers as programs write them, if nothing else can be meant."""
    in_doubt = not how.is_open or how.likely == ","
    if in_doubt and any("." in cell for cell in cells):
        return None
    return plain_numbers(cells)


def _in_a_form(present: Sequence[str], how: FormChoices) -> Reading | None:
    """Return the numbers that all cells stand for, if they are all of one form."""
    values = _plain(present, how)
    if values is not None:
        return Reading(values)
    # One word is enough for a column to be of words; most are seen at once.
    if not (how.choices.dates or may_be_value(present[0])):
        return None
    return next(filter(None, (form(present, how) for form in FORMS)), None)


def _with_faults(column: Cells, gaps: Gaps, how: FormChoices) -> _Made:
    """Return a column most of whose cells are numbers, or one of words."""
    present = np.flatnonzero(~gaps.mask)
    cells = [column.cells[k] for k in present.tolist()]
    known = {cell: (is_number(cell), _is_finite(cell)) for cell in set(cells)}
    numbers, plain = np.array([known[cell] for cell in cells]).reshape(-1, 2).T
    readable = np.zeros(len(gaps.mask), dtype=bool)
    if 2 * numbers.sum() >= len(cells):
        readable[present[plain]] = True
        values = [
            float(cell) for cell, is_one in zip(cells, plain, strict=True) if is_one
        ]
        return _Made(column, gaps, Reading(np.array(values)), readable)
    first = cells[:_FIRST]
    if 2 * sum(map(may_be_value, first)) < len(first):
        return _Made(column, gaps)
    # Words come again and again.
    fitting = {cell: may_be_value(cell) for cell in set(cells)}
    fits = np.array([fitting[cell] for cell in cells])
    if fits.sum() >= _ALMOST_ALL * len(cells):
        readable[present[fits]] = True
        good = [column.cells[k] for k in np.flatnonzero(readable).tolist()]
        reading = _in_a_form(good, how)
        if reading is not None:
            return _Made(column, gaps, reading, readable)
    return _Made(column, gaps)


def _is_finite(cell: str) -> bool:
    return is_number(cell) and bool(np.isfinite(float(cell)))


def _first_problem(
    column: Cells, gaps: NDArray[np.bool_], readable: NDArray[np.bool_], kind: Kind
) -> Problem | None:
    # Of words each is looked at once, and numbers that could be read have no fault.
    suspects = np.flatnonzero(~gaps if kind == "category" else ~gaps & ~readable)
    cells = [column.cells[place] for place in suspects.tolist()]
    faults = {cell: _fault(cell, kind) for cell in set(cells)}
    wrong = tuple(cell for cell in dict.fromkeys(cells) if faults[cell])
    if not wrong:
        return None
    line = column.lines[int(suspects[cells.index(wrong[0])])]
    more = {1: "", 2: "; nor is one other"}.get(
        len(wrong), f"; nor are {len(wrong) - 1:,} others"
    )
    where = f"{column.path}, line {line}, column {shown(column.name)}"
    return Problem(line, f"{where}: {faults[wrong[0]]}{more}", wrong)


def _fault(cell: str, kind: Kind) -> str:
    """Say why a cell does not fit into a column of a kind; "" if it does."""
    if DECIMAL_COMMA.fullmatch(cell):
        return f"{shown(cell)} has a decimal comma, unlike other cells of the column"
    if kind == "category":
        return ""
    if not is_number(cell):
        return f"{shown(cell)} is not a number, unlike most of the column"
    return f"{cell} is not a finite number"
