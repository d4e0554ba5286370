"""``nnviz datasets``: list the data sets that come with nnviz."""

import click

from nnviz.cli.options import json_option
from nnviz.cli.output import say


@click.command("datasets")
@json_option
def datasets_command(as_json: bool) -> None:
    """List the data sets that come with nnviz.

    Your own data can be CSV or other text, ARFF, Excel, Parquet, NPZ, NPY or IDX, plain
    or packed (.gz, .zip), or a folder with a training set and a test set. Give the
    path as --dataset; data.zip:rows.csv is one file of several in an archive.
    """
    from nnviz.data.catalog import CATALOG

    fields = ("name", "title", "task", "kind", "samples", "inputs", "outputs")
    rows = [{f: getattr(entry, f) for f in fields} for entry in CATALOG.values()]
    if as_json:
        import msgspec

        say(msgspec.json.encode({"datasets": rows}).decode())
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("name", "", "task", "samples", "inputs", "outputs", box=None)
    for row in rows:
        table.add_row(
            row["name"],
            row["title"],
            row["task"],
            f"{row['samples']:,}",
            str(row["inputs"]),
            str(row["outputs"]),
        )
    console = Console()
    with console.capture() as written:
        console.print(table)
    click.echo(written.get(), nl=False)
    say("Your own data: a file or folder as --dataset (CSV, ARFF, Excel, NPZ, IDX...).")
