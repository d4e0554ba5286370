"""What is printed of known runs: worksheets, reports and explanations, in words."""

import re
from functools import partial
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np

from nnviz.data.dataset import Dataset
from nnviz.explain.explain import explain
from nnviz.explain.selection import Selection
from nnviz.explain.structure import structure_of
from nnviz.explain.traced_sample import TracedSample
from nnviz.files.comparison_report.report_page import to_html as to_report
from nnviz.files.comparison_report.report_plots import draw_curves, draw_spreads
from nnviz.files.explanation_document import document_of
from nnviz.files.worksheet.blocks import sheet_blocks
from nnviz.files.worksheet.by_hand import WorksheetChoice
from nnviz.files.worksheet.drawing import draw_network
from nnviz.files.worksheet.key_blocks import key_blocks
from nnviz.files.worksheet.making import make_sheets, sheet_of_sample
from nnviz.files.worksheet.sheet import Sheet
from nnviz.session.comparison.seeds.cost_curve import CostBand
from nnviz.session.comparison.seeds.runner import InProcess
from nnviz.session.comparison.spread import Spread
from nnviz.session.comparison.verdict.results import Results
from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer
from tests.golden import Pages, rounded
from tests.session.comparison.plans import outcomes, plan


class _Words(HTMLParser):
    """Collects a page's tags and the words in them, a row of a table on a line."""

    BEGIN = frozenset(
        "div table tr p h1 h2 section svg line rect circle text g path li".split()
    )
    LEFT_OUT = ("style", "defs")
    DRAWING = ("svg", "line", "rect", "circle", "text", "path", "g")
    DRAWN = (
        *("viewbox", "x", "y", "x1", "y1", "x2", "y2", "width", "height", "cx", "cy"),
        *("r", "d", "transform", "text-anchor", "stroke", "stroke-dasharray"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.LEFT_OUT:
            self._inside = tag
        # The shapes of letters have no class.
        if self._inside or (tag in ("path", "use") and "class" not in dict(attrs)):
            return
        known = self.DRAWN if tag in self.DRAWING else ("class", "width")
        kept = (
            f' {name}="{rounded(value or "")}"'
            for name, value in attrs
            if name in known
        )
        self.text += "\n" * (tag in self.BEGIN) + f"<{tag}{''.join(kept)}>"

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if not self._inside and data.strip():
            self.text += rounded(" ".join(data.split()))


class _Named:
    """Names pictures of formulas, whose letters are nobody's business here."""

    def formula(self, latex: str, size: int = 15) -> str:
        """Return what a formula says."""
        return f"[{escape(latex)} {size}]"

    def network(self, sheet: Sheet) -> str:
        """Return the drawing of a network."""
        return draw_network(sheet).svg()


def words_of(page: str) -> str:
    """Return what is on a page of HTML."""
    words = _Words()
    words.feed(page)
    return words.text.lstrip() + "\n"


WEIGHTED = {
    "dataset": "iris",
    "class_weights": {"setosa": 2.0, "versicolor": 0.5, "virginica": 3.0},
}
SHEETS: tuple[tuple[int, dict[str, Any]], ...] = (
    (1, {"dataset": "xor", "loss": "mse", "activation": "sigmoid", "batch_size": 2}),
    (1, {**WEIGHTED, "hidden": (2,), "batch_size": 3, "l2": 0.1}),
    (2, {**WEIGHTED, "hidden": (), "batch_size": 1}),
    (2, {"dataset": "line", "hidden": (), "optimizer": "adam"}),
)


def worksheet(iteration: int, settings: dict[str, Any]) -> str:
    """Return a worksheet about an iteration."""
    config = RunConfig(seed=1, **settings)
    (sheet,) = make_sheets(WorksheetChoice(config, iteration, decimals=2))
    return _words_of_sheet(sheet)


def worksheet_of_labels() -> str:
    """Return a worksheet about a sample, whose network has too many weights to draw."""
    labels = Dataset(
        name="two_labels",
        task="labels",
        inputs=np.array([[0.0, 1.0], [1.0, 0.5], [0.25, 0.0], [1.0, 1.0]]),
        targets=np.array([[1.0, 0.0], [1.0, 1.0], [0.0, 0.0], [0.0, 1.0]]),
        output_names=("wet", "cold"),
    )
    trainer = Trainer(RunConfig(dataset="two_labels", hidden=(5,), seed=3), labels)
    trainer.run(3)
    trace = trainer.trace()
    first = int(np.argmin(trace.rows))
    moment = TracedSample(trace, structure_of(trainer), first)
    return _words_of_sheet(sheet_of_sample(moment, "Two labels"))


def _words_of_sheet(sheet: Sheet) -> str:
    blocks = *sheet_blocks(sheet, _Named()), *key_blocks(sheet, _Named())
    return words_of(
        "".join(
            f"<div><p>{block.part}{', on' * block.follows}</p>{block.markup}</div>"
            for block in blocks
        )
    )


def report(*names: str, **settings: Any) -> str:
    """Return a report of a comparison."""
    of = plan(*names, **settings)
    text = to_report(Results(of, tuple(outcomes(InProcess(), of))))
    return words_of(re.sub(r"nnviz \S+, NumPy \S+, Python [^<]+", "", text))


def plots() -> str:
    """Return the plots of many contenders, and of few on plain axes."""
    numbers = [10.0 ** (k / 3 - 2) for k in range(26)]
    spreads = [(f"f{k}", Spread(n, n / 2, n * 3, 5)) for k, n in enumerate(numbers)]
    spreads.insert(3, ("a name that is longer than a row", None))
    bands = [
        (f"f{k}", CostBand((0.5, 1.0, 70.0), *((n, n * by, n) for by in (0.7, 0.5, 1))))
        for k, n in enumerate(numbers[::5])
    ]
    near = CostBand((1.0, 4.0), (0.5, 0.25), (0.5, 0.25), (0.75, 0.5))
    drawn = (
        draw_spreads("cost", spreads, log=True),
        draw_spreads("accuracy", spreads[:3], log=False),
        draw_curves(bands),
        draw_curves([("near", near), ("none", CostBand((), (), (), ()))]),
    )
    return words_of("".join(drawn))


def explanations(ending: str) -> str:
    """Return the explanations of neurons as a document."""
    trainer = Trainer(RunConfig(dataset="circle", hidden=(24, 3), seed=3, l2=0.01))
    trainer.run(2)
    trace, structure = trainer.trace(), structure_of(trainer)
    found = [
        explain(trace, structure, Selection("neuron", phase, layer, 1, 1))
        for layer, phase in ((1, "forward"), (2, "forward"), (2, "backward"))
    ]
    found.append(explain(trace, structure, Selection("edge", "update", 2, 1, 1, 0)))
    header = "A_run of *two* layers & more", "sample 2"
    return rounded(document_of(ending, header, found))


PRINTED = Pages(
    Path(__file__).parent / "golden",
    {
        "worksheets": [
            *(partial(worksheet, *each) for each in SHEETS),
            worksheet_of_labels,
        ],
        "reports": [
            partial(report, "relu", "tanh", seeds=3, iterations=30),
            partial(report, "relu", "step", seeds=1, dataset="plane", iterations=20),
            plots,
        ],
        "explanations": [partial(explanations, of) for of in (".md", ".tex", ".csv")],
    },
)
