"""Run a benchmark: ``python -m benchmarks training`` or ``learning``."""

import click

from benchmarks.learning import learning
from benchmarks.training import training


@click.group()
def benchmarks() -> None:
    """Measure what nnviz claims; run by hand, on a quiet machine."""


benchmarks.add_command(training)
benchmarks.add_command(learning)
benchmarks(prog_name="python -m benchmarks")
