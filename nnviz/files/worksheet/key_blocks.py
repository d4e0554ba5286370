"""The answer key of a worksheet as blocks of markup."""

from collections.abc import Iterator
from html import escape

from nnviz.files.worksheet.blocks import (
    Block,
    Pictures,
    heading,
    in_groups,
    number,
)
from nnviz.files.worksheet.sheet import Blank, Sheet, Step, Task
from nnviz.files.worksheet.wording import answer, printed

_TOGETHER = 6
"""So many answers stay together on a page."""


def key_blocks(sheet: Sheet, pictures: Pictures) -> Iterator[Block]:
    """Yield every answer with its arithmetic, in the order of the tasks."""
    part = f"Answer key {sheet.number}"
    top = (
        f"<h1>Answer key</h1><p class='small'>Exercise {sheet.number}: "
        f"{escape(sheet.title.lower())}. Every number is one that training computed. "
        f"{escape(sheet.rounding)}</p>"
    )
    for place, task in enumerate(sheet.tasks, start=1):
        head = top + heading(place, task)
        top = ""
        said: set[str] = set()
        for few in in_groups(task.blanks, _TOGETHER):
            rows = (_row(blank, task, pictures, said) for blank in few)
            yield Block(
                f'{head}<table class="key" width="100%">{"".join(rows)}</table>', part
            )
            head = ""


def _row(blank: Blank, task: Task, pictures: Pictures, said: set[str]) -> str:
    """Return an answer; what words say is said once in a task."""
    if task.short:
        return _short_row(blank, task, pictures, said)
    rows = []
    for step in blank.steps:
        words = _words(step, said)
        last = step is blank.steps[-1]
        result = number(step.result, answer(step.result.value))
        rows.append(
            f'<tr><td width="84%">{words}<p class="sum">'
            f"{pictures.formula(step.numbers)}</p></td>"
            f'<td class="{"answer" if last else "step"}" width="16%" align="right">'
            f"{result}</td></tr>"
        )
    return "".join(rows)


def _short_row(blank: Blank, task: Task, pictures: Pictures, said: set[str]) -> str:
    """Return an answer whose steps stand beside each other."""
    words = "".join(_words(step, said) for step in blank.steps)
    if words:
        words = f'<tr><td colspan="3">{words}</td></tr>'
    cells = [pictures.formula(step.numbers) for step in blank.steps]
    cells += [""] * (2 - len(cells))
    result = number(blank.answer, answer(blank.answer.value))
    return (
        f'{words}<tr><td width="42%">{cells[0]}</td><td width="42%">{cells[1]}</td>'
        f'<td class="answer" width="16%" align="right">{result}</td></tr>'
    )


def _words(step: Step, said: set[str]) -> str:
    if not step.words or step.title in said:
        return ""
    said.add(step.title)
    return f'<p class="words"><b>{escape(step.title)}.</b> {escape(printed(step.words))}</p>'
