"""Passes over what stands before a table and after it."""

import re
from collections.abc import Sequence
from itertools import pairwise

from nnviz.data.readers.layout.header import MOST_ROWS
from nnviz.data.readers.layout.rows import Row
from nnviz.data.readers.layout.sorted_rows import (
    FEWEST_ROWS,
    SortedRows,
    are_names,
    filled_cells,
    pass_over,
    usual_width,
    word_columns,
)
from nnviz.data.readers.layout.totals import is_total
from nnviz.data.readers.values.cells import is_number
from nnviz.data.readers.values.number_forms import is_value
from nnviz.data.remark import Way

_COUNTS = re.compile(r"\(\d+ [^\W\d]+[^()]*\)")
_MOST_TITLES = 20
_WIDE = 4


def leave_out_titles(grid: SortedRows) -> None:
    """Pass over lines before the table: fewer cells than its rows, or one filled."""
    if len(grid.rows) <= FEWEST_ROWS:
        return
    width, titles = usual_width(grid.rows), 0
    for place, (_, cells) in enumerate(grid.rows[:-1][:_MOST_TITLES]):
        narrow = len(cells) < width and not _lacks_row_name(grid.rows, place, width)
        wide = len(cells) > width and are_names(grid.rows[place + 1 : place + 3])
        empty = width > 2 and filled_cells(cells) == 1 and bool(cells[0])
        # Some files say there how many rows and columns follow.
        short = width >= _WIDE and 2 * len(cells) <= width
        is_size = short or _says_size(grid.rows[place : place + 2], width)
        if is_size or ((narrow or wide or empty) and not any(map(is_number, cells))):
            titles += 1
        else:
            break
    if titles and titles < len(grid.rows) - 1:
        pass_over(grid, grid.rows[:titles], "stands before the table")
        del grid.rows[:titles]


def _says_size(rows: Sequence[Row], width: int) -> bool:
    """Tell whether the first row has the numbers of rows and inputs, and then classes.

    Its words stand above numbers, so that they are no sample either.
    """
    (_, first), (_, second) = rows[:2]
    counts, words = first[:2], first[2:]
    if not words or counts[1] != str(width - 1):
        return False
    return (
        counts[0].isdigit()
        and not any(map(is_number, words))
        and all(map(is_number, second))
    )


def _lacks_row_name(rows: Sequence[Row], place: int, width: int) -> bool:
    """Tell whether a row has the names but that of the first column, as R writes it.

    One cell less than the others, and samples follow, not names.
    """
    if len(rows[place][1]) != width - 1 or width == 2 or place + 2 >= len(rows):
        return False
    if len(rows[place + 1][1]) != width:
        return False
    return not are_names(rows[place + 1 : place + 3])


def leave_out_second_table(grid: SortedRows) -> None:
    """Pass over a second table, below an empty line and with names of its own."""
    for place, apart in enumerate(_are_after_gap(grid.rows)):
        below = grid.rows[place : place + 2]
        if not apart or place <= FEWEST_ROWS or not are_names(below):
            continue
        above = [cells for _, cells in grid.rows[1:place][:MOST_ROWS]]
        same_width = len(below[0][1]) == usual_width(grid.rows[:place])
        if same_width and not word_columns(below[0][1], above):
            continue
        line, names = below[0]
        listed = ", ".join(filter(None, names[:4])) + (", …" if names[4:] else "")
        grid.remark(
            "second-table",
            f"another table begins here, with the names {listed}: the one above it "
            "was read",
            line=line,
            ways=(Way("read this one", "skip_lines", line - 1),),
        )
        del grid.rows[place:]
        return


def _are_after_gap(rows: Sequence[Row]) -> list[bool]:
    """Tell of each row whether there are lines before it that belong to no row."""
    found = [False] if rows else []
    for (end, cells), (line, _) in pairwise(rows):
        # The cells of a row may go on in further lines.
        far = line > end + 1
        found.append(far and line > end + 1 + "".join(cells).count("\n"))
    return found


def leave_out_footers(grid: SortedRows) -> None:
    """Pass over lines after the table that are a sentence, not the cells of a row."""
    width, footers = usual_width(grid.rows), 0
    last = grid.rows[FEWEST_ROWS:][-_MOST_TITLES:]
    for (_, cells), apart in zip(
        reversed(last), reversed(_are_after_gap(last)), strict=True
    ):
        alone = width > 2 and filled_cells(cells) == 1 and bool(cells[0])
        # A sentence may have commas in it.
        sentence = len(cells) < width and (apart or " " in cells[0].strip())
        # Databases write "(30 rows)", which reads as a number below zero.
        counts = len(cells) == 1 and _COUNTS.fullmatch(cells[0]) is not None
        word = counts or not (is_value(cells[0]) or is_total(cells[0]))
        if not (cells and word and (alone or sentence)):
            break
        footers += 1
    if footers and not _is_usual(grid.rows[:-footers], width):
        pass_over(grid, grid.rows[-footers:], "stands after the table")
        del grid.rows[-footers:]


def _is_usual(rows: Sequence[Row], width: int) -> bool:
    """Tell whether rows with one filled cell occur within the table as well."""
    return any(len(cells) == width and filled_cells(cells) == 1 for _, cells in rows)
