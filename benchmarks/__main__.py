"""Run a benchmark: ``python -m benchmarks training``, ``learning`` or ``window``."""

import click

from benchmarks.learning import learning
from benchmarks.training import training
from benchmarks.window.command import window


@click.group()
def benchmarks() -> None:
    """Measure what nnviz claims; run by hand, on a quiet machine."""


benchmarks.add_command(training)
benchmarks.add_command(learning)
benchmarks.add_command(window)
benchmarks(prog_name="python -m benchmarks")
