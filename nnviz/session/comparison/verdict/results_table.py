"""The table of a comparison's numbers, with a row for each contender."""

from collections.abc import Sequence

import msgspec

from nnviz.session.comparison.number_words import (
    Write,
    duration,
    number,
    share,
    whole,
    with_spread,
)
from nnviz.session.comparison.seeds.outcome import Summary, parts_measured
from nnviz.session.comparison.spread import Spread

NONE = "–"
"""Shown in place of an unknown number."""


class ResultsTable(msgspec.Struct, frozen=True):
    """Headings, and for each contender a row of as many cells, its name first."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def parted(cell: str) -> tuple[str, str]:
    """Return a cell's value, and its spread or share of the runs, "" without any."""
    value, bracket, rest = cell.partition(" (")
    if not bracket:
        value, _, rest = cell.partition(", ")
    return value, rest.replace(")", "")


def table_of(summaries: Sequence[Summary], *, target: str | None) -> ResultsTable:
    """Write the numbers of all contenders; ``target`` has a column if it is given."""
    measured = next((s for s in summaries if s.measure is not None), None)
    several = any(len(summary.seeds) > 1 for summary in summaries)
    headings = ["contender", "training cost"]
    if measured is not None:
        name = "R2" if measured.accuracy is None else "accuracy"
        headings.append(f"{name} ({parts_measured(summaries)})")
    if target is not None:
        headings.append(f"iterations to {target}")
    timed = any(summary.seconds_per_iteration is not None for summary in summaries)
    headings += ["time per iteration"] if timed else []
    headings += ["dead neurons", "saturated"]
    if several:
        headings.append("runs")
    rows = (
        _row(summary, measured, target=target is not None, timed=timed)
        + ((_runs(summary),) if several else ())
        for summary in summaries
    )
    return ResultsTable(tuple(headings), tuple(rows))


def _row(
    summary: Summary, measured: Summary | None, *, target: bool, timed: bool
) -> tuple[str, ...]:
    diverged = summary.diverged == len(summary.seeds)
    cost = "diverged" if diverged else _cell(summary.cost, number)
    cells = [summary.name, cost]
    if measured is not None:
        write = number if measured.accuracy is None else share
        cells.append(_cell(summary.measure, write))
    if target:
        cells.append(_to_target(summary))
    if timed:
        took = summary.seconds_per_iteration
        cells.append(NONE if took is None else duration(took))
    shares = (summary.dead_share, summary.saturated_share)
    return (*cells, *(_cell(spread, share) for spread in shares))


def _cell(spread: Spread | None, write: Write) -> str:
    return NONE if spread is None else with_spread(spread, write)


def _to_target(summary: Summary) -> str:
    spread, runs = summary.iterations_to_target, len(summary.seeds)
    if spread is None:
        untrained = summary.iterations is not None and summary.iterations.high == 0
        return NONE if untrained or summary.diverged == runs else "never"
    part = "" if spread.count == runs else f", {spread.count} of {runs} runs"
    return f"{with_spread(spread, whole)}{part}"


def _runs(summary: Summary) -> str:
    lost = f", {summary.diverged} diverged" if summary.diverged else ""
    return f"{len(summary.seeds)}{lost}"
