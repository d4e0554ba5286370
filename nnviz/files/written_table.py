"""Tables as text for other programs: LaTeX, CSV or Markdown."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nnviz.core.writing.number_text import MINUS, THIN
from nnviz.files.latex_text import escaped

TABLE_ENDINGS = (".csv", ".tex", ".md")

Cell = str | float | int
Row = Sequence[str]
_SENTENCE = 40
"""The most characters of a cell that LaTeX sets in one line."""
_NUMBER = re.compile(r"[-+]?\d[\d,]*(\.\d+)?(e[-+]?\d+)?")


@dataclass(frozen=True, slots=True)
class WrittenTable:
    """A table as it is shown.

    Attributes
    ----------
    headings
        One for each column.
    rows
        A text for each cell.
    words
        The columns that have words, from 0; the others are numbers, flush right.
    exact
        The same rows with all digits of their numbers; empty where the texts are all
        that is known.
    columns
        The headings of ``exact``, where a cell that is shown has several numbers and
        each of them a column; empty where they are those that are shown.
    title
        What it shows, in words.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: frozenset[int] = frozenset({0})
    exact: tuple[tuple[Cell, ...], ...] = ()
    title: str = ""
    columns: tuple[str, ...] = ()


def table_of_texts(
    headings: Sequence[str], rows: Sequence[Sequence[str]]
) -> WrittenTable:
    """Return a table of texts; columns that have numbers alone are flush right."""
    cells = tuple(map(tuple, rows))
    words = (
        place
        for place in range(len(headings))
        if not all(_NUMBER.fullmatch(row[place].strip() or "0") for row in cells)
    )
    return WrittenTable(tuple(headings), cells, frozenset(words))


def table_text(table: WrittenTable, ending: str) -> str:
    r"""Return a table as a file that ends in ``.csv``, ``.tex`` or ``.md``.

    CSV has all digits of every number; the others have the texts as they are shown. A
    ``.tex`` is a ``tabular`` to paste or to ``\input`` into a document.
    """
    if ending == ".csv":
        return as_csv(table)
    return as_latex(table) if ending == ".tex" else _markdown(table)


def as_csv(table: WrittenTable) -> str:
    """Return a table as comma-separated values, its headings in the first line."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns or table.headings)
    if table.exact:
        writer.writerows(table.exact)
    else:
        for row in table.rows:
            cells = enumerate(row)
            writer.writerow(
                [cell if k in table.words else _plain(cell) for k, cell in cells]
            )
    return text.getvalue()


def as_latex(table: WrittenTable) -> str:
    """Return a table as a ``tabular``, which needs no package."""
    columns = "".join(_latex_columns(table))
    rows = [" & ".join(map(_latex, row)) + r" \\" for row in table.rows]
    lines = [
        f"% {' '.join(table.title.split())}" if table.title else "",
        rf"\begin{{tabular}}{{{columns}}}",
        r"\hline",
        " & ".join(map(_latex, table.headings)) + r" \\",
        r"\hline",
        *rows,
        r"\hline",
        r"\end{tabular}",
    ]
    return "\n".join(line for line in lines if line) + "\n"


def _latex_columns(table: WrittenTable) -> Iterator[str]:
    """Yield how each column is set: sentences are broken into lines."""
    rows = table.rows
    widest = [max((len(row[k]) for row in rows), default=0) for k in _places(table)]
    long = [k for k in table.words if widest[k] > _SENTENCE]
    for k in _places(table):
        if k in long:
            yield rf"p{{{0.6 / len(long):.2g}\linewidth}}"
        else:
            yield "l" if k in table.words else "r"


def _markdown(table: WrittenTable) -> str:
    sides = [":---" if k in table.words else "---:" for k in _places(table)]
    rows = (table.headings, sides, *table.rows)
    return "".join(f"| {' | '.join(map(_cell, row))} |\n" for row in rows)


def _places(table: WrittenTable) -> range:
    return range(len(table.headings))


def _latex(text: str) -> str:
    """Return a cell for LaTeX; a tick or a cross becomes a word."""
    found = escaped(_as_word(" ".join(text.split())))
    # The end of the row before would take these for its own.
    return f"{{}}{found}" if found.startswith(("[", "*")) else found


def _cell(text: str) -> str:
    plain = _as_word(" ".join(text.split()))
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", plain)


def _as_word(text: str) -> str:
    """Return "right" and "wrong" for their signs, which few fonts of print have."""
    return {"✓": "right", "✗": "wrong", "–": "-"}.get(text, text)


def _plain(text: str) -> str:
    """Return a number as programs read it; any other text as it is."""
    plain = text.replace(MINUS, "-").replace(THIN, "").strip()
    if _NUMBER.fullmatch(plain):
        return plain.replace(",", "")
    return text.strip()
