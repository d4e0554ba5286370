"""Trains for a command: to the end or until a signal comes, saving on the way."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nnviz.session.interruption import HeldSignals

if TYPE_CHECKING:
    from nnviz.data.dataset import Dataset
    from nnviz.session.config import RunConfig
    from nnviz.session.timeline.timeline import Timeline
    from nnviz.session.trainer import Trainer

_REFRESH = 0.1
"""Seconds between two updates of the progress bar."""

SAVE_EVERY = 60.0
"""Seconds between two savings, at least."""

_SHARE = 20
"""Training takes at least this many times as long as the savings between it."""


@dataclass(slots=True)
class SavedRun:
    """A run that is saved in a file now and then.

    Attributes
    ----------
    path
        The session file.
    config
        The settings as the user gave them.
    timeline
        The run, which is trained through it.
    dataset
        The data as loaded.
    """

    path: Path
    config: "RunConfig"
    timeline: "Timeline[Trainer]"
    dataset: "Dataset"
    _due: float = 0.0

    def save(self) -> None:
        """Write the run as it is.

        Raises
        ------
        InputError
            If it cannot be written; the file keeps its old contents.
        """
        from nnviz.files.session import session_of
        from nnviz.files.session_file import write_session

        began, timeline = time.monotonic(), self.timeline
        session = session_of(
            self.config, timeline.trainer, self.dataset, timeline.past()
        )
        write_session(self.path, session)
        now = time.monotonic()
        self._due = now + max(SAVE_EVERY, _SHARE * (now - began))

    def save_if_due(self) -> None:
        """Write the run if some time has passed since it was written last."""
        if not self._due:
            self._due = time.monotonic() + SAVE_EVERY
        if time.monotonic() >= self._due:
            self.save()


class LoggedCosts:
    """Writes the costs of a run to a file: those there are, and those that come.

    Parameters
    ----------
    path
        The file; what was in it is lost.
    trainer
        The run.

    Raises
    ------
    InputError
        If the file cannot be written.
    """

    def __init__(self, path: Path, trainer: "Trainer") -> None:
        from nnviz.files.cost_file import CostFile

        self._trainer, self._file = trainer, CostFile(path)
        self._written = self._scored = 0
        self.write()

    def write(self) -> None:
        """Write what has come since the last time."""
        history = self._trainer.history
        costs = history.costs[self._written :]
        evaluations = history.evaluations[self._scored :]
        self._file.add(1, self._written + 1, costs, evaluations)
        self._written += len(costs)
        self._scored += len(evaluations)

    def close(self) -> None:
        """Close the file.

        Raises
        ------
        InputError
            If not all of the costs could be written.
        """
        self._file.close()


def train(
    trainer: "Trainer",
    saved: SavedRun | None = None,
    logged: LoggedCosts | None = None,
    *,
    quiet: bool,
) -> None:
    """Train to the end, with a progress bar in a terminal.

    A signal that asks the program to end is obeyed between two blocks of iterations,
    when the run has been saved, if it is to be. A run that has come to its end goes
    back to its best moment, if that is to be kept.
    """

    def after() -> None:
        if logged is not None:
            logged.write()
        if saved is not None:
            saved.save_if_due()

    with HeldSignals() as held:
        run = trainer.run if saved is None else saved.timeline.run
        _show_progress(trainer, run, after, held, quiet=quiet)
        # A run that a signal ends is to go on from where it is.
        if held.received is None and trainer.config.keep == "best":
            (trainer if saved is None else saved.timeline).keep_best()
        if saved is not None:
            saved.save()


def _show_progress(
    trainer: "Trainer",
    run: Callable[[int], object],
    after: Callable[[], None],
    held: HeldSignals,
    *,
    quiet: bool,
) -> None:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    from nnviz.session.stop import iteration_limit

    limit = iteration_limit(trainer.config, trainer.order.per_epoch)
    console = Console(stderr=True)
    progress = Progress(
        TextColumn("iteration"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[cost]}"),
        console=console,
        transient=True,
        disable=quiet or not console.is_terminal,
    )
    with progress:
        total = limit[0] if limit else None
        task = progress.add_task("training", total=total, rate="", cost="")
        count = 1
        while trainer.stopped is None and held.received is None:
            began = time.perf_counter()
            run(count)
            spent = time.perf_counter() - began
            progress.update(
                task,
                completed=trainer.iteration,
                rate=f"{trainer.iteration / max(trainer.seconds, 1e-9):,.0f}/s",
                cost=f"cost {trainer.history.costs[-1]:.4g}",
            )
            # As many as fit between two refreshes; at most twice as many as before,
            # as the first iterations are slow and one short measurement may be off.
            count = max(1, min(2 * count, round(count * _REFRESH / max(spent, 1e-9))))
            after()
