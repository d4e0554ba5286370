"""Getting the tasks of a comparison done: what all ways have in common, and one."""

import threading
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Protocol

from nnviz.session.comparison.outcome import Outcome
from nnviz.session.comparison.task import Task, TaskCancelledError, do_task


@dataclass(frozen=True, slots=True)
class Progress:
    """What is new: ``done`` of ``total`` runs, and the outcomes that just came.

    ``note`` says what is going on where that is not plain, such as waiting for workers
    or doing a task again.
    """

    done: int
    total: int
    latest: tuple[Outcome, ...] = ()
    note: str = ""


class Runner(Protocol):
    """Something that does tasks, here or elsewhere.

    ``run`` gives results as they come, in any order, and ends early once ``cancel`` was
    called, from whichever thread. Nothing goes on after it has ended or was closed.
    """

    def run(self, tasks: Sequence[Task]) -> Generator[Progress, None, None]:
        """Do the tasks; what goes wrong in one is raised."""

    def cancel(self) -> None:
        """Give up what is not done yet."""


class Tally:
    """Counts the runs done, to say how far it is."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        self._total = sum(len(task.seeds) for task in tasks)
        self._done = 0

    def add(self, outcomes: tuple[Outcome, ...]) -> Progress:
        """Count these in."""
        self._done += len(outcomes)
        return Progress(self._done, self._total, outcomes)

    def note(self, words: str) -> Progress:
        """Say something while nothing new has come."""
        return Progress(self._done, self._total, (), words)


class InProcess:
    """Does one task after the other, right here."""

    def __init__(self) -> None:
        self._cancelled = threading.Event()

    def run(self, tasks: Sequence[Task]) -> Generator[Progress, None, None]:
        """Do the tasks; see ``Runner``."""
        tally = Tally(tasks)
        for task in tasks:
            try:
                yield tally.add(do_task(task, lambda: not self._cancelled.is_set()))
            except TaskCancelledError:
                return

    def cancel(self) -> None:
        """Give up what is not done yet."""
        self._cancelled.set()
