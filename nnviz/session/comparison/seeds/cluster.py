"""Runs the tasks of a comparison on many machines, through Dask."""

import socket
import threading
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import CancelledError
from importlib import import_module
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Self
from urllib.parse import urlsplit
from uuid import uuid4

import msgspec
import numpy as np

from nnviz import __version__
from nnviz.core.errors import InputError
from nnviz.data.readers.source import check_file
from nnviz.session.comparison.seeds.cost_curve import MOST_POINTS
from nnviz.session.comparison.seeds.outcome import Outcome, Reached
from nnviz.session.comparison.seeds.runner import Progress, Tally
from nnviz.session.comparison.seeds.task import Task, do_task

_Dask = Any
"""An object of Dask, which has no types."""

_SCHEMES = ("tcp", "tls", "ws", "wss")
"""The protocols by which a scheduler on another machine can be reached."""

_ANSWER = 10
"""Seconds within which a scheduler must answer."""

_LOOK = 0.1
"""Seconds between two checks for new results."""

_LONGEST_MESSAGE = 2000
"""The most characters of a text in a result."""

_ENCRYPTED = ("tls://", "wss://")
"""The protocols of an address for which there are certificates."""


class Certificates(msgspec.Struct, frozen=True):
    """PEM files by which this machine and the scheduler know each other.

    Attributes
    ----------
    authority
        The certificate of whoever has signed those of all machines.
    own, key
        This machine's certificate and its private key.
    """

    authority: Path
    own: Path
    key: Path

    @classmethod
    def given(cls, files: Sequence[str | None]) -> Self | None:
        """Return the three files, None if none is given.

        Raises
        ------
        InputError
            If only some are given, or one is missing.
        """
        named = [Path(file).expanduser() for file in files if file is not None]
        if not named:
            return None
        if len(named) < len(files):
            raise InputError(
                "--cluster-ca, --cluster-cert and --cluster-key: give all three or none"
            )
        for path in named:
            check_file(path)
        return cls(*named)


class Cluster:
    """Runs tasks on the workers of a Dask scheduler, ``tcp://scheduler:8786``.

    Workers may come and go: if one dies, Dask gives its task to another. Whoever runs
    the scheduler is trusted: Dask unpickles what it sends, which can be any program.
    Certificates make sure who it is.

    Raises
    ------
    InputError
        If there are certificates for an address that is not encrypted.
    """

    def __init__(self, address: str, certificates: Certificates | None = None) -> None:
        if certificates is not None and not address.startswith(_ENCRYPTED):
            raise InputError(
                f"cluster {address}: certificates need an address such as "
                "tls://scheduler:8786"
            )
        self._address, self._certificates = address, certificates
        self._cancelled = threading.Event()

    def run(self, tasks: Sequence[Task]) -> Generator[Progress, None, None]:
        """Run the tasks; see ``Runner``.

        Raises
        ------
        InputError
            If Dask is missing, the scheduler does not answer or is lost, nnviz is
            missing there or of another version, a task fails, or what comes back is
            not the result of one.
        """
        client = self._client()
        topic, heard = f"nnviz-{uuid4().hex}", SimpleQueue[Any]()
        client.subscribe_topic(topic, heard.put)
        futures = {
            client.submit(_do_and_tell, task, topic, pure=False): task for task in tasks
        }
        try:
            yield from self._as_they_come(client, futures, Tally(tasks), heard)
        finally:
            client.cancel(list(futures))
            client.close(timeout=_ANSWER)

    def cancel(self) -> None:
        """Abandon the tasks that are not done; those being run end on their workers."""
        self._cancelled.set()

    def _client(self) -> _Dask:
        try:
            distributed: _Dask = import_module("distributed")
        except ModuleNotFoundError as error:
            raise InputError(
                "a cluster needs Dask: install nnviz-desktop[cluster]"
            ) from error
        try:
            self._knock()
            return distributed.Client(
                self._address,
                timeout=_ANSWER,
                set_as_default=False,
                security=self._security(distributed),
            )
        except (OSError, ValueError) as error:
            raise InputError(
                f"cluster {self._address}: no scheduler answers ({error}): start one "
                "with 'dask scheduler' and give its address, such as "
                "tcp://127.0.0.1:8786"
            ) from error

    def _security(self, distributed: _Dask) -> _Dask:
        """Return Dask's own settings if no certificates are given."""
        files = self._certificates
        if files is None:
            return None
        return distributed.Security(
            tls_ca_file=str(files.authority),
            tls_client_cert=str(files.own),
            tls_client_key=str(files.key),
            require_encryption=True,
        )

    def _knock(self) -> None:
        """Raise OSError or ValueError if nothing listens at the address."""
        # Dask itself would keep trying to resolve an unknown name.
        place = urlsplit(self._address)
        if place.scheme not in _SCHEMES or not place.hostname or not place.port:
            raise ValueError("it needs a machine and a port")
        socket.create_connection((place.hostname, place.port), _ANSWER).close()

    def _as_they_come(
        self,
        client: _Dask,
        futures: dict[_Dask, Task],
        tally: Tally,
        heard: SimpleQueue[Any],
    ) -> Generator[Progress, None, None]:
        told, tasks = False, tuple(futures.values())
        while futures and not self._cancelled.wait(_LOOK):
            yield from map(tally.reach, self._heard(heard, tasks))
            for future in [future for future in futures if future.done()]:
                yield tally.add(self._result(future, futures.pop(future)))
            self._check_there(client)
            idle = not client.scheduler_info(n_workers=-1)["workers"]
            if futures and idle and not told:
                start = f"dask worker {self._address}"
                yield tally.note(f"waiting for workers: start some with '{start}'")
            told = idle

    def _heard(
        self, heard: SimpleQueue[Any], tasks: Sequence[Task]
    ) -> Iterator[tuple[Reached, ...]]:
        while not heard.empty():
            try:
                _, found = heard.get()
                yield checked_reached(found, tasks)
            except (TypeError, ValueError, msgspec.ValidationError) as error:
                raise InputError(
                    f"cluster {self._address}: what a worker tells of its task is not "
                    f"how far it has come ({error})"
                ) from error

    def _check_there(self, client: _Dask) -> None:
        if client.status != "running":
            raise InputError(
                f"cluster {self._address}: the connection to the scheduler is lost, "
                "and with it the tasks that were not done"
            )

    def _result(self, future: _Dask, task: Task) -> tuple[Outcome, ...]:
        from distributed import KilledWorker

        try:
            found = future.result(timeout=_ANSWER)
        except InputError:
            raise
        except KilledWorker as error:
            raise InputError(
                f"the comparison of {task.title}: several workers died while running "
                "it: it may need more memory than they have"
            ) from error
        except CancelledError as error:
            raise InputError(
                f"cluster {self._address}: {task.title} was cancelled there, or the "
                "connection to the scheduler is lost"
            ) from error
        except Exception as error:
            if _is_strange(error):
                raise InputError(
                    f"cluster {self._address}: the same nnviz {__version__} must be "
                    f"installed on the scheduler and on every worker ({error})"
                ) from error
            raise
        try:
            return checked(found, task)
        except (TypeError, ValueError, msgspec.ValidationError) as error:
            raise InputError(
                f"cluster {self._address}: what came back for {task.title} is not its "
                f"result ({error})"
            ) from error


def _do_and_tell(task: Task, topic: str) -> tuple[Outcome, ...]:
    """Do a task on a worker, and tell those who have subscribed to a topic of it."""
    from distributed import get_worker

    worker = get_worker()
    return do_task(
        task, lambda reached: worker.log_event(topic, msgspec.to_builtins(reached))
    )


def checked_reached(found: object, tasks: Sequence[Task]) -> tuple[Reached, ...]:
    """Return what came back of how far a task has come.

    Raises
    ------
    TypeError, ValueError, msgspec.ValidationError
        If it is of no run of a task, or a number in it cannot be.
    """
    reached = msgspec.convert(found, tuple[Reached, ...])
    wanted = {(task.contender, seed) for task in tasks for seed in task.seeds}
    for one in reached:
        if (one.contender, one.seed) not in wanted:
            raise ValueError("it is of other runs")
        if min(one.iterations, one.planned or 0) < 0:
            raise ValueError("a count is negative")
        if one.batch_cost is not None and not np.isfinite(one.batch_cost):
            raise ValueError("a number is not finite")
    return reached


def checked(found: object, task: Task) -> tuple[Outcome, ...]:
    """Return what came back for a task, each value of which has the type it should.

    Raises
    ------
    TypeError, ValueError, msgspec.ValidationError
        If it is not the outcome of every seed of the task, in order, or a number in it
        is not finite.
    """
    # Through plain values: a type of another program could be anything.
    outcomes = msgspec.convert(msgspec.to_builtins(found), tuple[Outcome, ...])
    wanted = [(task.contender, seed) for seed in task.seeds]
    if [(one.contender, one.seed) for one in outcomes] != wanted:
        raise ValueError("it is of other runs")
    for one in outcomes:
        _check_outcome(one)
    return outcomes


def _check_outcome(one: Outcome) -> None:
    if max(len(one.stop), len(one.message)) > _LONGEST_MESSAGE:
        raise ValueError("its text is too long")
    curve = one.curve
    sizes = {len(curve.mean), len(curve.low), len(curve.high)}
    if len(sizes) > 1 or max(sizes) > MOST_POINTS or curve.every < 1:
        raise ValueError("its cost curve has another shape")
    given = [getattr(one, field) for field in one.__struct_fields__]
    numbers = [value for value in given if isinstance(value, int | float)]
    if not np.isfinite([*numbers, *curve.mean, *curve.low, *curve.high]).all():
        raise ValueError("a number is not finite")
    if any(value < 0 for value in (one.iterations, one.dead_share)):
        raise ValueError("a count is negative")


def _is_strange(error: Exception) -> bool:
    """Tell whether the other side could not even read a task."""
    missing = isinstance(error, ImportError | AttributeError)
    return missing or "deserializ" in str(error).lower()
