"""Finds the table among the rows of a file: its names, its samples, what is neither."""

from collections.abc import Sequence
from pathlib import Path

from nnviz.core.errors import InputError
from nnviz.data.readers.layout.column_names import (
    leave_out_repeats,
    leave_out_units,
    take_names,
)
from nnviz.data.readers.layout.lines_around import (
    leave_out_footers,
    leave_out_second_table,
    leave_out_titles,
)
from nnviz.data.readers.layout.rows import Row
from nnviz.data.readers.layout.sorted_rows import SortedRows
from nnviz.data.readers.layout.totals import leave_out_subtotals, leave_out_totals
from nnviz.data.readers.layout.uneven_rows import (
    cut_ends,
    even_out,
    leave_out_empty_columns,
    leave_out_side_table,
)
from nnviz.data.readers.raw_table import check_names
from nnviz.data.table_choices import TableChoices


def arrange(path: Path, rows: Sequence[Row], choices: TableChoices) -> SortedRows:
    """Sort the rows of a file out, in the order of the steps below.

    Raises
    ------
    InputError
        If no sample is left, a row does not have as many cells as the others, or two
        columns have the same name.
    """
    grid = SortedRows(path, list(rows))
    leave_out_titles(grid)
    leave_out_second_table(grid)
    leave_out_footers(grid)
    cut_ends(grid)
    take_names(grid, choices)
    leave_out_units(grid)
    leave_out_repeats(grid)
    leave_out_totals(grid)
    leave_out_subtotals(grid)
    even_out(grid, choices)
    leave_out_side_table(grid)
    leave_out_empty_columns(grid)
    if not grid.rows:
        raise InputError(
            f"{path}: line {rows[0][0]} has the names of the columns, but no rows of "
            "samples follow"
        )
    check_names(path, grid.names)
    return grid
