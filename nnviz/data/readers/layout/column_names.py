"""Takes the names of a table's columns from its first rows."""

from collections.abc import Iterator, Sequence

from nnviz.core.errors import InputError
from nnviz.data.readers.layout.header import MOST_ROWS, HeaderVerdict, find_header
from nnviz.data.readers.layout.pixels import pixel_names
from nnviz.data.readers.layout.rows import Row
from nnviz.data.readers.layout.sorted_rows import SortedRows, rows_of_names
from nnviz.data.readers.values.cells import is_missing, is_number
from nnviz.data.readers.values.number_forms import is_value, is_value_among
from nnviz.data.remark import Way
from nnviz.data.table_choices import TableChoices

ROW_NAME = "row name"
"""The name of the column that has the names of the rows but none itself."""


def take_names(grid: SortedRows, choices: TableChoices) -> None:
    """Take the first row for the names of the columns, if it has them."""
    if not grid.rows:
        return
    (line, first), body = grid.rows[0], grid.rows[1:]
    has_row_names = _take_row_names(grid, first, body)
    first = grid.rows[0][1]
    header = choices.header
    if header is None and (has_row_names or rows_of_names(grid.rows) > 1):
        header = True
    if header is None:
        found = find_header(first, [cells for _, cells in body])
        header = found.is_there
        _doubt(grid, found, line, first)
    grid.header = header
    numbered = [f"column {k}" for k in range(1, len(first) + 1)]
    if not header:
        grid.names = numbered
    else:
        del grid.rows[0]
        names = zip(_joined_names(grid, first), numbered, strict=True)
        grid.names = [name or number for name, number in names]
    _name_pixels(grid, choices)


def _name_pixels(grid: SortedRows, choices: TableChoices) -> None:
    """Give names to columns of pixels that have none, or numbers for names."""
    if grid.header and not all(map(is_number, grid.names)):
        return
    found = pixel_names([cells for _, cells in grid.rows], choices.target)
    if found is not None and len(found.names) == len(grid.names):
        grid.names = found.names
        grid.remarks.append(found.remark)


def _doubt(
    grid: SortedRows, found: HeaderVerdict, line: int, first: Sequence[str]
) -> None:
    """Say how the first row was taken, if that may be wrong."""
    if not found.in_doubt:
        return
    if found.is_there:
        done = "taken for the names of the columns, not for a sample"
        # Where a word stands above numbers alone it could not be read so.
        faulty = _is_faulty_sample(first, grid.rows[1:MOST_ROWS])
        ways = () if faulty else (Way("read it as a sample", "header", False),)
    else:
        done = "taken for a sample, although it could be the names of the columns"
        ways = (Way("read it as names", "header", True),)
    listed = ", ".join(first[:4]) + (", …" if len(first) > 4 else "")
    grid.remark("header-in-doubt", f"{listed}: {done}", line=line, ways=ways)


def _is_faulty_sample(first: Sequence[str], below: Sequence[Row]) -> bool:
    """Tell whether a row has a word where all others have numbers."""
    for k, cell in enumerate(first):
        column = [cells[k] for _, cells in below if k < len(cells)]
        present = [value for value in column if not is_missing(value)]
        is_word = not is_missing(cell) and not is_value_among(cell, present)
        if present and is_word and all(map(is_value, present)):
            return True
    return False


def _take_row_names(grid: SortedRows, first: list[str], body: Sequence[Row]) -> bool:
    """Give a name to a first column that has none, as R writes it, if there is one.

    The header is one cell shorter than all other rows.
    """
    width = len(first) + 1
    if not body or any(len(cells) != width for _, cells in body):
        return False
    few = body[:MOST_ROWS]
    if len({cells[0] for _, cells in few}) < len(few) and is_number(body[0][1][0]):
        raise InputError(
            f"{grid.path}: every row has {width} cells, but there are {len(first)} "
            "names, and the first cells do not name the rows: put numbers with commas "
            "in quotes, or add a name"
        )
    grid.rows[0] = (grid.rows[0][0], [ROW_NAME, *first])
    return True


def _joined_names(grid: SortedRows, first: Sequence[str]) -> list[str]:
    """Return names, joined with those of the rows below where they are not distinct.

    A title over several columns stands in the first of them or in each.
    """
    names = [" ".join(name.split()) for name in first]
    count = rows_of_names(grid.rows)
    if count == 0 or (all(names[1:]) and len(set(names)) == len(names)):
        return names
    more = [cells for _, cells in grid.rows[:count]]
    if any(len(cells) != len(names) for cells in more):
        return names
    # A title over several columns may stand in the first of them alone.
    parts = zip(_carried_on(names), *more, strict=False)
    joined = [" ".join(filter(None, part)) for part in parts]
    if len(set(joined)) < len(joined):
        return names
    lines = ", ".join(str(line) for line, _ in grid.rows[:count])
    grid.remark("names-joined", f"names go on in line {lines}: they were joined")
    del grid.rows[:count]
    return joined


def _carried_on(names: Sequence[str]) -> Iterator[str]:
    """Yield names, the last one again in place of each that is empty."""
    last = ""
    for name in names:
        last = name or last
        yield last


def leave_out_units(grid: SortedRows) -> None:
    """Pass over a line below the names that has words where numbers follow."""
    count = rows_of_names(grid.rows) if grid.header else 0
    for line, cells in grid.rows[:count]:
        text = ", ".join(cells[:4]) + (", …" if len(cells) > 4 else "")
        grid.remark(
            "units-line",
            f"{text}: words where numbers follow, taken for units and passed over",
            line=line,
            ways=(Way("take them for the names", "skip_lines", line - 1),),
        )
    del grid.rows[:count]


def leave_out_repeats(grid: SortedRows) -> None:
    """Pass over rows that have the names again, as files put together have them."""
    if not grid.header or all(map(is_number, grid.names)):
        return
    again = [line for line, cells in grid.rows if cells == grid.names]
    if again and len(again) < len(grid.rows):
        lines = ", ".join(map(str, again[:4])) + (", …" if again[4:] else "")
        grid.remark(
            "lines-skipped", f"the names come again in line {lines}: passed over"
        )
        grid.rows = [row for row in grid.rows if row[1] != grid.names]
