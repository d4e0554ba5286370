"""``python -m benchmarks window``: all that is claimed of the window, measured."""

import json
import os
from collections.abc import Callable, Iterable

import click

from benchmarks.row import Row

PARTS = (
    "training",
    "latency",
    "probe",
    "painting",
    "start",
    "theme",
    "telling",
    "memory",
)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--seconds", default=4.0, show_default=True, help="Of training each.")
@click.option(
    "--iterations", default=1_000_000, show_default=True, help="For the memory."
)
@click.argument("parts", nargs=-1, type=click.Choice(PARTS))
def window(
    as_json: bool, seconds: float, iterations: int, parts: tuple[str, ...]
) -> None:
    """Measure the window: all of it, or only the PARTS named."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    measure = _measures(seconds, iterations)
    rows: list[Row] = []
    for part in parts or PARTS:
        found = list(measure[part]())
        rows += found
        if not as_json:
            click.echo("\n".join(row.as_text() for row in found))
    if as_json:
        click.echo(json.dumps({"rows": [row.as_dict() for row in rows]}))


def _measures(
    seconds: float, iterations: int
) -> dict[str, Callable[[], Iterable[Row]]]:
    """Return how each part is measured."""
    from benchmarks.window import (
        latency,
        painting,
        probe,
        start,
        telling,
        theme,
        training,
    )

    return {
        "training": lambda: training.training_rows(seconds),
        "latency": latency.latency_rows,
        "probe": probe.probe_rows,
        "painting": painting.painting_rows,
        "start": start.start_rows,
        "theme": theme.theme_rows,
        "telling": lambda: telling.telling_rows(seconds / 2),
        "memory": lambda: telling.memory_rows(iterations),
    }
