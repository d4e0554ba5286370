"""A small table as text: how numbers are written, and where columns are."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from nnviz.ui.inspector.grid import Grid
from nnviz.ui.painting.numbers import MINUS, signed, significant

DIGITS = 5
LONGEST = 10
"""Characters of a heading; longer ones take two lines."""
_HIGH = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
GAP = 14.0
LEAST_NAME = 68.0


def written(grid: Grid) -> list[list[str]]:
    """Write all numbers of a grid; a column with a heading has one format."""
    if not grid.headings:
        return [[_alone(row.values[0])] for row in grid.rows]
    columns = []
    for column in range(len(grid.headings)):
        values = [row.values[column] for row in grid.rows]
        power, decimals = _scale(values)
        columns.append([_scaled(value, power, decimals) for value in values])
    return [list(cells) for cells in zip(*columns, strict=True)]


def titles(grid: Grid) -> tuple[list[str], list[str]]:
    """Return the upper and lower lines of the headings.

    The lower one also has the power of ten by which to multiply the numbers.
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
    """Return the power of ten to divide a column by, and the number of decimals."""
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


@dataclass(frozen=True, slots=True)
class GridLayout:
    """Places in pixels from the left.

    ``unit`` is the width of a character, ``points`` has each column's decimal point,
    ``ends`` its right end. Names, and in a list their meanings, get the room that is
    left, up to ``name_end``.
    """

    unit: float
    points: tuple[float, ...]
    ends: tuple[float, ...]
    name_end: float

    def column_at(self, x: float) -> int:
        """Return the column at a place; a name belongs to the last column."""
        if x < self.name_end:
            return len(self.ends) - 1
        for column, end in enumerate(self.ends):
            if x <= end + GAP / 2.0:
                return column
        return len(self.ends) - 1


def lay_out(
    texts: Sequence[Sequence[str]],
    titles: tuple[Sequence[str], Sequence[str]],
    width: float,
    unit: float,
) -> GridLayout:
    """Align columns at their decimal points, each as wide as it needs.

    ``unit`` is the width of a character.
    """
    columns = len(titles[0]) or 1
    lefts, rights = [], []
    for column in range(columns):
        parts = [split(row[column]) for row in texts]
        lefts.append(unit * max((len(left) for left, _ in parts), default=0))
        rights.append(unit * max((len(right) for _, right in parts), default=0))
    for column, lines in enumerate(zip(*titles, strict=True)):
        longest = 0.93 * unit * max(map(len, lines))
        lefts[column] += max(longest - lefts[column] - rights[column], 0.0)
    gap = GAP
    needed = sum(lefts) + sum(rights)
    if columns > 1 and needed + LEAST_NAME + columns * gap > width:
        gap = max(4.0, (width - needed - LEAST_NAME) / columns)
    points, ends, end = [0.0] * columns, [0.0] * columns, width - 4.0
    for column in reversed(range(columns)):
        ends[column] = end
        points[column] = end - rights[column]
        end = points[column] - lefts[column] - gap
    return GridLayout(unit, tuple(points), tuple(ends), max(end, 20.0))


def split(text: str) -> tuple[str, str]:
    """Split a number's text before its decimal point."""
    place = text.find(".")
    if place < 0:
        place = len(text)
    return text[:place], text[place:]
