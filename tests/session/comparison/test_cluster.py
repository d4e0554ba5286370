"""A scheduler and two workers, each a process of its own, as on three machines."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from nnviz.core.errors import InputError
from nnviz.session.comparison.cluster import Cluster
from nnviz.session.comparison.runner import InProcess, Progress
from tests.session.comparison.plans import numbers, outcomes, plan

pytest.importorskip("distributed")

QUIET = {
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
    "DASK_DISTRIBUTED__DASHBOARD__LINK": "",
}


def dask(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **QUIET, "PYTHONPATH": os.getcwd()},
    )


def worker(address: str, name: str) -> subprocess.Popen[bytes]:
    options = f"worker {address} --name {name} --nthreads 1 --no-nanny --no-dashboard"
    return dask(*options.split())


def free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return int(place.getsockname()[1])


def wait_until_open(port: int) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            continue
        else:
            return
    raise TimeoutError(f"nothing listens at {port}")


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    port = free_port()
    options = f"scheduler --host 127.0.0.1 --port {port} --no-dashboard"
    process = dask(*options.split())
    try:
        wait_until_open(port)
        yield f"tcp://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def two_workers(scheduler: str) -> Iterator[list[subprocess.Popen[bytes]]]:
    processes = [worker(scheduler, name) for name in ("first", "second")]
    yield processes
    for process in processes:
        process.kill()
        process.wait()


def test_a_worker_killed_midway_loses_its_task_alone_and_all_is_as_done_here(
    scheduler: str, two_workers: list[subprocess.Popen[bytes]]
) -> None:
    of = plan("relu", "tanh", "sigmoid", "step", seeds=40, iterations=1_500)
    assert len(of.tasks) == 8
    steps = Cluster(scheduler).run(of.tasks)
    done: list[Progress] = []
    for step in steps:
        done.append(step)
        if step.done and two_workers[0].poll() is None:
            two_workers[0].kill()
            two_workers[0].wait()
    found = [one for step in done for one in step.latest]
    assert done[-1].done == done[-1].total == len(found) == 160
    assert numbers(found) == numbers(outcomes(InProcess(), of))


def test_while_there_are_no_workers_it_says_so_and_can_be_cancelled(
    scheduler: str,
) -> None:
    cluster = Cluster(scheduler)
    steps = cluster.run(plan("relu").tasks)
    assert "dask worker" in next(s.note for s in steps if s.note)
    cluster.cancel()
    assert list(steps) == []


def test_a_scheduler_that_goes_is_told(tmp_path: Path) -> None:
    port = free_port()
    options = f"scheduler --host 127.0.0.1 --port {port} --no-dashboard"
    process = dask(*options.split())
    wait_until_open(port)
    steps = Cluster(f"tcp://127.0.0.1:{port}").run(plan("relu").tasks)
    assert next(steps).note
    process.kill()
    process.wait()
    with pytest.raises(InputError, match="the connection to the scheduler is lost"):
        list(steps)


@pytest.mark.parametrize(
    "address",
    ["tcp://127.0.0.1:1", "nonsense", "foo://x:1", "tcp://127.0.0.1", "", "://"],
)
def test_where_no_scheduler_answers_the_address_is_named(address: str) -> None:
    with pytest.raises(InputError, match=f"cluster {address}: no scheduler answers"):
        list(Cluster(address).run(plan("relu").tasks))
