"""``python -m benchmarks compare``: contenders in lock-step, measured."""

import json
import os
from collections.abc import Iterable

import click

from benchmarks.row import Row

PARTS = ("lock-step", "stepping", "window", "jobs")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--turns", default=15, show_default=True, help="Of both sides.")
@click.argument("parts", nargs=-1, type=click.Choice(PARTS))
def compare(as_json: bool, turns: int, parts: tuple[str, ...]) -> None:
    """Measure what training together costs and gains."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    rows = []
    for part in parts or PARTS:
        for row in _rows(part, turns):
            rows.append(row)
            if not as_json:
                click.echo(row.as_text())
    if as_json:
        click.echo(json.dumps({"rows": [row.as_dict() for row in rows]}))


def _rows(part: str, turns: int) -> Iterable[Row]:
    from benchmarks.compare import jobs, stepping, window
    from benchmarks.compare.lock_step import lock_step_rows

    if part == "lock-step":
        return lock_step_rows(turns)
    rows = {"stepping": stepping.rows, "window": window.rows, "jobs": jobs.rows}
    return rows[part]()
