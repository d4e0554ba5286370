"""A scheduler and two workers, each a process of its own, as on three machines."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from nnviz.core.errors import InputError
from nnviz.session.comparison.seeds import cluster
from nnviz.session.comparison.seeds.cluster import Certificates, Cluster
from nnviz.session.comparison.seeds.runner import InProcess, Progress
from tests.session.comparison.plans import numbers, outcomes, plan
from tests.waiting import wait_until

# To import it takes most of a second, in every process that collects the tests.
if find_spec("distributed") is None:
    pytest.skip("could not import 'distributed'", allow_module_level=True)

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


def begin_scheduler(folder: Path, *options: str) -> tuple[subprocess.Popen[bytes], str]:
    """Start a scheduler at a port that it finds free; return its address too."""
    file, place = folder / "scheduler.json", "--host 127.0.0.1 --port 0 --no-dashboard"
    process = dask("scheduler", *place.split(), *options, "--scheduler-file", str(file))
    wait_until(lambda: bool(address_in(file)), process)
    return process, address_in(file)


def address_in(file: Path) -> str:
    """Return the address that a scheduler has written, "" before it has."""
    try:
        return str(json.loads(file.read_text())["address"])
    except (OSError, ValueError):
        return ""


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    process, address = begin_scheduler(tmp_path_factory.mktemp("scheduler"))
    try:
        yield address
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
    of = plan("relu", "tanh", "sigmoid", "step", seeds=40, iterations=300)
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


def test_workers_tell_how_far_their_tasks_have_come(
    scheduler: str, two_workers: list[subprocess.Popen[bytes]]
) -> None:
    of = plan("relu", seeds=2, iterations=10**9)
    steps = Cluster(scheduler).run(of.tasks)
    told = (step.reached for step in steps if step.reached)
    first, again = next(told), next(told)
    # It would go on for days.
    for process in two_workers:
        process.kill()
    steps.close()
    assert [one.seed for one in first] == [one.seed for one in again] == [0, 1]
    assert 0 < first[0].iterations < again[0].iterations < 10**9


def test_while_there_are_no_workers_it_says_so_and_can_be_cancelled(
    scheduler: str,
) -> None:
    waiting = Cluster(scheduler)
    steps = waiting.run(plan("relu").tasks)
    assert "dask worker" in next(s.note for s in steps if s.note)
    waiting.cancel()
    assert not [step for step in steps if step.latest]


def test_a_scheduler_that_goes_is_told(tmp_path: Path) -> None:
    process, address = begin_scheduler(tmp_path)
    steps = Cluster(address).run(plan("relu").tasks)
    assert next(steps).note
    process.kill()
    process.wait()
    with pytest.raises(InputError, match="the connection to the scheduler is lost"):
        list(steps)


def certificate(folder: Path, name: str, *options: str) -> tuple[str, str]:
    """Make a certificate and its key, and return their files."""
    files = str(folder / f"{name}.pem"), str(folder / f"{name}.key")
    key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
    command = f"openssl req -x509 {key} -days 2 -subj /CN={name}"
    subprocess.run(
        [*command.split(), "-out", files[0], "-keyout", files[1], *options],
        check=True,
        capture_output=True,
    )
    return files


@pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl")
def test_with_certificates_only_those_who_have_them_are_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, key = certificate(tmp_path, "ours")
    others, other_key = certificate(tmp_path, "others")
    tls = f"--tls-ca-file {ours} --tls-cert {ours} --tls-key {key}"
    scheduler, address = begin_scheduler(tmp_path, "--protocol", "tls", *tls.split())
    words = f"worker {address} --nthreads 1 --no-nanny --no-dashboard {tls}"
    helper = dask(*words.split())
    try:
        of = plan("relu", seeds=2, iterations=20)
        known = Certificates.given([ours, ours, key])
        found = outcomes(Cluster(address, known), of)
        assert numbers(found) == numbers(outcomes(InProcess(), of))
        stranger = Certificates.given([others, others, other_key])
        # Who is refused tries again until the time is over.
        monkeypatch.setattr(cluster, "_ANSWER", 1)
        with pytest.raises(InputError, match="no scheduler answers"):
            list(Cluster(address, stranger).run(of.tasks))
    finally:
        for process in (helper, scheduler):
            process.kill()
            process.wait()


@pytest.mark.parametrize(
    "address",
    ["tcp://127.0.0.1:1", "nonsense", "foo://x:1", "tcp://127.0.0.1", "", "://"],
)
def test_where_no_scheduler_answers_the_address_is_named(address: str) -> None:
    with pytest.raises(InputError, match=f"cluster {address}: no scheduler answers"):
        list(Cluster(address).run(plan("relu").tasks))
