"""Run a benchmark: ``python -m benchmarks training``, ``learning``, ``window``, ..."""

import click

from benchmarks.compare.command import compare
from benchmarks.files import files
from benchmarks.learning import learning
from benchmarks.stepper.command import stepper
from benchmarks.training import training
from benchmarks.window.command import window


@click.group()
def benchmarks() -> None:
    """Measure what nnviz claims; run by hand, on a quiet machine."""


benchmarks.add_command(training)
benchmarks.add_command(learning)
benchmarks.add_command(window)
benchmarks.add_command(stepper)
benchmarks.add_command(compare)
benchmarks.add_command(files)
benchmarks(prog_name="python -m benchmarks")
