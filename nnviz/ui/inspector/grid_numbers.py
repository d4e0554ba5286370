"""How the numbers of a grid are written: alike below a heading, else each alone."""

import math
from collections.abc import Sequence

from nnviz.ui.inspector.grid import Grid
from nnviz.ui.painting.numbers import MINUS, signed, significant

DIGITS = 5
LONGEST = 10
"""Longer headings are written in two lines."""
_HIGH = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def written(grid: Grid) -> list[list[str]]:
    """Write all numbers of a grid; those of a column below a heading alike."""
    if not grid.headings:
        return [[_alone(row.values[0])] for row in grid.rows]
    columns = []
    for column in range(len(grid.headings)):
        values = [row.values[column] for row in grid.rows]
        power, decimals = _scale(values)
        columns.append([_scaled(value, power, decimals) for value in values])
    return [list(cells) for cells in zip(*columns, strict=True)]


def titles(grid: Grid) -> tuple[list[str], list[str]]:
    """Return two lines of headings, each in two if it is long.

    The lower one has the power of ten by which the numbers are to be multiplied.
    """
    upper, lower = [], []
    for column, heading in enumerate(grid.headings):
        first, _, last = heading.rpartition(" ")
        if len(heading) <= LONGEST:
            first, last = heading, ""
        power, _ = _scale([row.values[column] for row in grid.rows])
        high = f"·10{str(power).translate(_HIGH)}" if power else ""
        upper.append(first)
        lower.append(f"{last} {high}".strip())
    return upper, lower


def _scale(values: Sequence[float | None]) -> tuple[int, int]:
    """Return the power of ten to divide a column by, and how many decimals to write."""
    sizes = [abs(v) for v in values if v is not None and math.isfinite(v)]
    largest = max(sizes, default=0.0)
    if largest == 0.0:
        return 0, 4
    power = math.floor(math.log10(largest))
    if -3 < power < 4:
        return 0, 4 - max(power, 0)
    return power, 4


def _scaled(value: float | None, power: int, decimals: int) -> str:
    if value is None:
        return ""
    if not math.isfinite(value):
        return _not_finite(value)
    scaled = value / 10.0**power if power else value
    body = f"{scaled:.{decimals}f}"
    if scaled and not float(body):
        return signed(scaled, decimals).strip()
    return body.replace("-", MINUS if scaled else "")


def _alone(value: float | None) -> str:
    if value is None:
        return ""
    if not math.isfinite(value):
        return _not_finite(value)
    if value == int(value) and abs(value) < 10**DIGITS:
        return f"{int(value)}".replace("-", MINUS)
    short = repr(value)
    if "e" not in short and len(short.lstrip("-")) <= DIGITS:
        return short.replace("-", MINUS)
    return significant(value, DIGITS)


def _not_finite(value: float) -> str:
    return "nan" if math.isnan(value) else significant(value)
