"""A verdict as rich text and as plain text: sentences, a table, and notes."""

from collections.abc import Mapping, Sequence
from html import escape

import msgspec

from nnviz.core.types import Floats
from nnviz.ui.painting.numbers import compact
from nnviz.ui.theme.fonts import NUMBER_FAMILY, SMALL_SIZE
from nnviz.ui.theme.line_styles import MARKERS, series_style
from nnviz.ui.theme.tokens import Theme, blend

MOST = 8
"""The most rows and columns of a matrix that are written, from the first."""

_SIGNS = dict(zip(MARKERS, "●■▲◆○□▼▮", strict=True))


class VerdictTable(msgspec.Struct, frozen=True):
    """The results of every contender.

    Attributes
    ----------
    headings
        Of the columns: cost, accuracy and so on.
    rows
        Of each contender, in their order: its name, and a cell for each heading.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


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


def verdict_html(
    sentences: Sequence[str],
    table: VerdictTable | None,
    notes: Sequence[Note],
    theme: Theme,
) -> str:
    """Return the verdict as rich text in the colours of a theme."""
    parts = [f"<p style='margin:0 0 6px 0'>{escape(words)}</p>" for words in sentences]
    if table is not None and table.rows:
        parts.append(_table_html(table, theme))
    order = {row[0]: place for place, row in enumerate(table.rows if table else ())}
    parts += [_note_html(note, order, theme) for note in notes]
    return "".join(parts)


def verdict_plain(
    sentences: Sequence[str], table: VerdictTable | None, notes: Sequence[Note]
) -> str:
    """Return the verdict as plain text; tabs separate cells, for a spreadsheet."""
    lines = list(sentences)
    if table is not None and table.rows:
        lines += ["", "\t".join(("contender", *table.headings))]
        lines += ["\t".join((name, *cells)) for name, cells in table.rows]
    for note in notes:
        lines += ["", f"{note.contender}: {note.words}"]
        lines += ["\t".join(row) for row in _matrix_rows(note.matrix)]
    return "\n".join(lines)


def marked(name: str, place: int | None, theme: Theme) -> str:
    """Return a contender's name as rich text, with its mark in its colour."""
    if place is None:
        return escape(name)
    style = series_style(theme, place)
    sign = _SIGNS[style.marker]
    return f"<span style='color:{style.colour}'>{sign}</span>&nbsp;{escape(name)}"


def _table_html(table: VerdictTable, theme: Theme) -> str:
    line = f"border-bottom:1px solid {theme.line}"
    head = f"style='color:{theme.muted};{line};font-size:{SMALL_SIZE}px'"
    titles = "".join(
        f"<td align='right' valign='bottom' {head}>{escape(title)}</td>"
        for title in table.headings
    )
    rows = [f"<tr><td valign='bottom' {head}>contender</td>{titles}</tr>"]
    for place, (name, cells) in enumerate(table.rows):
        tinted = (
            f" bgcolor='{blend(theme.panel, theme.field, 0.7)}'" if place % 2 else ""
        )
        values = "".join(_measured_html(cell, theme) for cell in cells)
        who = marked(name, place, theme)
        rows.append(f"<tr{tinted}><td style='white-space:pre'>{who}</td>{values}</tr>")
    return (
        "<table cellspacing='0' cellpadding='4' style='margin:4px 0 10px 0'>"
        f"{''.join(rows)}</table>"
    )


def _note_html(note: Note, order: Mapping[str, int], theme: Theme) -> str:
    who = marked(note.contender, order.get(note.contender), theme)
    words = f"<p style='margin:6px 0 2px 0'><b>{who}</b>: {escape(note.words)}</p>"
    rows = _matrix_rows(note.matrix)
    if not rows:
        return words
    first, *others = rows
    muted = f"style='color:{theme.muted};font-size:{SMALL_SIZE}px'"
    head = "".join(f"<td align='right' {muted}>{escape(cell)}</td>" for cell in first)
    body = "".join(
        f"<tr><td {muted}>{escape(row[0])}</td>{''.join(map(_cell, row[1:]))}</tr>"
        for row in others
    )
    return (
        f"{words}<table cellspacing='0' cellpadding='3' style='margin:2px 0 8px 0'>"
        f"<tr>{head}</tr>{body}</table>"
    )


def _cell(text: str) -> str:
    return (
        f"<td align='right' style='white-space:pre;font-family:\"{NUMBER_FAMILY}\"'>"
        f"{escape(text)}</td>"
    )


def _measured_html(text: str, theme: Theme) -> str:
    """Return a cell with its spread, or share of the runs, below the value."""
    value, bracket, rest = text.partition(" (")
    if not bracket:
        value, _, rest = text.partition(", ")
    if not rest:
        return _cell(text)
    small = f"color:{theme.muted};font-size:{SMALL_SIZE}px"
    below = escape(rest.removesuffix(")"))
    return _cell(value).replace(
        "</td>", f"<br><span style='{small}'>{below}</span></td>"
    )


def _matrix_rows(matrix: Matrix | None) -> list[tuple[str, ...]]:
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
