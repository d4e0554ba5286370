"""What a plot says: a name where a line ends, exact values at the crosshair."""

from collections.abc import Sequence

from nnviz.ui.numbers import count, significant
from nnviz.ui.plots.curve import Curve
from nnviz.ui.plots.frame import EndLabel, ReadOut
from nnviz.ui.theme.tokens import Theme


def end_labels(curves: Sequence[Curve], theme: Theme) -> tuple[EndLabel, ...]:
    """Return the name of every line that is seen, where it leaves the picture."""
    return tuple(
        EndLabel(end, curve.name, curve.manner.text_colour(theme))
        for curve in curves
        if (end := curve.end) is not None
    )


def read_out(
    curves: Sequence[Curve], iteration: int | None, theme: Theme
) -> ReadOut | None:
    """Return the exact values at an iteration, or the latest before it."""
    if iteration is None:
        return None
    lines = [(f"iteration {count(iteration)}", theme.text)]
    shown = [curve for curve in curves if curve.shown]
    width = max((len(curve.name) for curve in shown), default=0)
    for curve in shown:
        if found := curve.series.at(iteration):
            where, value = found
            text = f"{curve.name.ljust(width)} {significant(value, 6)}"
            if where != iteration:
                text += f" at {count(where)}"
            lines.append((text, curve.manner.text_colour(theme)))
    return ReadOut(iteration, tuple(lines))
