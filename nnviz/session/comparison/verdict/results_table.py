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


class ExactTable(msgspec.Struct, frozen=True):
    """The same with all digits, and a column for each number.

    Shares are from 0 to 1. A number that is not known is "".
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str | float, ...], ...]


class ResultsTable(msgspec.Struct, frozen=True):
    """Headings, and for each contender a row of as many cells, its name first."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    exact: ExactTable


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
        headings.append(_measure(measured, summaries))
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
    exact = _exact(summaries, measured, target, timed=timed)
    return ResultsTable(tuple(headings), tuple(rows), exact)


def _measure(measured: Summary, summaries: Sequence[Summary]) -> str:
    name = "R2" if measured.accuracy is None else "accuracy"
    return f"{name} ({parts_measured(summaries)})"


def _exact(
    summaries: Sequence[Summary],
    measured: Summary | None,
    target: str | None,
    *,
    timed: bool,
) -> ExactTable:
    spreads: dict[str, list[Spread | None]] = {
        "training cost": [one.cost for one in summaries]
    }
    if measured is not None:
        name = _measure(measured, summaries)
        spreads[name] = [one.measure for one in summaries]
    if target is not None:
        found = [one.iterations_to_target for one in summaries]
        spreads[f"iterations to {target}"] = found
    spreads["share of dead neurons"] = [one.dead_share for one in summaries]
    spreads["share of saturated"] = [one.saturated_share for one in summaries]
    several = any(len(one.seeds) > 1 for one in summaries)
    ends = ("median", "low", "high", "count") if several else ("median",)
    columns: dict[str, list[str | float]] = {
        "contender": [one.name for one in summaries]
    }
    for name, found in spreads.items():
        for end in ends:
            heading = f"{name}: {end}" if several else name
            columns[heading] = [getattr(one, end, "") for one in found]
    if timed:
        took = [one.seconds_per_iteration for one in summaries]
        columns["seconds per iteration"] = [_or_nothing(one) for one in took]
    columns["runs"] = [len(one.seeds) for one in summaries]
    columns["diverged"] = [one.diverged for one in summaries]
    return ExactTable(tuple(columns), tuple(zip(*columns.values(), strict=True)))


def _or_nothing(value: float | None) -> str | float:
    return "" if value is None else value


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
