"""Makes the rows of a table as long as its names, or says why that cannot be."""

from nnviz.core.errors import InputError
from nnviz.data.readers.layout.sorted_rows import FEWEST_ROWS, SortedRows, usual_width
from nnviz.data.table_choices import TableChoices


def cut_ends(grid: SortedRows) -> None:
    """Leave out a last column without a cell: a delimiter ends the rows.

    The first row may do without it.
    """
    width = usual_width(grid.rows)
    first, below = grid.rows[0][1], grid.rows[1:]
    is_cut = len(first) == width - 1 or (len(first) == width and not first[-1])
    if width < 3 or not is_cut or not below:
        return
    if any(len(cells) != width or cells[-1] for _, cells in below):
        return
    grid.remark(
        "empty-column",
        "has no cells (a delimiter ends every line), and was left out",
        column=f"column {width}",
    )
    grid.rows = [(line, cells[: width - 1]) for line, cells in grid.rows]


def even_out(grid: SortedRows, choices: TableChoices) -> None:
    """Make rows as long as the names: by leaving out or filling up, if that is chosen.

    Raises
    ------
    InputError
        For a row that has more or fewer cells than there are names.
    """
    width = len(grid.names)
    uneven: list[int] = []
    for place, (line, cells) in enumerate(grid.rows):
        if len(cells) > width and not any(cells[width:]):
            # A delimiter ends some of the lines.
            grid.rows[place] = line, cells[:width]
        elif len(cells) == width:
            continue
        elif choices.uneven_rows == "drop":
            uneven.append(line)
        elif choices.uneven_rows == "fill" and len(cells) < width:
            uneven.append(line)
            grid.rows[place] = line, [*cells, *[""] * (width - len(cells))]
        else:
            raise _wrong_width(grid, line, len(cells))
    if not uneven:
        return
    if choices.uneven_rows == "drop":
        left_out = {*uneven}
        grid.rows = [row for row in grid.rows if row[0] not in left_out]
    one = len(uneven) == 1
    where = f"{len(uneven):,} {'row has' if one else 'rows have'}"
    what = "left out" if choices.uneven_rows == "drop" else "filled up with gaps"
    grid.remark(
        "uneven-rows",
        f"{where} not as many cells as the names, the first one in line {uneven[0]}: "
        f"{what}",
    )


def _wrong_width(grid: SortedRows, line: int, cells: int) -> InputError:
    """Return the error for a row, or for the first one if all others are alike."""
    width = len(grid.names)
    most = usual_width(grid.rows)
    if grid.header and len(grid.rows) > FEWEST_ROWS and width != most:
        alike = sum(len(row) == most for _, row in grid.rows)
        if 2 * alike > len(grid.rows):
            others = "all" if alike == len(grid.rows) else "most"
            return InputError(
                f"{grid.path}: its first row has {width} cells, but {others} others "
                f"have {most}: use --skip-lines if it is not part of the table"
            )
    place = f"{grid.path}, line {line}"
    if cells < width:
        hint = "is the file truncated? (--uneven-rows fill or drop reads the others)"
    else:
        hint = "is a quote missing? (--uneven-rows drop leaves it out)"
    return InputError(f"{place}: {cells} cells, but the first row has {width}: {hint}")


def leave_out_side_table(grid: SortedRows) -> None:
    """Pass over columns beside the table, apart from it and with few rows of their own.

    Such as a legend, to the right of a column without a name or a cell.
    """
    places = range(len(grid.names))
    filled = [sum(bool(cells[k]) for _, cells in grid.rows) for k in places]
    apart = [
        k
        for k in range(2, len(filled) - 1)
        if not filled[k] and grid.names[k] == f"column {k + 1}"
    ]
    if not apart or len(grid.rows) <= FEWEST_ROWS:
        return
    first = apart[0]
    if 2 * max(filled[first:]) > len(grid.rows) or not any(filled[first:]):
        return
    if 2 * min(filled[:first]) < len(grid.rows):
        return
    grid.remark(
        "second-table",
        f"{max(filled[first:])} rows stand beside the table, in column {first + 2} and "
        "after it: passed over",
    )
    grid.names = grid.names[:first]
    grid.rows = [(line, cells[:first]) for line, cells in grid.rows]


def leave_out_empty_columns(grid: SortedRows) -> None:
    """Leave out columns without a single cell, as delimiters at the ends make them."""
    empty = [
        k
        for k, name in enumerate(grid.names)
        if name == f"column {k + 1}" and all(not cells[k] for _, cells in grid.rows)
    ]
    if not empty or not grid.rows or len(empty) == len(grid.names):
        return
    for k in empty:
        at_end = k >= len(grid.names) - len(empty)
        why = "a delimiter ends every line" if at_end else "it has no name either"
        grid.remark(
            "empty-column",
            f"has no cells ({why}), and was left out",
            column=grid.names[k],
        )
    kept = [k for k in range(len(grid.names)) if k not in empty]
    grid.names = [grid.names[k] for k in kept]
    grid.places = tuple(kept)
    grid.rows = [(line, [cells[k] for k in kept]) for line, cells in grid.rows]
