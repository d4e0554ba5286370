"""A worksheet as blocks of markup, shared by the HTML page and the printed pages.

The markup is kept to what Qt's rich text knows too: headings, paragraphs and tables.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Protocol, TypeVar

from nnviz.explain.explanation import Entry
from nnviz.explain.notation import telling_digits
from nnviz.files.worksheet.sheet import Blank, Sheet, SheetTask
from nnviz.files.worksheet.worksheet_numbers import answer, plain

Thing = TypeVar("Thing")

_TOGETHER = 4
"""Rows that are kept together on a page."""

_GAP = 6 * "&#160;" + " "

SIDE_BY_SIDE = 2
"""Short blanks in a row, of the sheet and of the key alike."""


class Pictures(Protocol):
    """Makes markup of formulas and drawings."""

    def formula(self, latex: str, size: int = 15) -> str:
        """Return the markup of a formula within a line."""

    def network(self, sheet: Sheet) -> str:
        """Return the markup of the drawing of a network."""


@dataclass(frozen=True, slots=True)
class MarkupBlock:
    """Markup that stays on one page.

    ``part`` is the exercise or answer key it belongs to; a new part starts a new page.
    ``follows`` tells whether it continues the block before it without a gap.
    """

    markup: str
    part: str
    follows: bool = False


def sheet_blocks(sheet: Sheet, pictures: Pictures) -> Iterator[MarkupBlock]:
    """Yield the exercise itself, without any answer."""
    part = f"Exercise {sheet.number}"
    yield MarkupBlock(_top(sheet, pictures), part)
    for place, task in enumerate(sheet.tasks, start=1):
        head = heading(place, task) + f"<p>{escape(task.words)}</p>"
        rules = _GAP.join(pictures.formula(rule) for rule in task.rules)
        head += f'<p class="rules">{rules}</p>'
        head += _given(task, pictures)
        for rows in in_groups(list(_rows(task, pictures)), _TOGETHER):
            yield MarkupBlock(head + _table("work", rows), part, follows=not head)
            head = ""


_DRAWN = "b is the bias of the neuron above it."
_LISTED = "the numbers are given with the tasks, b is the bias."


def _top(sheet: Sheet, pictures: Pictures) -> str:
    facts = [(escape(name), escape(what)) for name, what in sheet.facts]
    facts += [
        (pictures.formula(f"x_{{{k}}}") + _named(entry, k), number(entry))
        for k, entry in enumerate(sheet.inputs, start=1)
    ]
    facts += [
        (pictures.formula(f"y_{{{k}}}") + " (target)", number(entry) + _meant(sheet, k))
        for k, entry in enumerate(sheet.targets, start=1)
    ]
    rows = "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in facts)
    # Beside the drawing of a deep network there is no room for words.
    between = "</td>" if len(sheet.structure.sizes) <= 3 else "</td></tr><tr>"
    return (
        '<table class="name" width="100%"><tr>'
        "<td>Name: ______________________________</td>"
        '<td align="right">Date: ________________</td></tr></table>'
        f"<h1>{escape(sheet.title)}</h1>"
        '<p class="small">Exercise '
        f"{sheet.number}. Work forward to the loss, {_back(sheet)}. "
        f"{escape(sheet.rounding)}</p>"
        f'<table class="top" width="100%"><tr><td>{pictures.network(sheet)}'
        f'{between}<td><table class="facts">{rows}</table></td></tr></table>'
        '<p class="small">Solid lines are positive weights, dashed lines negative; '
        f"{_LISTED if sheet.listed else _DRAWN} "
        f"{pictures.formula('w^{(l)}_{j,k}', 13)} leads from neuron k of the layer "
        "before to neuron j of layer l.</p>"
    )


def _named(entry: Entry, number: int) -> str:
    """Return an input's name where it says more than its number."""
    return "" if entry.name == f"x{number}" else f" {escape(entry.name)}"


def _meant(sheet: Sheet, place: int) -> str:
    """Return what a target stands for, where it has a name."""
    structure = sheet.structure
    name = structure.output_names[place - 1]
    if structure.class_names and len(sheet.targets) == 1:
        name = structure.class_names[int(sheet.targets[0].value > structure.middle)]
    return "" if name == f"y{place}" else f": {escape(name)}"


def number(entry: Entry, text: str | None = None) -> str:
    """Return markup that shows a number and has all of its digits for programs."""
    shown = plain(entry.value) if text is None else text
    return f'<data value="{entry.value + 0.0!r}">{shown}</data>'


def _back(sheet: Sheet) -> str:
    """Say what follows the loss: an update only where a sheet can have one."""
    back = "back with the chain rule"
    plain = sheet.structure.optimizer.name == "sgd"
    return f"{back}, and update the weights" if plain else f"then {back}"


def heading(place: int, task: SheetTask) -> str:
    """Return the heading of a task."""
    return f"<h2>{place}. {escape(task.title)}</h2>"


def in_groups(things: Sequence[Thing], size: int) -> Iterator[Sequence[Thing]]:
    """Yield the things in groups of ``size``."""
    for start in range(0, len(things), size):
        yield things[start : start + size]


def _given(task: SheetTask, pictures: Pictures) -> str:
    """Return a table of the numbers given for the samples that are not worked out."""
    if not task.given:
        return ""
    heads = [entry.name.rsplit(" of ")[-1] for entry in task.given[0][1]]
    cells = "".join(f"<td>{escape(head)}</td>" for head in heads)
    rows = [f"<tr><td>given:</td>{cells}</tr>"]
    for name, entries in task.given:
        cells = "".join(f"<td>{number(entry)}</td>" for entry in entries)
        rows.append(f"<tr><td>{pictures.formula(name)}</td>{cells}</tr>")
    return _table("given", rows)


def _rows(task: SheetTask, pictures: Pictures) -> Iterator[str]:
    """Yield the rows of a task's blanks."""
    if not task.short:
        for blank in task.blanks:
            yield (
                f'<tr><td class="symbol" width="8%">{pictures.formula(blank.symbol)}'
                '</td><td width="2%">=</td><td class="room" width="68%">&#160;</td>'
                '<td width="2%">=</td><td class="blank" width="20%">&#160;</td></tr>'
            )
        return
    for row in in_groups(task.blanks, SIDE_BY_SIDE):
        cells = "".join(_short(blank, pictures) for blank in row)
        cells += "<td></td>" * (4 * (SIDE_BY_SIDE - len(row)))
        yield f"<tr>{cells}</tr>"


def _short(blank: Blank, pictures: Pictures) -> str:
    between, wide, room = "=", 2, 39
    if blank.given is not None and blank.lead:
        text = number(blank.given, answer(blank.given.value))
        between, wide, room = f"{escape(blank.lead)}: {text} &#8594;", 18, 23
    elif blank.given is not None:
        digits = max(6, telling_digits(blank.answer.value, blank.given.value))
        text = number(blank.given, plain(blank.given.value, digits))
        between, wide, room = f"{text} &#8594;", 14, 27
    return (
        f'<td class="symbol" width="7%">{pictures.formula(blank.symbol)}</td>'
        f'<td width="{wide}%">{between}</td>'
        f'<td class="blank" width="{room}%">&#160;</td>'
        '<td width="2%"></td>'
    )


def _table(kind: str, rows: Iterable[str]) -> str:
    return f'<table class="{kind}" width="100%">{"".join(rows)}</table>'
