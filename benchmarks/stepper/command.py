"""``python -m benchmarks stepper``: walking and travelling, measured."""

import json
import os

import click

PARTS = ("steps", "travel")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--steps", default=40, show_default=True, help="Of each size.")
@click.option("--moments", default=200, show_default=True, help="To visit.")
@click.option("--pairs", default=15, show_default=True, help="Of training turns.")
@click.argument("parts", nargs=-1, type=click.Choice(PARTS))
def stepper(
    as_json: bool, steps: int, moments: int, pairs: int, parts: tuple[str, ...]
) -> None:
    """Measure how long steps and moments take to be seen, and what recording costs."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from benchmarks.stepper.steps import step_rows
    from benchmarks.stepper.travel import travel_rows

    rows = []
    for part in parts or PARTS:
        for row in step_rows(steps) if part == "steps" else travel_rows(moments, pairs):
            rows.append(row)
            if not as_json:
                click.echo(row.as_text())
    if as_json:
        click.echo(json.dumps({"rows": [row.as_dict() for row in rows]}))
