"""What lines say: their values at an iteration, their names, their only points."""

from collections.abc import Sequence

from nnviz.ui.charts.chart_band import ShownBand, seen_band
from nnviz.ui.charts.chart_curve import ChartCurve
from nnviz.ui.charts.chart_mapping import Span
from nnviz.ui.charts.decorations import ChartReadout, Dot, EndLabel
from nnviz.ui.charts.end_marker import Cross
from nnviz.ui.painting.numbers import count, significant
from nnviz.ui.theme.tokens import Theme


def read_out(
    curves: Sequence[ChartCurve], iteration: int | None, theme: Theme
) -> ChartReadout | None:
    """Return the exact values at an iteration, or the latest before it."""
    if iteration is None:
        return None
    lines = [(f"iteration {count(iteration)}", theme.raised)]
    shown = [curve for curve in curves if curve.shown]
    width = max((len(curve.name) for curve in shown), default=0)
    for curve in shown:
        if found := curve.series.at(iteration):
            text = f"{curve.name.ljust(width)} {_said(curve, found, iteration)}"
            lines.append((text, curve.manner.colour(theme)))
    return ChartReadout(iteration, tuple(lines))


def _said(curve: ChartCurve, found: tuple[int, float], iteration: int) -> str:
    """Return a value in words, or why there is none any more."""
    (where, value), ending = found, curve.ending
    if ending is not None and iteration > ending.iteration:
        return f"{ending.text} at {count(ending.iteration)}"
    words = significant(value, 6)
    return words if where == iteration else f"{words} at {count(where)}"


def end_labels(curves: Sequence[ChartCurve], theme: Theme) -> tuple[EndLabel, ...]:
    """Return the names of the lines, where they leave the picture."""
    return tuple(
        EndLabel(end, curve.name, curve.manner.text_colour(theme))
        for curve in curves
        if (end := curve.end) is not None and curve.ending is None
    )


def crosses(
    curves: Sequence[ChartCurve], span: Span, theme: Theme
) -> tuple[Cross, ...]:
    """Return the marks of the lines that end within a span of iterations."""
    found = []
    for curve in curves:
        ending, point = curve.ending, curve.last_point
        if ending is None or point is None or ending.iteration > span[1]:
            continue
        words, manner = f"{curve.name} {ending.text}", curve.manner
        colours = manner.colour(theme), manner.text_colour(theme)
        found.append(Cross(*point, words, *colours, ending.failed))
    return tuple(found)


def bands(
    curves: Sequence[ChartCurve], span: Span, log: bool, theme: Theme
) -> tuple[ShownBand, ...]:
    """Return the bands around lines as far as they are seen."""
    return tuple(
        ShownBand(seen_band(curve.band, span, log), curve.manner.colour(theme))
        for curve in curves
        if curve.band is not None and curve.shown
    )


def dots(curves: Sequence[ChartCurve], theme: Theme) -> tuple[Dot, ...]:
    """Return the points of lines that have one only."""
    return tuple(
        Dot(*dot, curve.manner.colour(theme))
        for curve in curves
        if (dot := curve.dot) is not None
    )


def within_reach(
    extents: Sequence[tuple[float, float]], others: Sequence[tuple[float, float]]
) -> list[tuple[float, float]]:
    """Return extents no farther from the others than these reach themselves.

    What was left or has ended because it diverged must not flatten the others.
    """
    if not others or not extents:
        return list(extents)
    low, high = min(e[0] for e in others), max(e[1] for e in others)
    room = (high - low) or abs(high) or 1.0
    reach = low - room, high + room
    return [(max(a, reach[0]), min(b, reach[1])) for a, b in extents]


def hull(extents: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return the lowest and the highest of some values; 0 and 1 where there is none."""
    low = min((extent[0] for extent in extents), default=0.0)
    return low, max((extent[1] for extent in extents), default=1.0)
