"""Small tables: their rows, how numbers are written, and where columns are."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nnviz.explain.explanation import Entry
from nnviz.explain.number_table import NumberTable
from nnviz.explain.terms import Terms
from nnviz.views.inspector.quantity_names import heading_of
from nnviz.views.numbers import MINUS, signed, significant

WRITTEN_OUT = 20
"""Sums of more terms than this show only the largest."""
LARGEST = 20
_TELLING = ("change", "gradient", "delta", "a")
"""Long tables are cut to the rows largest in the first of these columns they have."""
REST = -2
"""The place of the row that sums up all terms without a row of their own."""
_MEANING = {
    "bias": "added to the products",
    "rounding": "the difference in the last digits: training adds in a different order",
}
DIGITS = 5
LONGEST = 10
"""Characters of a heading; longer ones take two lines."""
_HIGH = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_MOST_BEFORE, _MOST_AFTER = 5, 8
"""The most digits of a number before and after the point, in a column of products and
for a number by itself."""
GAP = 14.0
LEAST_NAME = 68.0


@dataclass(frozen=True, slots=True)
class GridRow:
    """A name and one number per column, None for an empty cell.

    ``place`` is the index of the term or neuron, -1 for rows after them. ``strong``
    rows are results, set below a line.
    """

    name: str
    values: tuple[float | None, ...]
    meaning: str = ""
    place: int = -1
    strong: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Rows below headings; numbers in ``coloured`` columns have their sign's colour.

    A grid without headings is a list: each row a name, its meaning and one number.
    """

    rows: tuple[GridRow, ...]
    headings: tuple[str, ...] = ()
    first_heading: str = ""
    coloured: frozenset[int] = frozenset()
    hidden: frozenset[tuple[int, int]] = frozenset()
    """(row, column) of the numbers that may not be seen yet."""
    multiplied: bool = False
    """Whether the first two columns are factors, and the others products or sums."""

    def row_of(self, place: int) -> int | None:
        """Return the row of a term, or the row that sums up the terms without one."""
        for number, row in enumerate(self.rows):
            if row.place == place:
                return number
        return next((n for n, row in enumerate(self.rows) if row.place == REST), None)


def terms_grid(terms: Terms, total: str = "total", solved: bool = True) -> Grid:
    """Return the table of a sum; of many terms, the largest ones and the rest.

    ``total`` is the name of the sum. Numbers that give it away are hidden until it is
    ``solved``.
    """
    few = len(terms) <= WRITTEN_OUT
    rows = _all_rows(terms) if few else _largest_rows(terms)
    end = (None,) * (2 if few else 1)
    last = GridRow(total, (None, *end, terms.total), "the total", strong=True)
    factors = heading_of(terms.left_name), heading_of(terms.right_name)
    headings = (*factors, "product", "sum") if few else (*factors, "product")
    columns = () if solved else range(2, len(headings))
    hidden = frozenset((row, c) for row in range(len(rows) + 1) for c in columns)
    grid = Grid(
        (*rows, last), headings, "from", frozenset({0, 2}), hidden, multiplied=True
    )
    return _without_factors(grid) if terms.right_name == "ones" else grid


def _without_factors(grid: Grid) -> Grid:
    """Remove the second factor and the products, for a sum of plain numbers."""
    kept = (0, 3) if len(grid.headings) == 4 else (0,)
    rows = tuple(
        replace(
            row,
            values=(
                row.values[0] if row.values[0] is not None else row.values[2],
                *(row.values[k] for k in kept[1:]),
            ),
        )
        for row in grid.rows
    )
    hidden = frozenset((r, kept.index(c)) for r, c in grid.hidden if c in kept)
    headings = tuple(grid.headings[k] for k in kept)
    return replace(grid, rows=rows, headings=headings, hidden=hidden, multiplied=False)


def entries_grid(
    entries: Sequence[Entry], result: Entry, unsolved: frozenset[str] = frozenset()
) -> Grid:
    """Return the list of a calculation's inputs and its result.

    Those whose names are ``unsolved`` are hidden.
    """
    rows = [GridRow(e.name, (e.value,), e.meaning) for e in entries]
    rows.append(GridRow(result.name, (result.value,), result.meaning, strong=True))
    hidden = frozenset((n, 0) for n, row in enumerate(rows) if row.name in unsolved)
    return Grid(tuple(rows), coloured=frozenset({0}), hidden=hidden)


def table_grid(table: NumberTable, most: int, unsolved: bool = False) -> Grid:
    """Return the rows of a table; of many, those with the largest change."""
    titles = tuple(column.heading for column in table.columns)
    places, about = range(len(table.names)), ""
    if len(table.names) > most:
        title = next((t for t in _TELLING if t in titles), titles[-1])
        places, about = table.order(title)[:most].tolist(), "largest"
    rows = tuple(
        GridRow(
            table.names[place],
            tuple(float(column.values[place]) for column in table.columns),
            "",
            place,
        )
        for place in places
    )
    cells = ((row, c) for row in range(len(rows)) for c in range(len(titles)))
    return Grid(
        rows,
        titles,
        about,
        frozenset(range(len(titles))),
        frozenset(cells) if unsolved else frozenset(),
    )


def _all_rows(terms: Terms) -> tuple[GridRow, ...]:
    running = float(terms.running[-1]) if len(terms) else 0.0
    rows = [
        GridRow(name, (left, right, product, total), "", place)
        for place, (name, left, right, product, total) in enumerate(
            zip(
                terms.names,
                terms.left.tolist(),
                terms.right.tolist(),
                terms.products.tolist(),
                terms.running.tolist(),
                strict=True,
            )
        )
    ]
    for name, value, place in _endings(terms.constant, terms.roundings, len(terms)):
        running += value
        rows.append(GridRow(name, (None, None, value, running), _MEANING[name], place))
    return tuple(rows)


def _largest_rows(terms: Terms) -> tuple[GridRow, ...]:
    few = terms.largest(LARGEST)
    rows = [
        GridRow(
            terms.names[place],
            (float(terms.left[place]), float(terms.right[place]), product),
            "",
            place,
        )
        for place, product in zip(
            few.places.tolist(), few.products.tolist(), strict=True
        )
    ]
    name = f"the other {few.rest_count:,}"
    rows.append(GridRow(name, (None, None, few.rest), "their sum", REST))
    for name, value, place in _endings(few.constant, few.roundings, len(terms)):
        rows.append(GridRow(name, (None, None, value), _MEANING[name], place))
    return tuple(rows)


def _endings(
    constant: float | None, roundings: Sequence[float], place: int
) -> list[tuple[str, float, int]]:
    found = [] if constant is None else [("bias", constant, place)]
    return found + [("rounding", value, -1) for value in roundings]


def written(grid: Grid) -> list[list[str]]:
    """Write all numbers of a grid; a column with a heading has one format."""
    if not grid.headings:
        return [[_alone(row.values[0])] for row in grid.rows]
    columns = [
        [_scaled(row.values[column], power, decimals) for row in grid.rows]
        for column, (power, decimals) in enumerate(_scales(grid))
    ]
    return [list(cells) for cells in zip(*columns, strict=True)]


def titles(grid: Grid) -> tuple[list[str], list[str]]:
    """Return the upper and lower lines of the headings.

    The lower one also has the power of ten by which to multiply the numbers.
    """
    upper, lower = [], []
    scales = _scales(grid)
    for column, heading in enumerate(grid.headings):
        first, _, last = heading.rpartition(" ")
        if len(heading) <= LONGEST:
            first, last = heading, ""
        power, _ = scales[column]
        high = f"·10{str(power).translate(_HIGH)}" if power else ""
        upper.append(first)
        lower.append(f"{last} {high}".strip())
    return upper, lower


def _scales(grid: Grid) -> list[tuple[int, int]]:
    """Return each column's power of ten to divide by, and its number of decimals.

    Products have the powers of their factors together, so that one can multiply what is
    written: 7.2479 times 1.0000 is 7.2479, and never 0.7248 of another power.
    """
    columns = [
        [row.values[column] for row in grid.rows]
        for column in range(len(grid.headings))
    ]
    scales = [_scale(values) for values in columns]
    if not grid.multiplied:
        return scales
    power = scales[0][0] + scales[1][0]
    places = [_power_of(values) for values in columns[2:]]
    if all(place - power < _MOST_BEFORE for place in places):
        scales[2:] = [(power, _decimals(place - power)) for place in places]
    return scales


def _decimals(power: int) -> int:
    """Return how many decimals a number of this power of ten is written with."""
    return 4 - max(power, 0) if power > -3 else min(4 - power, _MOST_AFTER)


def _scale(values: Sequence[float | None]) -> tuple[int, int]:
    """Return the power of ten to divide a column by, and the number of decimals."""
    power = _power_of(values)
    alone = sum(value is not None for value in values) == 1
    # A single number, such as a probability, needs no common power.
    least = 3 - _MOST_AFTER if alone else -3
    return (0, _decimals(power)) if least < power < 4 else (power, 4)


def _power_of(values: Sequence[float | None]) -> int:
    """Return the power of ten of a column's largest number; 0 if all are 0."""
    sizes = [abs(v) for v in values if v is not None and math.isfinite(v)]
    largest = max(sizes, default=0.0)
    return math.floor(math.log10(largest)) if largest else 0


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
