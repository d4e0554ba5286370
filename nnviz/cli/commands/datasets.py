"""``nnviz datasets``: list the data sets that come with nnviz."""

from typing import TYPE_CHECKING, Any

import click

from nnviz.cli.options import json_option
from nnviz.cli.output import say
from nnviz.cli.report_tables import table_option, table_place, write_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nnviz.files.written_table import WrittenTable


@click.command("datasets")
@table_option
@json_option
def datasets_command(out: str | None, as_json: bool) -> None:
    """List the data sets that come with nnviz.

    Your own data can be CSV or other text, ARFF, Excel, Parquet, NPZ, NPY or IDX, plain
    or packed (.gz, .zip), or a folder with a training set and a test set. Give the
    path as --dataset; data.zip:rows.csv is one file of several in an archive.
    """
    from nnviz.data.catalog import CATALOG

    place = table_place("--out", out)
    fields = ("name", "title", "task", "kind", "samples", "inputs", "outputs")
    rows = [tuple(getattr(entry, f) for f in fields) for entry in CATALOG.values()]
    write_table(_written(fields, rows), place, quiet=as_json)
    if as_json:
        import msgspec

        listed = [dict(zip(fields, row, strict=True)) for row in rows]
        say(msgspec.json.encode({"datasets": listed}).decode())
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("name", "", "task", "samples", "inputs", "outputs", box=None)
    for name, title, task, _, *numbers in rows:
        table.add_row(name, title, task, *_texts(numbers))
    console = Console()
    with console.capture() as written:
        console.print(table)
    click.echo(written.get(), nl=False)
    say("Your own data: a file or folder as --dataset (CSV, ARFF, Excel, NPZ, IDX...).")


def _written(fields: tuple[str, ...], rows: list[tuple[Any, ...]]) -> "WrittenTable":
    from nnviz.files.written_table import WrittenTable

    shown = tuple((*row[:4], *_texts(row[4:])) for row in rows)
    return WrittenTable(fields, shown, frozenset(range(4)), exact=tuple(rows))


def _texts(numbers: "Iterable[int]") -> tuple[str, ...]:
    return tuple(f"{number:,}" for number in numbers)
