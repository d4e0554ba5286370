"""What a comparison has shown, in words and as a table, to be read and copied."""

import re
from collections.abc import Mapping, Sequence
from html import escape

import msgspec
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication, QResizeEvent, QTextOption
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from nnviz.core.types import Floats
from nnviz.ui.comparison.small_multiples import Glance, SmallMultiples
from nnviz.ui.theme.enlarging import enlarged
from nnviz.ui.theme.fonts import NUMBER_FAMILY, SMALL_SIZE
from nnviz.ui.theme.line_styles import MARKERS, series_style
from nnviz.ui.theme.style import set_role
from nnviz.ui.theme.themed import Themed
from nnviz.ui.theme.tokens import Theme, blend
from nnviz.views.numbers import THIN, compact
from nnviz.views.readings import Readings

MOST = 8
"""The most rows and columns of a matrix that are written, from the first."""

_HEADLINE, _NUMBER = 15, 20
"""Pixels of the main finding's type, and of its number's."""

NO_BREAK = "\N{NO-BREAK SPACE}"
"""Number faces have it, unlike the narrow one, and so keep their lines in tables."""

_NUMERIC = re.compile(
    r"(−?[\d,]+)((?:\.\d+)?(?:e−?\d+)?(?:\s?(?:%|s|ms|µs))?)(?= \(|, |$)"
)
"""A number before its decimal point, and the rest of it with its unit."""

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
    theme: Theme,
) -> str:
    """Return the verdict as rich text in the colours of a theme."""
    parts = [_headline_html(words) for words in sentences[:1]]
    if table is not None and table.rows:
        parts.append(_table_html(table, theme))
    parts += [
        f"<p style='margin:0 0 5px 0'>{escape(words)}</p>" for words in sentences[1:]
    ]
    return "".join(parts)


def notes_html(
    notes: Sequence[Note], of: str, table: VerdictTable | None, theme: Theme
) -> str:
    """Return the notes as rich text, under a line that says what they are of."""
    if not notes:
        return ""
    order = {row[0]: place for place, row in enumerate(table.rows if table else ())}
    muted = f"color:{theme.muted};font-size:{enlarged(SMALL_SIZE)}px"
    head = f"<p style='margin:8px 0 2px 0;{muted}'>{escape(of)}</p>" if of else ""
    return head + "".join(_note_html(note, order, theme) for note in notes)


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
    rows = ["\t".join(row) for row in _matrix_rows(note.matrix)]
    return "\n".join((f"{note.contender}: {note.words}.", *rows))


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
    style = f"margin:0 0 8px 0;font-size:{enlarged(_HEADLINE)}px"
    return f"<p style='{style}'>{large if number else ''}{escape(rest)}</p>"


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


def _table_html(table: VerdictTable, theme: Theme) -> str:
    line = f"border-bottom:1px solid {theme.line}"
    head = f"style='color:{theme.muted};{line};font-size:{enlarged(SMALL_SIZE)}px'"
    titles = "".join(
        f"<td align='right' valign='bottom' {head}>{escape(title)}</td>"
        for title in table.headings
    )
    rows = [f"<tr><td valign='bottom' {head}>contender</td>{titles}</tr>"]
    cells = [cells for _, cells in table.rows]
    columns = [_aligned(column) for column in zip(*cells, strict=True)]
    for place, (name, _) in enumerate(table.rows):
        tinted = (
            f" bgcolor='{blend(theme.panel, theme.field, 0.7)}'" if place % 2 else ""
        )
        values = "".join(_measured_html(column[place], theme) for column in columns)
        who = marked(name, place, theme)
        rows.append(f"<tr{tinted}><td style='white-space:pre'>{who}</td>{values}</tr>")
    return (
        "<table cellspacing='0' cellpadding='3' style='margin:2px 0 8px 0'>"
        f"{''.join(rows)}</table>"
    )


def _note_html(note: Note, order: Mapping[str, int], theme: Theme) -> str:
    who = marked(note.contender, order.get(note.contender), theme)
    words = f"<p style='margin:6px 0 2px 0'><b>{who}</b>: {escape(note.words)}</p>"
    rows = _matrix_rows(note.matrix)
    if not rows:
        return words
    first, *others = rows
    muted = f"style='color:{theme.muted};font-size:{enlarged(SMALL_SIZE)}px'"
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
        f"{escape(text.replace(THIN, NO_BREAK))}</td>"
    )


def _measured_html(text: str, theme: Theme) -> str:
    """Return a cell with its spread, or share of the runs, below the value."""
    value, bracket, rest = text.partition(" (")
    if not bracket:
        value, _, rest = text.partition(", ")
    if not rest:
        return _cell(text)
    small = f"color:{theme.muted};font-size:{enlarged(SMALL_SIZE)}px"
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


_HINT = "The verdict appears after the first evaluation of the contenders."


class VerdictPanel(Themed, QWidget):
    """Sentences, a table with a row for each contender, and notes on some of them.

    All of it can be selected with the mouse or the keyboard; a button copies it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comparison_verdict")
        self._sentences: tuple[str, ...] = ()
        self._table: VerdictTable | None = None
        self._notes: tuple[Note, ...] = ()
        self._html, self._of = "", ""
        self.glance, self._moment = SmallMultiples(), QLabel()
        self.text, self._copy = QTextBrowser(), QPushButton("copy")
        self._dress()
        self._lay_out()
        self._write()

    @property
    def plain(self) -> str:
        """All of it as plain text, the table with tabs."""
        return verdict_plain(self._sentences, self._table, self._notes)

    def readings(self) -> Readings:
        """Return the cells of the table by contender and heading."""
        found = Readings()
        table = self._table or VerdictTable((), ())
        for name, cells in table.rows:
            for heading, cell in zip(table.headings, cells, strict=True):
                found.note(f"{name}: {heading}", cell)
        return found

    def show_verdict(
        self,
        sentences: Sequence[str],
        table: VerdictTable | None = None,
        moment: str = "",
    ) -> None:
        """Show what was measured, in sentences and as a table, and at which moment."""
        self._sentences, self._table = tuple(sentences), table
        self._moment.setText(moment)
        self._write()

    def show_notes(self, notes: Sequence[Note], of: str = "") -> None:
        """Show notes on some contenders below the rest, and say what they are ``of``.

        For example that no gradient reaches the layers of one with the step function,
        or the single matrix that a linear network amounts to.
        """
        self._notes, self._of = tuple(notes), of
        self._write()

    def clear(self) -> None:
        """Show the hint again."""
        self._sentences, self._table, self._notes = (), None, ()
        self._moment.clear()
        self.glance.show_glance(Glance())
        self._write()

    def show_glance(self, shown: Glance) -> None:
        """Show outputs and costs below the text, as large as that leaves room."""
        self.glance.show_glance(shown)
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        """Divide the height: first the text, then the pictures."""
        head = self._copy.sizeHint().height() + 8
        text = round(self.text.document().size().height()) + 8
        self.text.setMaximumHeight(text)
        self.glance.fit(self.width(), self.height() - head - text)

    def _recolour(self) -> None:
        self._write()

    def _write(self) -> None:
        """Write the text again if it is new, and keep the reader's place."""
        html = verdict_html(self._sentences, self._table, self.theme)
        html += notes_html(self._notes, self._of, self._table, self.theme)
        self._copy.setEnabled(bool(html))
        html = html or f"<p style='color:{self.theme.muted}'>{_HINT}</p>"
        if html == self._html:
            return
        self._html = html
        bars = self.text.verticalScrollBar(), self.text.horizontalScrollBar()
        places = [bar.value() for bar in bars]
        self.text.setHtml(html)
        self._share()
        for bar, place in zip(bars, places, strict=True):
            bar.setValue(place)

    def _dress(self) -> None:
        self._copy.setObjectName("comparison_verdict_copy")
        self._copy.setAccessibleName("Copy the verdict")
        self._copy.setToolTip(
            "Copy sentences and numbers; in a spreadsheet, the table is pasted as cells"
        )
        set_role(self._copy, "flat")
        self._copy.clicked.connect(self._copy_all)
        text = self.text
        text.setObjectName("comparison_verdict_text")
        text.setAccessibleName("Verdict of the comparison")
        text.setFrameShape(QTextBrowser.Shape.NoFrame)
        set_role(text, "paragraph", "surface")
        text.setStyleSheet("QTextBrowser { border: none; background: transparent; }")
        text.setOpenLinks(False)
        text.setWordWrapMode(QTextOption.WrapMode.WordWrap)
        text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        set_role(self._moment, "caption")
        self._moment.setObjectName("comparison_verdict_moment")

    def _lay_out(self) -> None:
        heading = QLabel("Verdict")
        set_role(heading, "heading")
        row = QHBoxLayout()
        row.setContentsMargins(12, 4, 8, 0)
        row.setSpacing(10)
        row.addWidget(heading)
        row.addWidget(self._moment)
        row.addStretch(1)
        row.addWidget(self._copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.text, 1)
        column.addWidget(self.glance)
        column.addStretch(0)
        self.glance.hide()

    @Slot()
    def _copy_all(self) -> None:
        QGuiApplication.clipboard().setText(self.plain)
