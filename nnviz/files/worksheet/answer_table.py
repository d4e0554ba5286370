"""The answers of worksheets as a table, for a spreadsheet or a document."""

from collections.abc import Sequence

from nnviz.core.writing.number_text import MINUS
from nnviz.explain.notation import short, telling_digits
from nnviz.files.worksheet.sheet import Blank, Sheet
from nnviz.files.written_table import Cell, WrittenTable


def answer_table(sheets: Sequence[Sheet], with_key: bool) -> WrittenTable:
    """Return a row for each number that is asked for, empty without the key.

    What is printed beside a blank, such as the old weight, is in a column of its own.
    """
    rows: list[tuple[str, ...]] = []
    exact: list[tuple[Cell, ...]] = []
    for sheet in sheets:
        for task in sheet.tasks:
            for blank in task.blanks:
                found, given = blank.answer, blank.given
                named = (str(sheet.number), task.title, found.name)
                old = "" if given is None else _signed(f"{given.value + 0.0:.6g}")
                rows.append((*named, old, _written(blank) if with_key else ""))
                numbers = ("" if given is None else given.value + 0.0, found.value)
                exact.append((*named, numbers[0], numbers[1] if with_key else ""))
    titles = {sheet.title for sheet in sheets}
    return WrittenTable(
        ("exercise", "task", "quantity", "given", "answer"),
        tuple(rows),
        words=frozenset({0, 1, 2}),
        exact=tuple(exact),
        title=", ".join(sorted(titles)),
    )


def _written(blank: Blank) -> str:
    """Write an answer with as many digits as the key has."""
    value, before = blank.answer.value, blank.before
    digits = () if before is None else (telling_digits(value, before),)
    return _signed(short(value, *digits))


def _signed(text: str) -> str:
    return text.replace("-", MINUS)
