"""What a comparison has shown: a table, notes, and all of it as plain text."""

from collections.abc import Sequence
from typing import Self

import msgspec

from nnviz.core.types import Floats
from nnviz.session.comparison.verdict.results_table import ExactTable, ResultsTable
from nnviz.views.numbers import compact

MOST = 8
"""The most rows and columns of a matrix that are written, from the first."""


class VerdictTable(msgspec.Struct, frozen=True):
    """The results of every contender.

    Attributes
    ----------
    headings
        Of the columns: cost, accuracy and so on.
    rows
        Of each contender, in their order: its name, and a cell for each heading.
    exact
        The same with all digits; None where that is not known.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    exact: ExactTable | None = None

    @classmethod
    def of(cls, results: ResultsTable) -> Self:
        """Return what is shown of the results of a comparison."""
        rows = tuple((row[0], row[1:]) for row in results.rows)
        return cls(results.headings[1:], rows, results.exact)


class Matrix(msgspec.Struct, frozen=True, eq=False):
    """A matrix (O, I) with its biases (O,), and the names of its columns and rows."""

    weights: Floats
    biases: Floats
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()


class Note(msgspec.Struct, frozen=True, eq=False):
    """A note on one contender: words, and perhaps a matrix."""

    contender: str
    words: str
    matrix: Matrix | None = None


def verdict_plain(
    sentences: Sequence[str], table: VerdictTable | None, notes: Sequence[Note]
) -> str:
    """Return the verdict as plain text; tabs separate cells, for a spreadsheet."""
    lines = list(sentences)
    if table is not None and table.rows:
        lines += ["", "\t".join(("contender", *table.headings))]
        lines += ["\t".join((name, *cells)) for name, cells in table.rows]
    for note in notes:
        lines += ["", note_plain(note)]
    return "\n".join(lines)


def note_plain(note: Note) -> str:
    """Return a note as plain text, with its matrix in the lines below."""
    rows = ["\t".join(row) for row in matrix_rows(note.matrix)]
    return "\n".join((f"{note.contender}: {note.words}.", *rows))


def matrix_rows(matrix: Matrix | None) -> list[tuple[str, ...]]:
    """Return a matrix as cells, names first, with dots for omitted rows and columns."""
    if matrix is None:
        return []
    rows, columns = matrix.weights.shape
    inputs = matrix.inputs or tuple(f"x{k + 1}" for k in range(columns))
    outputs = matrix.outputs or tuple(f"z{k + 1}" for k in range(rows))
    more = ("…",) if columns > MOST else ()
    found = [("W", *inputs[:MOST], *more, "b")]
    for name, weights, bias in zip(
        outputs[:MOST], matrix.weights.tolist(), matrix.biases.tolist(), strict=False
    ):
        cells = (compact(weight) for weight in weights[:MOST])
        found.append((name, *cells, *more, compact(bias)))
    if rows > MOST:
        found.append(("…",) * len(found[0]))
    return found
