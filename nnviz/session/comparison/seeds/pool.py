"""Runs the tasks of a comparison in several processes on this machine."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any

import psutil

from nnviz.core.errors import InputError
from nnviz.session.comparison.seeds.outcome import Outcome, Reached
from nnviz.session.comparison.seeds.runner import Progress, Tally
from nnviz.session.comparison.seeds.task import Task, do_task
from nnviz.session.interruption import HeldSignals

_TRIES = 3
"""The number of times a task is tried if its process dies."""

_LOOK = 0.1
"""Seconds between two checks for a cancellation."""


def usual_jobs(tasks: int) -> int:
    """Return the number of processes that is fastest: one per core, or per task."""
    cores = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else cores
    return max(1, min(cores, usable, tasks))


class ProcessPool:
    """Runs tasks in ``jobs`` processes, each in its own pool.

    So a process that dies takes only its own task with it, which is tried again in a
    new one, up to three times in all.
    """

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._cancelled = threading.Event()

    def run(self, tasks: Sequence[Task]) -> Generator[Progress, None, None]:
        """Run the tasks; see ``Runner``.

        Raises
        ------
        InputError
            If a process cannot be started, three died while running the same task, or
            a task fails.
        """
        tally, waiting = Tally(tasks), deque((task, 1) for task in tasks)
        lanes = [_Lane() for _ in range(min(self._jobs, len(tasks)))]
        try:
            while not self._cancelled.is_set():
                for lane in lanes:
                    if lane.future is None and waiting:
                        lane.begin(*waiting.popleft())
                busy = {lane.future: lane for lane in lanes if lane.future is not None}
                if not busy:
                    return
                done, _ = wait(busy, _LOOK, return_when=FIRST_COMPLETED)
                told = (lane.heard() for lane in busy.values())
                yield from map(tally.reach, filter(None, told))
                for future in done:
                    yield self._taken(busy[future], tally, waiting)
        finally:
            for lane in lanes:
                lane.close()

    def cancel(self) -> None:
        """Abandon the tasks that are not done, and end the processes."""
        self._cancelled.set()

    def _taken(
        self, lane: "_Lane", tally: Tally, waiting: deque[tuple[Task, int]]
    ) -> Progress:
        """Take the result of a lane, or put its task back if its process died."""
        task, tries = lane.task
        try:
            return tally.add(lane.take())
        except BrokenProcessPool:
            lane.close()
            if tries == _TRIES:
                raise InputError(
                    f"the comparison of {task.title}: {_TRIES} processes died while "
                    "running it: it may need more memory than there is"
                ) from None
            waiting.appendleft((task, tries + 1))
            return tally.note(f"a process died: running {task.title} again")


class _Lane:
    """One process, started when it is needed, and the task it is running."""

    def __init__(self) -> None:
        self.future: Future[tuple[Outcome, ...]] | None = None
        self._task: tuple[Task, int] | None = None
        self._executor: ProcessPoolExecutor | None = None
        self._context = _Recording()
        self._ear: Connection | None = None

    @property
    def task(self) -> tuple[Task, int]:
        """The task being run, and the number of the try; RuntimeError without any."""
        if self._task is None:
            raise RuntimeError("there is no task")
        return self._task

    def begin(self, task: Task, tries: int) -> None:
        """Give a task to the process."""
        self._task = (task, tries)
        try:
            self.future = self._submit(task)
        except BrokenProcessPool:
            # The process died while it was idle: this is not the task's fault.
            self.close()
            self.future = self._submit(task)

    def _submit(self, task: Task) -> Future[tuple[Outcome, ...]]:
        if self._executor is None:
            return self._start(task)
        with _without_interrupts():
            return self._executor.submit(_do_and_tell, task)

    def _start(self, task: Task) -> Future[tuple[Outcome, ...]]:
        """Start the process with its first task, and a pipe by which it tells of it."""
        try:
            self._ear, mouth = self._context.Pipe(duplex=False)
            with mouth, _without_interrupts():
                self._executor = ProcessPoolExecutor(
                    max_workers=1,
                    mp_context=self._context,
                    initializer=_begin_worker,
                    initargs=(mouth,),
                )
                return self._executor.submit(_do_and_tell, task)
        except OSError as error:
            raise InputError(
                f"no process could be started for {task.title} ({error.strerror}): end "
                "other programs, or use fewer processes"
            ) from error

    def heard(self) -> tuple[Reached, ...]:
        """Return how far the task had come when the process last told of it."""
        latest: tuple[Reached, ...] = ()
        # A process that has died is noticed by its task.
        with suppress(EOFError, OSError):
            while self._ear is not None and self._ear.poll():
                latest = self._ear.recv()
        return latest

    def take(self) -> tuple[Outcome, ...]:
        """Return the outcomes of the task, or raise the error it failed with."""
        if self.future is None:
            raise RuntimeError("there is nothing to take")
        future, self.future = self.future, None
        return future.result()

    def close(self) -> None:
        """End the process, whatever it is doing."""
        executor, self._executor, self.future = self._executor, None, None
        # Cut short, it would leave processes and semaphores behind.
        with HeldSignals():
            # An executor has no way to end a task that is running.
            for process in self._context.started:
                # One that could not be started has no number, and is none to end.
                if process.pid is not None:
                    process.kill()
            self._context.started.clear()
            if executor is not None:
                executor.shutdown(wait=True, cancel_futures=True)
            if self._ear is not None:
                self._ear.close()


class _Recording(SpawnContext):
    """Starts processes and remembers them, so that they can be killed."""

    def __init__(self) -> None:
        super().__init__()
        self.started: list[SpawnProcess] = []

    def Process(self, *args: Any, **kwargs: Any) -> SpawnProcess:  # type: ignore[override] # noqa: N802, ANN401
        process = SpawnProcess(*args, **kwargs)
        self.started.append(process)
        return process


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Start processes inside that no terminal ends: this process ends them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_mouths: list[Connection] = []
"""In a process that trains: the pipe to the one that has started it."""


def _do_and_tell(task: Task) -> tuple[Outcome, ...]:
    return do_task(task, _tell)


def _tell(reached: tuple[Reached, ...]) -> None:
    # Nobody may be left to hear it.
    with suppress(OSError):
        _mouths[0].send(reached)


def _begin_worker(mouth: Connection) -> None:
    """Make a process end when the one that started it ends, in whatever way."""
    _mouths.append(mouth)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
