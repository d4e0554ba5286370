"""What a command prints, and the file it is to write."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from nnviz.data.remark import Remark

_WIDE = 10_000
"""Columns, more than any table needs: outside a terminal, lines are not folded."""


def say(text: str, *, err: bool = False) -> None:
    """Print lines; what could change the terminal, such as Escape, is written out.

    JSON stays JSON by that.
    """
    from nnviz.core.errors import visible

    click.echo("\n".join(map(visible, text.split("\n"))), err=err)


def show_table(
    headings: Sequence[str], rows: Sequence[Sequence[str]], *, err: bool = False
) -> None:
    """Print a table: folded to a terminal's width, one row per line elsewhere."""
    from rich.console import Console
    from rich.table import Table as Grid
    from rich.text import Text

    from nnviz.core.errors import visible

    console = Console(stderr=err)
    if not console.is_terminal:
        console.width = _WIDE
    grid = Grid(box=None, pad_edge=False, padding=(0, 1, 0, 1))
    name, *others = headings
    grid.add_column(Text(visible(name)), overflow="fold")
    for heading in others:
        grid.add_column(Text(visible(heading)), justify="right", overflow="fold")
    for row in rows:
        grid.add_row(*(Text(visible(cell)) for cell in row))
    with console.capture() as written:
        console.print(grid)
    for line in written.get().splitlines():
        # It has the codes of its own colours.
        click.echo(line.rstrip(), err=err)


def say_remarks(remarks: "Iterable[Remark]") -> None:
    """Print what is to be said of data, on standard error: it is no result."""
    for remark in remarks:
        say(f"note: {remark}", err=True)


def check_place(option: str, name: str, endings: Sequence[str]) -> Path:
    """Return the path of a file to write.

    Raises
    ------
    InputError
        If its name has none of the ``endings``, or its folder is missing or not
        writable.
    """
    from nnviz.core.errors import InputError

    said = f"{option} {name}"
    if Path(name).suffix.lower() not in endings:
        raise InputError(f"{said}: the name must end in {' or '.join(endings)}")
    try:
        path = Path(name).expanduser().absolute()
        is_folder, folder_is_there = path.is_dir(), path.parent.is_dir()
    except (RuntimeError, OSError, ValueError) as error:
        raise InputError(f"{said}: not a valid file name ({error})") from error
    if is_folder:
        raise InputError(f"{said}: is a folder, not a file")
    if not folder_is_there:
        raise InputError(f"{said}: there is no such folder")
    if not os.access(path.parent, os.W_OK):
        raise InputError(f"{said}: the folder is not writable")
    return path
