"""Runs the tasks of a comparison on many machines, through Dask."""

import socket
import threading
from collections.abc import Generator, Sequence
from concurrent.futures import CancelledError
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from nnviz import __version__
from nnviz.core.errors import InputError
from nnviz.session.comparison.outcome import Outcome
from nnviz.session.comparison.runner import Progress, Tally
from nnviz.session.comparison.task import Task, do_task

_Dask = Any
"""An object of Dask, which has no types."""

_SCHEMES = ("tcp", "tls", "ws", "wss")
"""The protocols by which a scheduler on another machine can be reached."""

_ANSWER = 10
"""Seconds within which a scheduler must answer."""

_LOOK = 0.1
"""Seconds between two checks for new results."""


class Cluster:
    """Runs tasks on the workers of a Dask scheduler, ``tcp://scheduler:8786``.

    Workers may come and go: if one dies, Dask gives its task to another.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._cancelled = threading.Event()

    def run(self, tasks: Sequence[Task]) -> Generator[Progress, None, None]:
        """Run the tasks; see ``Runner``.

        Raises
        ------
        InputError
            If Dask is missing, the scheduler does not answer or is lost, nnviz is
            missing there or of another version, or a task fails.
        """
        client = self._client()
        futures = {client.submit(do_task, task, pure=False): task for task in tasks}
        try:
            yield from self._as_they_come(client, futures, Tally(tasks))
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
                self._address, timeout=_ANSWER, set_as_default=False
            )
        except (OSError, ValueError) as error:
            raise InputError(
                f"cluster {self._address}: no scheduler answers ({error}): start one "
                "with 'dask scheduler' and give its address, such as "
                "tcp://127.0.0.1:8786"
            ) from error

    def _knock(self) -> None:
        """Raise OSError or ValueError if nothing listens at the address."""
        # Dask itself would keep trying to resolve an unknown name.
        place = urlsplit(self._address)
        if place.scheme not in _SCHEMES or not place.hostname or not place.port:
            raise ValueError("it needs a machine and a port")
        socket.create_connection((place.hostname, place.port), _ANSWER).close()

    def _as_they_come(
        self, client: _Dask, futures: dict[_Dask, Task], tally: Tally
    ) -> Generator[Progress, None, None]:
        told = False
        while futures and not self._cancelled.wait(_LOOK):
            for future in [future for future in futures if future.done()]:
                yield tally.add(self._result(future, futures.pop(future)))
            self._check_there(client)
            idle = not client.scheduler_info(n_workers=-1)["workers"]
            if futures and idle and not told:
                start = f"dask worker {self._address}"
                yield tally.note(f"waiting for workers: start some with '{start}'")
            told = idle

    def _check_there(self, client: _Dask) -> None:
        if client.status != "running":
            raise InputError(
                f"cluster {self._address}: the connection to the scheduler is lost, "
                "and with it the tasks that were not done"
            )

    def _result(self, future: _Dask, task: Task) -> tuple[Outcome, ...]:
        from distributed import KilledWorker

        try:
            outcomes: tuple[Outcome, ...] = future.result(timeout=_ANSWER)
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
        return outcomes


def _is_strange(error: Exception) -> bool:
    """Tell whether the other side could not even read a task."""
    missing = isinstance(error, ImportError | AttributeError)
    return missing or "deserializ" in str(error).lower()
