"""Runs the tasks of a comparison: the interface of all runners, and the simplest."""

import threading
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Protocol

from nnviz.session.comparison.seeds.outcome import Outcome, Reached
from nnviz.session.comparison.seeds.task import Task, steps_of


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress: ``done`` of ``total`` runs, with the latest outcomes.

    ``reached`` says how far some of the other runs have come; it may be older than an
    outcome that was there before. ``note`` says what is happening if that is not
    obvious, such as waiting for workers or running a task again.
    """

    done: int
    total: int
    latest: tuple[Outcome, ...] = ()
    note: str = ""
    reached: tuple[Reached, ...] = ()


class Runner(Protocol):
    """Runs tasks, here or elsewhere.

    ``run`` yields results as they arrive, in any order, and ends early once ``cancel``
    is called, from any thread. Nothing keeps running after it has ended or was closed.
    """

    def run(self, tasks: Sequence[Task]) -> Generator[Progress, None, None]:
        """Run the tasks; the error of one that fails is raised."""

    def cancel(self) -> None:
        """Abandon the tasks that are not done."""


class Tally:
    """Counts the runs done, to report progress."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        self._total = sum(len(task.seeds) for task in tasks)
        self._done = 0

    def add(self, outcomes: tuple[Outcome, ...]) -> Progress:
        """Count more outcomes, and return the progress."""
        self._done += len(outcomes)
        return Progress(self._done, self._total, outcomes)

    def reach(self, reached: tuple[Reached, ...]) -> Progress:
        """Return the progress with how far some runs have come."""
        return Progress(self._done, self._total, reached=reached)

    def note(self, words: str) -> Progress:
        """Return the progress with a note but no new outcomes."""
        return Progress(self._done, self._total, (), words)


class InProcess:
    """Runs one task after the other in this thread."""

    def __init__(self) -> None:
        self._cancelled = threading.Event()

    def run(self, tasks: Sequence[Task]) -> Generator[Progress, None, None]:
        """Run the tasks; see ``Runner``."""
        tally = Tally(tasks)
        for task in tasks:
            steps = steps_of(task)
            while not self._cancelled.is_set():
                try:
                    yield tally.reach(next(steps))
                except StopIteration as end:
                    yield tally.add(end.value)
                    break

    def cancel(self) -> None:
        """Abandon the tasks that are not done."""
        self._cancelled.set()
