"""The answer key of a worksheet as blocks of markup."""

from collections.abc import Iterator, Sequence
from html import escape

from nnviz.files.worksheet.blocks import (
    SIDE_BY_SIDE,
    MarkupBlock,
    Pictures,
    heading,
    in_groups,
    number,
)
from nnviz.files.worksheet.sheet import Blank, Sheet, Step
from nnviz.files.worksheet.worksheet_numbers import answer, printed

_TOGETHER = 4
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
        for few in in_groups(task.blanks, _TOGETHER):
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
    """Return answers in the columns of the sheet, their steps below one another."""
    rows = []
    for few in in_groups(blanks, SIDE_BY_SIDE):
        cells = [_short_cell(blank, pictures) for blank in few]
        cells += ["<td></td>"] * (SIDE_BY_SIDE - len(few))
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


def _short_cell(blank: Blank, pictures: Pictures) -> str:
    """Return the steps to one answer, which is written out in the last of them."""
    *steps, last = (step.numbers for step in blank.steps)
    lines = [pictures.formula(step, 13) for step in steps]
    # The formula ends in the answer, with fewer digits perhaps.
    result = number(blank.answer, answer(blank.answer.value, blank.before))
    worked = pictures.formula(last.rpartition(" = ")[0], 13)
    lines.append(f'{worked} = <b class="answer">{result}</b>')
    text = "".join(f'<p class="sum">{line}</p>' for line in lines)
    return f'<td width="50%">{text}</td>'


def _words(step: Step, said: set[str]) -> str:
    if not step.words or step.title in said:
        return ""
    said.add(step.title)
    words = escape(printed(step.words))
    return f'<p class="words"><b>{escape(step.title)}.</b> {words}</p>'
