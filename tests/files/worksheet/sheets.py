"""Worksheets that are made, and what is read off their pages."""

from xml.etree import ElementTree

from nnviz.core.trace import Trace
from nnviz.explain.explanation import Entry
from nnviz.files.worksheet.by_hand import (
    WorksheetChoice,
)
from nnviz.files.worksheet.making import make_sheet
from nnviz.files.worksheet.sheet import Sheet, SheetTask
from nnviz.files.worksheet.worksheet_page import to_html
from nnviz.session.config import RunConfig

SVG = "{http://www.w3.org/2000/svg}"


def sheet(choice: WorksheetChoice | None = None, **settings: object) -> Sheet:
    settings = {"dataset": "xor", "seed": 1, **settings}
    return make_sheet(choice or WorksheetChoice(RunConfig(**settings)))  # type: ignore[arg-type]


def page(*sheets: Sheet, with_key: bool = True) -> ElementTree.Element:
    html = to_html(sheets, with_key)
    return ElementTree.fromstring(html.removeprefix("<!DOCTYPE html>"))


def section(root: ElementTree.Element, kind: str) -> ElementTree.Element:
    return next(s for s in root.iter("section") if s.get("class") == kind)


def numbers_in(part: ElementTree.Element) -> list[float]:
    return [float(str(data.get("value"))) for data in part.iter("data")]


def words_in(part: ElementTree.Element) -> str:
    labels = [str(svg.get("aria-label", "")) for svg in part.iter(f"{SVG}svg")]
    return " ".join([*part.itertext(), *labels]).replace("\N{MINUS SIGN}", "-")


def in_trace(trace: Trace, entry: Entry) -> float:
    assert entry.cell is not None
    values = trace.after if entry.cell.when == "after" else trace
    return float(values[entry.cell.quantity][entry.cell.index])


def answers(of: Sheet) -> dict[str, float]:
    return {
        blank.answer.name: blank.answer.value for t in of.tasks for blank in t.blanks
    }


WEIGHTS = {"setosa": 2.0, "versicolor": 0.5, "virginica": 3.0}

CASES = [
    {},
    {"loss": "mse", "hidden": (3,), "activation": "sigmoid"},
    {"dataset": "plane", "batch_size": 3},
    {"dataset": "iris", "hidden": (3,), "activation": "relu"},
    {"dataset": "rings", "hidden": (2, 2), "loss": "mse"},
    {"dataset": "line", "hidden": ()},
    {"dataset": "iris", "hidden": (3,), "batch_size": 3, "class_weights": WEIGHTS},
    {"l1": 0.02, "l2": 0.1},
    {"dataset": "plane", "batch_size": 3, "l2": 0.1},
]


def task_named(of: Sheet, title: str) -> SheetTask:
    return next(each for each in of.tasks if each.title.startswith(title))
