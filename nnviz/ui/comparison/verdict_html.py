"""The verdict of a comparison as rich text, in the colours of a theme."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from nnviz.session.comparison.verdict.results_table import parted
from nnviz.ui.theme.enlarging import enlarged
from nnviz.ui.theme.fonts import NUMBER_FAMILY, SMALL_SIZE
from nnviz.ui.theme.line_styles import MARKERS, series_style
from nnviz.ui.theme.tokens import Theme, blend
from nnviz.views.comparison.verdict_words import Note, VerdictTable, matrix_rows
from nnviz.views.numbers import THIN

_HEADLINE, _NUMBER = 15, 20
"""Pixels of the main finding's type, and of its number's."""

NO_BREAK = "\N{NO-BREAK SPACE}"
"""Number faces have it, unlike the narrow one, and so keep their lines in tables."""

_NUMERIC = re.compile(
    r"(−?[\d,]+)((?:\.\d+)?(?:e−?\d+)?(?:\s?(?:%|s|ms|µs))?)(?= \(|, |$)"
)
"""A number before its decimal point, and the rest of it with its unit."""

_MANY = 5
"""Of more contenders than this, each has one line."""
_WIDE, _TOLD = 860, 2
"""Pixels for the spread of every column beside its values, and of how many if less."""

_SIGNS = dict(zip(MARKERS, "●■▲◆○□▼▮", strict=True))


def verdict_html(
    sentences: Sequence[str],
    table: VerdictTable | None,
    remarks: Sequence[str],
    theme: Theme,
    width: int,
) -> str:
    """Return the verdict as rich text in the colours of a theme.

    ``width`` is what there is for the table, in pixels.
    """
    parts = [_headline_html(words) for words in sentences[:1]]
    if table is not None and table.rows:
        parts.append(_table_html(table, theme, width))
    parts += [
        f"<p style='margin:0 0 3px 0'>{_words(words)}</p>" for words in sentences[1:]
    ]
    if remarks:
        style = f"margin:0 0 3px 0;{_small(theme)}"
        parts.append(f"<p style='{style}'>{_words(' '.join(remarks))}</p>")
    return "".join(parts)


def _words(text: str) -> str:
    """Return a sentence, in which "p = 0.05" stays on one line."""
    return escape(text).replace(" = ", "&nbsp;=&nbsp;")


def _small(theme: Theme) -> str:
    """Return the style of what steps back."""
    return f"color:{theme.muted};font-size:{enlarged(SMALL_SIZE)}px"


def notes_html(
    notes: Sequence[Note], of: str, table: VerdictTable | None, theme: Theme
) -> str:
    """Return the notes as rich text, under a line that says what they are of."""
    if not notes:
        return ""
    order = {row[0]: place for place, row in enumerate(table.rows if table else ())}
    style = f"margin:4px 0 0 0;{_small(theme)}"
    head = f"<p style='{style}'>{escape(of)}</p>" if of else ""
    return head + "".join(_note_html(note, order, theme) for note in notes)


def marked(name: str, place: int | None, theme: Theme) -> str:
    """Return a contender's name as rich text, with its mark in its colour."""
    if place is None:
        return escape(name)
    style = series_style(theme, place)
    sign = _SIGNS[style.marker]
    return f"<span style='color:{style.colour}'>{sign}</span>&nbsp;{escape(name)}"


def _headline_html(words: str) -> str:
    """Return the main finding, with its number, if it begins with one, in large."""
    found = re.match(r"[\d.,e−]+(\s?%)?(?= )", words)
    number, rest = (found[0], words[found.end() :]) if found else ("", words)
    large = (
        f"<span style='font-size:{enlarged(_NUMBER)}px;font-weight:600;"
        f'font-family:"{NUMBER_FAMILY}"\'>{escape(number)}</span>'
    )
    style = f"margin:0 0 4px 0;font-size:{enlarged(_HEADLINE)}px"
    return f"<p style='{style}'>{large if number else ''}{_words(rest)}</p>"


def _aligned(cells: Sequence[str]) -> list[str]:
    """Pad numbers at their ends, so that right-aligned they have one decimal point.

    What comes after the number, such as a spread, stays as it is.
    """
    found = [_NUMERIC.match(cell) for cell in cells]
    longest = max((len(each[2]) for each in found if each), default=0)
    return [
        f"{each[1]}{each[2].ljust(longest)}{cell[each.end() :]}" if each else cell
        for each, cell in zip(found, cells, strict=True)
    ]


def _table_html(table: VerdictTable, theme: Theme, width: int) -> str:
    """Return a table with the spread, or share of the runs, below each value.

    Where there are many contenders it is beside the value: of all columns if that is
    not too wide, else of the first two, since sentences below tell the others.
    """
    columns = [
        _Column(heading, tuple(cells[place] for _, cells in table.rows))
        for place, heading in enumerate(table.headings)
    ]
    # That all have the same number of runs is said above.
    columns = [each for each in columns if not each.is_runs_of_all]
    beside = len(table.rows) > _MANY
    told = len(columns) if width >= enlarged(_WIDE) else _TOLD
    line = f"border-bottom:1px solid {theme.line}"
    head = f"style='color:{theme.muted};{line};font-size:{enlarged(SMALL_SIZE)}px'"
    spans = [1 + (beside and k < told and c.is_parted) for k, c in enumerate(columns)]
    titles = "".join(
        f"<td align='right' valign='bottom' colspan='{span}' {head}>"
        f"{escape(column.heading)}</td>"
        for column, span in zip(columns, spans, strict=True)
    )
    rows = [f"<tr><td valign='bottom' {head}>contender</td>{titles}</tr>"]
    aligned = [_aligned(column.cells) for column in columns]
    for place, (name, _) in enumerate(table.rows):
        tinted = (
            f" bgcolor='{blend(theme.panel, theme.field, 0.7)}'" if place % 2 else ""
        )
        values = "".join(
            _beside_html(column[place], span, theme)
            if beside
            else _measured_html(column[place], theme)
            for column, span in zip(aligned, spans, strict=True)
        )
        who = marked(name, place, theme)
        rows.append(f"<tr{tinted}><td style='white-space:pre'>{who}</td>{values}</tr>")
    return (
        "<table cellspacing='0' cellpadding='3' style='margin:2px 0 4px 0'>"
        f"{''.join(rows)}</table>"
    )


@dataclass(frozen=True, slots=True)
class _Column:
    """A heading and what is below it."""

    heading: str
    cells: tuple[str, ...]

    @property
    def is_parted(self) -> bool:
        """Whether any cell has a spread, or a share of the runs."""
        return any(parted(cell)[1] for cell in self.cells)

    @property
    def is_runs_of_all(self) -> bool:
        return self.heading == "runs" and len(set(self.cells)) == 1


def _note_html(note: Note, order: Mapping[str, int], theme: Theme) -> str:
    who = marked(note.contender, order.get(note.contender), theme)
    words = f"<p style='margin:4px 0 2px 0'><b>{who}</b>: {escape(note.words)}</p>"
    rows = matrix_rows(note.matrix)
    if not rows:
        return words
    first, *others = rows
    muted = f"style='{_small(theme)}'"
    head = "".join(f"<td align='right' {muted}>{escape(cell)}</td>" for cell in first)
    body = "".join(
        f"<tr><td {muted}>{escape(row[0])}</td>{''.join(map(_cell, row[1:]))}</tr>"
        for row in others
    )
    return (
        f"{words}<table cellspacing='0' cellpadding='2' style='margin:2px 0 0 0'>"
        f"<tr>{head}</tr>{body}</table>"
    )


def _cell(text: str) -> str:
    return (
        f"<td align='right' style='white-space:pre;font-family:\"{NUMBER_FAMILY}\"'>"
        f"{escape(text.replace(THIN, NO_BREAK))}</td>"
    )


def _beside_html(text: str, span: int, theme: Theme) -> str:
    """Return a cell and, if it spans two columns, another with the spread."""
    value, spread = parted(text)
    if span == 1:
        return _cell(value)
    style = f"white-space:pre;{_small(theme)}"
    small = f"<td align='right' valign='middle' style='{style}'>{escape(spread)}</td>"
    return _cell(value) + small


def _measured_html(text: str, theme: Theme) -> str:
    """Return a cell with its spread, or share of the runs, below the value."""
    value, below = parted(text)
    if not below:
        return _cell(text)
    return _cell(value).replace(
        "</td>", f"<br><span style='{_small(theme)}'>{escape(below)}</span></td>"
    )
