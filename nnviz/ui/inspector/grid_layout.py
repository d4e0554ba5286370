"""Where the columns of a small table stand, aligned at their decimal points."""

from collections.abc import Sequence
from dataclasses import dataclass

GAP = 14.0
LEAST_NAME = 68.0


@dataclass(frozen=True, slots=True)
class GridLayout:
    """Places in pixels from the left.

    ``points`` is where each column has its decimal points, ``ends`` where it ends;
    names, and in a list their meanings, have what is left, up to ``name_end``.
    """

    unit: float
    points: tuple[float, ...]
    ends: tuple[float, ...]
    name_end: float

    def column_at(self, x: float) -> int:
        """Return the column at a place; that of names belongs to the last one."""
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
    """Set columns of numbers flush right, each as wide as it needs.

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
    """Return a number's text before and from its decimal point on."""
    place = text.find(".")
    if place < 0:
        place = len(text)
    return text[:place], text[place:]
