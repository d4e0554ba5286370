"""The answer key of a worksheet as blocks of markup."""

from collections.abc import Iterator, Sequence
from html import escape

from nnviz.files.worksheet.blocks import (
    MarkupBlock,
    Pictures,
    heading,
    in_groups,
    number,
)
from nnviz.files.worksheet.sheet import Blank, Sheet, Step
from nnviz.files.worksheet.worksheet_numbers import answer, printed

_TOGETHER, _SHORT_TOGETHER = 4, 8
"""Answers that are kept together on a page."""


def key_blocks(sheet: Sheet, pictures: Pictures) -> Iterator[MarkupBlock]:
    """Yield every answer with its arithmetic, in the order of the tasks."""
    part = f"Answer key {sheet.number}"
    top = (
        f"<h1>Answer key</h1><p class='small'>Exercise {sheet.number}: "
        f"{escape(sheet.title.lower())}. Every number was computed by training. "
        f"{escape(sheet.rounding)}</p>"
    )
    for place, task in enumerate(sheet.tasks, start=1):
        head = top + heading(place, task)
        top = ""
        said: set[str] = set()
        together = _SHORT_TOGETHER if task.short else _TOGETHER
        for few in in_groups(task.blanks, together):
            if task.short:
                words = "".join(
                    _words(step, said) for each in few for step in each.steps
                )
                rows = _short_rows(few, pictures)
            else:
                words = ""
                rows = "".join(_long_row(blank, pictures, said) for blank in few)
            table = f'<table class="key" width="100%">{rows}</table>'
            yield MarkupBlock(head + words + table, part, follows=not head)
            head = ""


def _short_rows(blanks: Sequence[Blank], pictures: Pictures) -> str:
    """Return answers with their steps side by side; two to a row if all have one."""
    single = all(len(blank.steps) == 1 for blank in blanks)
    rows = []
    for pair in in_groups(blanks, 2 if single else 1):
        cells = [_short_cells(blank, pictures) for blank in pair]
        cells += ['<td width="36%"></td><td width="14%"></td>'] * (
            single and len(pair) == 1
        )
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return "".join(rows)


def _long_row(blank: Blank, pictures: Pictures, said: set[str]) -> str:
    rows = []
    for step in blank.steps:
        words = _words(step, said)
        kind = "answer" if step is blank.steps[-1] else "step"
        result = number(step.result, answer(step.result.value))
        rows.append(
            f'<tr><td width="84%">{words}<p class="sum">'
            f"{pictures.formula(step.numbers)}</p></td>"
            f'<td class="{kind}" width="16%" align="right">{result}</td></tr>'
        )
    return "".join(rows)


def _short_cells(blank: Blank, pictures: Pictures) -> str:
    """Return one answer with its steps side by side."""
    formulas = [pictures.formula(step.numbers, 14) for step in blank.steps]
    if blank.lead:
        # A mean is too long to share a line.
        lines = "".join(f'<p class="sum">{formula}</p>' for formula in formulas)
        cells = f'<td width="86%">{lines}</td>'
    else:
        wide = 36 if len(formulas) == 1 else 43
        cells = "".join(f'<td width="{wide}%">{formula}</td>' for formula in formulas)
    result = number(blank.answer, answer(blank.answer.value))
    return f'{cells}<td class="answer" width="14%" align="right">{result}</td>'


def _words(step: Step, said: set[str]) -> str:
    if not step.words or step.title in said:
        return ""
    said.add(step.title)
    words = escape(printed(step.words))
    return f'<p class="words"><b>{escape(step.title)}.</b> {words}</p>'
