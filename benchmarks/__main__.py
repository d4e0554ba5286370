"""Run a benchmark: ``python -m benchmarks training``, ``learning``, ``window``, ..."""

import signal
import sys

import click

from benchmarks.compare.command import compare
from benchmarks.files import files
from benchmarks.learning import learning
from benchmarks.share import share
from benchmarks.stepper.command import stepper
from benchmarks.training import training
from benchmarks.watch import watch
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
benchmarks.add_command(share)
benchmarks.add_command(watch)
# What ends a measurement that takes too long lets it tidy up: processes, semaphores.
signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
benchmarks(prog_name="python -m benchmarks")
