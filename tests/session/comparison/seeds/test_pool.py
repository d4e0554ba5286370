import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import psutil
import pytest
from msgspec.structs import replace

from nnviz.core.errors import InputError
from nnviz.session.comparison.seeds.plan import Plan
from nnviz.session.comparison.seeds.pool import ProcessPool, usual_jobs
from nnviz.session.comparison.seeds.runner import InProcess, Progress, Runner
from nnviz.session.comparison.seeds.task import Task
from nnviz.session.comparison.verdict.results import Results
from tests.session.comparison.plans import numbers, outcomes, plan
from tests.waiting import PATIENCE


def workers() -> list[psutil.Process]:
    """The processes that train; a tracker of Python's own lives as long as it does."""
    found = [child for child in psutil.Process().children() if is_worker(child)]
    return sorted(found, key=lambda child: child.pid)


def is_worker(child: psutil.Process) -> bool:
    try:
        return "spawn_main" in " ".join(child.cmdline())
    except psutil.Error:
        # It has ended in the meantime.
        return False


def in_long_run(seeds: int = 1) -> tuple[ProcessPool, Iterator[Progress]]:
    """A pool that has done one short task and is at long ones."""
    short, *_ = plan("relu", seeds=1).tasks
    endless = plan("tanh", "step", seeds=seeds, iterations=10**9).tasks
    pool = ProcessPool(2)
    return pool, pool.run((short, *endless))


def test_processes_find_what_one_finds_bit_for_bit() -> None:
    of = plan()
    alone = numbers(outcomes(InProcess(), of))
    assert numbers(outcomes(ProcessPool(1), of)) == alone
    assert numbers(outcomes(ProcessPool(2), of)) == alone


def test_progress_counts_runs() -> None:
    of = plan()
    steps = [step for step in InProcess().run(of.tasks) if step.latest]
    assert [(step.done, step.total) for step in steps] == [(3, 9), (6, 9), (9, 9)]


@pytest.mark.parametrize("runner", [InProcess(), ProcessPool(2)])
def test_it_is_said_how_far_the_runs_of_a_task_have_come(runner: Runner) -> None:
    of = plan("relu", "tanh", seeds=3, iterations=10**9)
    steps = runner.run(of.tasks)
    first = next(step.reached for step in steps if step.reached)
    again = next(
        step.reached
        for step in steps
        if [one.contender for one in step.reached] == [one.contender for one in first]
    )
    steps.close()
    assert [one.seed for one in first] == [one.seed for one in again] == [0, 1, 2]
    for early, late in zip(first, again, strict=True):
        assert 0 < early.iterations < late.iterations < early.planned == 10**9
        assert early.batch_cost is not None
    # What is not finished is named, and changes nothing else.
    done = tuple(outcomes(InProcess(), plan("relu", "tanh", iterations=50)))
    with_them = Results(of, done, stopped=True, unfinished=again)
    without = Results(of, done, stopped=True)
    assert with_them.verdict() == without.verdict()
    assert with_them.summaries == without.summaries
    (said,) = set(with_them.notes()) - set(without.notes())
    name, many = again[0].contender, f"{again[0].iterations:,} of 1,000,000,000"
    assert said.startswith(
        f"{name}: 3 runs unfinished and not judged, at iteration {many}, latest batch"
    )


def first_done(steps: Iterator[Progress]) -> Progress:
    """Wait for the first task that is done."""
    return next(step for step in steps if step.latest)


def first_short(of: Plan) -> tuple[Task, ...]:
    """The tasks, of which the first is done long before the second."""
    first, *others = of.tasks
    return (replace(first, config=first.config.changed(iterations=5)), *others)


def test_a_process_that_dies_loses_its_task_alone_which_is_done_again() -> None:
    tasks = first_short(plan(seeds=5, iterations=5_000))
    steps = ProcessPool(2).run(tasks)
    done = [first_done(steps)]
    os.kill(workers()[-1].pid, signal.SIGKILL)
    done += steps
    (note,) = [step.note for step in done if step.note]
    # Either process may have taken either task.
    assert note in {
        f"a process died: running {name}, seeds 0 to 4 again"
        for name in ("'tanh'", "'step'")
    }
    found = [one for step in done for one in step.latest]
    alone = [one for step in InProcess().run(tasks) for one in step.latest]
    assert numbers(found) == numbers(alone)
    assert len(found) == len(alone)
    assert workers() == []


def test_a_process_that_dies_while_it_has_nothing_to_do_is_replaced() -> None:
    tasks = first_short(plan(seeds=2))
    steps = ProcessPool(1).run(tasks)
    done = [first_done(steps)]
    idle = workers()[0]
    idle.kill()
    idle.wait()
    done += steps
    assert done[-1].done == done[-1].total == 6


def test_a_task_over_which_three_processes_have_died_is_named() -> None:
    (task,) = plan("tanh", seeds=2, iterations=10**9).tasks
    over, killed = threading.Event(), set[int]()
    killer = threading.Thread(target=_kill_all, args=(over, killed))
    killer.start()
    try:
        with pytest.raises(InputError, match="'tanh', seeds 0 to 1: 3 processes"):
            list(ProcessPool(1).run([task]))
    finally:
        over.set()
        killer.join()
    assert len(killed) == 3
    assert workers() == []


def _kill_all(over: threading.Event, killed: set[int]) -> None:
    while not over.wait(0.01):
        for worker in {w.pid for w in workers()} - killed:
            os.kill(worker, signal.SIGKILL)
            killed.add(worker)


def test_cancelling_ends_every_process() -> None:
    pool, steps = in_long_run()
    assert first_done(steps).done == 1
    assert len(workers()) == 2
    threading.Thread(target=pool.cancel).start()
    assert not [step for step in steps if step.latest]
    assert workers() == []


def test_a_run_that_nobody_looks_at_any_more_leaves_no_process() -> None:
    _, steps = in_long_run()
    first_done(steps)
    steps.close()  # type: ignore[attr-defined]
    assert workers() == []


def test_one_process_can_be_cancelled_in_the_middle_of_a_task() -> None:
    runner = InProcess()
    threading.Thread(target=runner.cancel).start()
    assert outcomes(runner, plan("tanh", seeds=1, iterations=10**9)) == []


def test_what_is_wrong_with_a_task_is_said_by_the_process() -> None:
    (task,) = plan("relu", seeds=1).tasks
    with pytest.raises(InputError, match="task of nnviz 0"):
        list(ProcessPool(1).run([replace(task, version="0.0.0")]))
    assert workers() == []


def test_processes_end_with_the_one_that_started_them() -> None:
    code = (
        "from nnviz.session.comparison.seeds.pool import ProcessPool\n"
        "from tests.session.comparison.plans import plan\n"
        "tasks = (*plan('relu', seeds=1).tasks,\n"
        "         *plan('tanh', 'step', seeds=1, iterations=10**9).tasks)\n"
        "steps = ProcessPool(2).run(tasks)\n"
        "next(step for step in steps if step.done)\n"
        "print('ready', flush=True)\n"
        "list(steps)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    assert parent.stdout.readline() == "ready\n"
    children = psutil.Process(parent.pid).children()
    assert len(children) >= 2
    parent.kill()
    parent.communicate()
    _, alive = psutil.wait_procs(children, timeout=PATIENCE)
    assert alive == []


def test_workers_load_no_window() -> None:
    code = (
        "import sys, nnviz.session.comparison.seeds.pool\n"
        "import nnviz.session.comparison.seeds.task\n"
        "assert not any(n.startswith('PySide6') for n in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_there_are_no_more_processes_than_tasks_or_cores() -> None:
    assert usual_jobs(1) == 1
    assert 1 <= usual_jobs(10**6) <= (os.cpu_count() or 1)


def test_processes_that_cannot_be_started_are_said_in_one_line() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SHORT_OF_FILES],
        capture_output=True,
        text=True,
        check=True,
    )
    said = done.stdout.splitlines()
    assert said[-1] == "it was in order"
    assert len(said) > 5
    assert all(
        line.startswith("no process could be started for ") for line in said[:-1]
    ), said
    assert not done.stderr


SHORT_OF_FILES = """
import os, resource
from nnviz.core.errors import InputError
from nnviz.session.comparison.seeds.pool import ProcessPool
from tests.session.comparison.plans import plan

if __name__ == "__main__":
    tasks, usual = plan("relu", seeds=1).tasks, resource.getrlimit(7)
    least = max(map(int, os.listdir("/proc/self/fd")))
    for more in range(200):
        resource.setrlimit(7, (least + more, usual[1]))
        try:
            for _ in ProcessPool(1).run(tasks):
                pass
        except InputError as error:
            resource.setrlimit(7, usual)
            print(error)
        else:
            print("it was in order")
            break
"""
