"""What lines say: their values at an iteration, their names, their only points."""

from collections.abc import Sequence

from nnviz.ui.numbers import count, significant
from nnviz.ui.plots.curve import Curve
from nnviz.ui.plots.frame import Dot, EndLabel, ReadOut
from nnviz.ui.theme.tokens import Theme


def read_out(
    curves: Sequence[Curve], iteration: int | None, theme: Theme
) -> ReadOut | None:
    """Return the exact values at an iteration, or the latest before it."""
    if iteration is None:
        return None
    lines = [(f"iteration {count(iteration)}", theme.raised)]
    shown = [curve for curve in curves if curve.shown]
    width = max((len(curve.name) for curve in shown), default=0)
    for curve in shown:
        if found := curve.series.at(iteration):
            where, value = found
            text = f"{curve.name.ljust(width)} {significant(value, 6)}"
            if where != iteration:
                text += f" at {count(where)}"
            lines.append((text, curve.manner.colour(theme)))
    return ReadOut(iteration, tuple(lines))


def end_labels(curves: Sequence[Curve], theme: Theme) -> tuple[EndLabel, ...]:
    """Return the names of the lines, where they leave the picture."""
    return tuple(
        EndLabel(end, curve.name, curve.manner.text_colour(theme))
        for curve in curves
        if (end := curve.end) is not None
    )


def dots(curves: Sequence[Curve], theme: Theme) -> tuple[Dot, ...]:
    """Return the points of lines that have one only."""
    return tuple(
        Dot(*dot, curve.manner.colour(theme))
        for curve in curves
        if (dot := curve.dot) is not None
    )


def hull(extents: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return the lowest and the highest of some values; 0 and 1 where there is none."""
    low = min((extent[0] for extent in extents), default=0.0)
    return low, max((extent[1] for extent in extents), default=1.0)
