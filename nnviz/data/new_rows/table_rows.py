"""Reads the inputs and targets of a data set from the rows of another table."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError
from nnviz.core.types import Floats
from nnviz.data.classes import class_name, one_hot
from nnviz.data.fills import value_for
from nnviz.data.new_rows.other_rows import Columns
from nnviz.data.new_rows.written_rows import Written
from nnviz.data.readers.columns.target_columns import yes_or_no
from nnviz.data.readers.layout.pixels import PIXEL
from nnviz.data.readers.raw_table import RawColumn, RawTable, shown
from nnviz.data.readers.values.cells import is_missing, without_case
from nnviz.data.readers.values.kinds import Cells, make_column
from nnviz.data.remark import Remark
from nnviz.data.table_choices import TableChoices


class TableReader:
    """Reads inputs and targets of a table, and notes which rows are at fault.

    Parameters
    ----------
    table, written
        The table, and its rows as they are written.
    like
        The columns that are needed.
    how
        How cells are written.
    """

    def __init__(
        self, table: RawTable, written: Written, like: Columns, how: TableChoices
    ) -> None:
        self._table, self._written, self._like = table, written, like
        self._how = how
        self._by_name = {column.name: column for column in table.columns}
        self._bad: dict[int, str] = {}
        self._words: dict[str, NDArray[Any]] = {}
        self._values: dict[str, Floats] = {}
        self.filled: dict[str, tuple[int, float | str]] = {}

    def inputs(self) -> tuple[NDArray[Any], frozenset[str]]:
        """Return the inputs (N, G), and the columns they are from."""
        if self._like.image_shape is not None:
            return self._pixels()
        names = frozenset(self._by_name)
        sources = [_source(name, names) for name in self._like.input_names]
        if (missing := missing_input(self._table, self._like)) != "":
            raise InputError(
                f"{self._table.path}: there is no column {shown(missing)}: rows need "
                f"the {len(sources)} inputs of '{self._like.name}' by the same names"
            )
        found = [source for source in sources if source is not None]
        known: dict[str, set[str]] = {}
        for name, word in found:
            if word is not None:
                known.setdefault(name, set()).add(word)
        if self._table.matrix is not None and not known:
            return self._matrix([name for name, _ in found])
        for name in dict.fromkeys(name for name, _ in found):
            self._check(name, known.get(name))
        columns = [self._input(name, word) for name, word in found]
        return np.column_stack(columns), frozenset(name for name, _ in found)

    def targets(self, used: frozenset[str]) -> tuple[Floats, str]:
        """Return the targets (N, O), NaN where not known, and where they are from."""
        rows, like = len(self._table.lines), self._like
        unknown = np.full((rows, len(like.output_names)), np.nan)
        if like.task != "classification":
            present = [n for n in like.output_names if n in self._by_name]
            for place, name in enumerate(like.output_names):
                column = self._by_name.get(name)
                values = None if column is None else _target_values(column, like)
                if values is not None:
                    unknown[:, place] = values
            return unknown, ", ".join(present)
        candidates = [
            column
            for column in self._table.columns
            if column.name not in used and self._are_classes(column)
        ]
        last = self._table.columns[-1]
        if len(candidates) > 1:
            candidates = [column for column in candidates if column is last]
        if not candidates:
            return unknown, ""
        labels = self._labels(candidates[0].name)
        return classes_encoded(labels, like), candidates[0].name

    def faults(self) -> dict[int, str]:
        """Say what is wrong with rows, by their places."""
        cells = self._written.cells(sorted(self._bad))
        return {row: self._fault(row, cells[row]) for row in sorted(self._bad)}

    def _fault(self, row: int, cells: list[str]) -> str:
        name = self._bad[row]
        cell = cells[self._table.names.index(name)]
        place = f"line {self._table.lines[row]}, column {shown(name)}"
        gaps = self._by_name[name].gaps
        if is_missing(cell) or (gaps is not None and gaps[row]):
            return f"{place}: the value is missing"
        if name in self._words:
            return f"{place}: {shown(cell)} was not in the training data"
        return f"{place}: {shown(cell)} is not a finite number"

    def _pixels(self) -> tuple[NDArray[Any], frozenset[str]]:
        """Return the columns of pixels, or all but the label where none has a name."""
        needed, names = len(self._like.input_names), self._table.names
        found = [name for name in names if PIXEL.fullmatch(name)]
        if len(found) != needed and len(names) in (needed, needed + 1):
            found = list(names[len(names) - needed :])
        if len(found) != needed:
            raise InputError(
                f"{self._table.path}: its rows have {len(found) or len(names)} "
                f"pixels, those of '{self._like.name}' {needed}"
            )
        if self._table.matrix is not None:
            return self._matrix(found)
        for name in found:
            self._check(name, None)
        columns = [self._by_name[name].values for name in found]
        return np.column_stack(columns).astype(np.float64), frozenset(found)

    def _matrix(self, wanted: Sequence[str]) -> tuple[NDArray[Any], frozenset[str]]:
        """Return columns of a table of finite numbers, in their own type: bytes stay.

        Columns that stand side by side are not copied.
        """
        assert self._table.matrix is not None  # by the caller
        places = [self._table.names.index(name) for name in wanted]
        first, count = places[0], len(places)
        adjoin = places == list(range(first, first + count))
        chosen = slice(first, first + count) if adjoin else places
        return self._table.matrix[:, chosen], frozenset(wanted)

    def _check(self, name: str, known: set[str] | None) -> None:
        """Note the rows in which a column has no number, or no ``known`` word."""
        column = self._by_name[name]
        if known is not None:
            words = self._known_words(name, known)
            self._words[name] = np.array(words, dtype=object)
            bad = [word not in known for word in words]
        else:
            if column.kind == "category":
                column = self._one_by_one(column)
            self._check_unit(name, self._table.remarks)
            values = self._without_gaps(column)
            bad = (~np.isfinite(values)).tolist()
        for row in np.flatnonzero(bad).tolist():
            self._bad.setdefault(row, name)

    def _check_unit(self, name: str, remarks: Sequence[Remark]) -> None:
        """Refuse numbers in another unit than the data set's."""
        given, wanted = _unit(remarks, name), _unit(self._like.remarks, name)
        if given and wanted and given != wanted:
            raise InputError(
                f"{self._table.path}: column {shown(name)} is in {given}, but the data "
                f"set has it in {wanted}: convert it"
            )

    def _one_by_one(self, column: RawColumn) -> RawColumn:
        """Read each cell of a column of words by itself: some may be numbers.

        In a few rows, one word is enough for a column to be taken for words.
        """
        path, lines = self._table.path, [0]
        made = [
            make_column(Cells(path, column.name, [str(cell)], lines), self._how)
            for cell in column.values
        ]
        for _, remarks in made:
            self._check_unit(column.name, remarks)
        found = [one for one, _ in made]
        if all(one.kind == "category" for one in found):
            raise InputError(
                f"{path}: column {shown(column.name)} has words, but the data set has "
                "numbers there"
            )
        values = [one.values[0] if one.kind == "number" else np.nan for one in found]
        return replace(column, kind="number", values=np.array(values, np.float64))

    def _without_gaps(self, column: RawColumn) -> Floats:
        """Return the numbers of a column (N,), those filled in that training fills."""
        values = np.array(column.values, np.float64)
        fill = value_for(self._like.fills, column.name)
        if column.gaps is not None and isinstance(fill, float):
            values[column.gaps] = fill
            self.filled[column.name] = int(column.gaps.sum()), fill
        self._values[column.name] = values
        return values

    def _known_words(self, name: str, known: set[str]) -> list[str]:
        """Return the words of a column, as they are written or else as numbers.

        Gaps are filled in if training fills them.
        """
        words = self._labels(name)
        if known.issuperset(words):
            return words
        if self._how.ignore_case:
            spelled = {without_case(word): word for word in sorted(known)}
            words = [spelled.get(without_case(word), word) for word in words]
        place = self._table.names.index(name)
        written = [cells[place] for cells in self._written.rows()]
        both = zip(words, written, strict=True)
        words = [cell if cell in known else word for word, cell in both]
        fill = value_for(self._like.fills, name)
        if fill is not None:
            gaps = [w not in known and is_missing(w) for w in written]
            words = [str(fill) if g else w for g, w in zip(gaps, words, strict=True)]
            self.filled.update({name: (sum(gaps), fill)} if any(gaps) else {})
        return words

    def _input(self, name: str, word: str | None) -> Floats:
        if word is None:
            return self._values[name]
        return np.asarray(self._words[name] == word, np.float64)

    def _labels(self, name: str) -> list[str]:
        """Return the words of a column, as the names of classes are written."""
        column = self._by_name[name]
        if column.kind == "number" and not np.isfinite(column.values).all():
            place = self._table.names.index(name)
            return [cells[place] for cells in self._written.rows()]
        return [class_name(value) for value in column.values.tolist()]

    def _are_classes(self, column: RawColumn) -> bool:
        """Tell whether a column has nothing but names of classes, and gaps."""
        if column.kind == "number" and self._like.class_names:
            whole = np.isfinite(column.values)
            words = {class_name(v) for v in np.unique(column.values[whole]).tolist()}
            return bool(words) and words <= set(self._like.class_names)
        words = {w for w in map(str, column.values.tolist()) if not is_missing(w)}
        return bool(words) and words <= set(self._like.class_names)


def missing_input(table: RawTable, like: Columns) -> str:
    """Return the first input that a table does not have, "" if it has all."""
    names = frozenset(table.names)
    return next((n for n in like.input_names if _source(n, names) is None), "")


def _unit(remarks: Sequence[Remark], column: str) -> str:
    """Return the unit of a column's numbers, "" if they have none."""
    return next((r.unit for r in remarks if r.column == column and r.unit), "")


def _source(name: str, names: frozenset[str]) -> tuple[str, str | None] | None:
    """Return the column that an input is from, and its word if it is of words.

    The input "sex=female" is 1 where the column "sex" has the word "female".
    """
    if name in names:
        return name, None
    for place, character in enumerate(name):
        if character == "=" and name[:place] in names:
            return name[:place], name[place + 1 :]
    return None


def _target_values(column: RawColumn, like: Columns) -> Floats | None:
    """Return the values or labels of a column, NaN where not known; None for others."""
    if like.task == "regression":
        return np.asarray(column.values) if column.kind == "number" else None
    found = yes_or_no(column.present)
    if found is None:
        return None
    labels = np.full(len(column.values), np.nan)
    labels[~column.gaps if column.gaps is not None else slice(None)] = found
    return labels


def classes_encoded(labels: Sequence[str], like: Columns) -> Floats:
    """Return targets (N, O) for the names of classes; NaN for any other word."""
    numbers = {name: k for k, name in enumerate(like.class_names)}
    classes = np.array([numbers.get(label, -1) for label in labels], np.intp)
    outputs = len(like.output_names)
    encoded: Floats = (
        one_hot(classes, outputs) if outputs > 1 else classes[:, None] * 1.0
    )
    encoded[classes < 0] = np.nan
    return encoded
