"""A page put together: its networks drawn, and packed until they have room."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from nnviz.files.comparison_report.report_plots import CostChart, draw_curves
from nnviz.files.run_page.html import PagePart, page_of
from nnviz.files.run_page.packing import as_text
from nnviz.files.run_page.recording import LARGEST, Visit, evenly_with
from nnviz.files.run_page.story import Mark
from nnviz.session.interruption import HeldSignals
from nnviz.session.trainer import Trainer
from nnviz.ui.theme.tokens import DEFAULT_PALETTE
from nnviz.ui.web_page.drawn_lane import DrawnLane, PageRun
from nnviz.ui.web_page.two_themes import TwoThemes

_ROOM = 0.97
_CHART = CostChart(420, 220, left=58)


@dataclass(frozen=True, slots=True, eq=False)
class PageSource:
    """What a page is made of.

    Attributes
    ----------
    title, story
        What it is about, and in a sentence what happened.
    runs
        One, or several side by side.
    moments
        The iterations that the page may have.
    rows
        The rows of the data set that can be looked at.
    count
        How many iterations there are, those that have no room included.
    marks
        Places to jump to.
    report
        Sections of HTML that follow.
    note
        What else there is to say of the runs, in a sentence.
    """

    title: str
    story: str
    runs: tuple[PageRun, ...]
    moments: tuple[int, ...]
    rows: tuple[int, ...]
    count: int
    marks: tuple[Mark, ...] = ()
    report: str = ""
    note: str = ""


def page_text(source: PageSource, palette: str = DEFAULT_PALETTE) -> str:
    """Return a page in a palette, with as many of the moments as have room.

    Qt's application is there already, as its painters need it.
    """
    # Where something is being painted, no signal may raise anything.
    with HeldSignals() as held:
        runs = (replace(run, visit=_checked(run.visit, held)) for run in source.runs)
        return _painted(replace(source, runs=tuple(runs)), palette)


def _checked(visit: Visit, held: HeldSignals) -> Visit:
    """Return how to go to a moment, where signals are looked for."""

    def checked(moment: int) -> Trainer:
        held.check_interrupt()
        return visit(moment)

    return checked


def _painted(source: PageSource, palette: str) -> str:
    themes = TwoThemes(palette)
    at = source.moments, source.rows
    lanes = [
        DrawnLane(run, at, f"n{number}", themes)
        for number, run in enumerate(source.runs)
    ]
    moments, headers, numbers = _fitted(lanes, source)
    last = max(run.trainer.iteration for run in source.runs)
    header = {
        "moments": moments,
        "last": last,
        "marks": [[mark.iteration, mark.kind, mark.words] for mark in source.marks],
        "samples": [one.name for one in lanes[0].recorded.samples],
        "lanes": [
            {**lane.header(), **more} for lane, more in zip(lanes, headers, strict=True)
        ],
        "chart": _CHART.places(last),
    }
    part = PagePart(
        header=header,
        numbers=numbers,
        diagrams=tuple(tuple(lane.diagrams()) for lane in lanes),
        outputs=tuple(lane.output() for lane in lanes),
        costs=_costs(source.runs, last),
        which=f"{_which(moments, source.count)} {source.note}".rstrip(),
    )
    words, rules = (source.title, source.story), (themes.rules(0), themes.rules(1))
    return page_of(words, rules, source.report, part)


def _fitted(
    lanes: Sequence[DrawnLane], source: PageSource
) -> tuple[list[int], list[dict[str, Any]], str]:
    """Return the moments that have room, what headers say of the arrays, and these."""
    moments = list(source.moments)
    wanted = [mark.iteration for mark in source.marks]
    while True:
        headers, text = _packed(lanes)
        share = LARGEST / (len(text) + len(json.dumps(headers)))
        if share >= 1.0 or len(moments) <= 2:
            return moments, headers, text
        moments = evenly_with(moments, int(len(moments) * share * _ROOM), wanted)
        for lane in lanes:
            lane.thin(moments)


def _packed(lanes: Sequence[DrawnLane]) -> tuple[list[dict[str, Any]], str]:
    """Return what headers say of the arrays, and the arrays as text."""
    headers, blobs = [], []
    for lane in lanes:
        arrays, data, corrections = lane.packed()
        headers.append({"arrays": arrays, "corrections": corrections})
        blobs += data
    return headers, as_text(blobs)


def _costs(runs: Sequence[PageRun], last: int) -> str:
    """Return the cost of batches over iterations, as SVG."""
    bands = [(run.name, run.curve(last)) for run in runs]
    return draw_curves(bands, _CHART, max(1.0, last))


def _which(moments: Sequence[int], count: int) -> str:
    """Say which iterations the page has, of so many."""
    if len(moments) == count:
        return f"The page has every iteration, {moments[0]:,} to {moments[-1]:,}."
    return (
        f"The page has {len(moments):,} of {count:,} iterations, evenly spaced, the "
        "first and the last among them."
    )
