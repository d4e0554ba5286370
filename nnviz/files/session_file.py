"""Session files: one safetensors file with a run's arrays and a header in JSON.

The arrays are the parameters and the optimiser's memory, now and before the last
iteration, the cost of every iteration, and the evaluations as a table. The header has
the version of the format, the configurations, and everything that is not an array.
"""

import zlib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError
from nnviz.data.readers.source import check_file
from nnviz.files.atomic import write_atomically
from nnviz.files.scores_table import from_table, to_table
from nnviz.files.session import Session
from nnviz.session.checkpoint import Checkpoint
from nnviz.session.config import RunConfig
from nnviz.session.run_state import RunState
from nnviz.session.stop import Stop

VERSION = 1
"""Increased with every change that an older nnviz could not read."""

_VERSION_KEY = "nnviz_session_version"
_HEADER_KEY = "nnviz_session"
_CHECKSUM_KEY = "nnviz_session_checksum"

Arrays = dict[str, NDArray[Any]]


class _Moment(msgspec.Struct, frozen=True, kw_only=True):
    iteration: int
    settings: dict[str, Any]


class _Header(msgspec.Struct, frozen=True, kw_only=True):
    """The parts of a session that are not arrays."""

    config: RunConfig
    settled: RunConfig
    now: _Moment
    before: _Moment | None
    rate: float
    stopped: dict[str, Any] | None
    seconds: float
    data_mark: int | None


def write_session(path: Path, session: Session) -> None:
    """Write a session file, replacing an existing one.

    Raises
    ------
    InputError
        If it cannot be written; an existing file keeps its old contents.
    """
    state = session.state
    arrays = _arrays(state)
    header = _Header(
        config=session.config,
        settled=state.config,
        now=_moment(state.now),
        before=None if state.before is None else _moment(state.before),
        rate=state.rate,
        stopped=None if state.stopped is None else asdict(state.stopped),
        seconds=state.seconds,
        data_mark=session.data_mark,
    )
    text = msgspec.json.encode(header).decode()
    words = {
        _VERSION_KEY: str(VERSION),
        _HEADER_KEY: text,
        _CHECKSUM_KEY: str(_checksum(text, arrays)),
    }
    # Imported only here, so that opening the window does not wait for it.
    from safetensors.numpy import save

    write_atomically(path, save(arrays, words))


def read_session(path: Path) -> Session:
    """Read a session file, without loading the data of its run.

    Raises
    ------
    InputError
        If it is not a session file, comes from a newer nnviz, or is damaged.
    """
    check_file(path)
    words, arrays = _contents(path)
    version = words.get(_VERSION_KEY, "")
    if not version.isdigit():
        raise InputError(f"{path}: is a safetensors file, but not an nnviz session")
    if int(version) > VERSION:
        raise InputError(
            f"{path}: was saved by a newer nnviz (format {version}; this version reads "
            f"formats up to {VERSION}): update nnviz to open it"
        )
    text = words.get(_HEADER_KEY, "")
    # Before anything is decoded: safetensors itself does not notice changed bytes.
    if words.get(_CHECKSUM_KEY) != str(_checksum(text, arrays)):
        raise _damaged(path, "its contents do not match its checksum")
    try:
        header = msgspec.json.decode(text, type=_Header)
        return Session(header.config, _state(header, arrays), header.data_mark)
    except (msgspec.MsgspecError, KeyError, TypeError, ValueError) as error:
        raise _damaged(path, str(error)) from error


def _contents(path: Path) -> tuple[Mapping[str, str], Arrays]:
    """Return the metadata and the arrays of a safetensors file, any shapes."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, "numpy") as file:
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (a file is no mapping)
            return file.metadata() or {}, arrays
    except SafetensorError as error:
        raise InputError(f"{path}: is not a complete session file ({error})") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"{path}: cannot be read ({reason})") from error


def _damaged(path: Path, why: str) -> InputError:
    return InputError(f"{path}: the session is damaged ({why}): use a backup copy")


def _arrays(state: RunState) -> Arrays:
    arrays: Arrays = {
        "costs": state.costs,
        "evaluations": to_table(state.evaluations),
        "initial_cost": np.array([state.initial_cost]),
        **_of_moment("now", state.now),
    }
    if state.before is not None:
        arrays |= _of_moment("before", state.before)
    return arrays


def _of_moment(name: str, moment: Checkpoint) -> Arrays:
    memory = {f"{name}.memory.{key}": moment.state[key] for key in moment.state}
    return {f"{name}.parameters": moment.parameters, **memory}


def _moment(moment: Checkpoint) -> _Moment:
    return _Moment(iteration=moment.iteration, settings=dict(moment.settings))


def _state(header: _Header, arrays: Arrays) -> RunState:
    costs = arrays["costs"]
    if costs.shape != (header.now.iteration,) or costs.dtype != np.float64:
        raise ValueError(f"{costs.shape} costs of {header.now.iteration} iterations")
    before = header.before
    return RunState(
        config=header.settled,
        now=_checkpoint("now", header.now, arrays),
        before=None if before is None else _checkpoint("before", before, arrays),
        rate=header.rate,
        costs=costs,
        evaluations=from_table(arrays["evaluations"]),
        stopped=None if header.stopped is None else Stop(**header.stopped),
        seconds=header.seconds,
        initial_cost=float(arrays["initial_cost"][0]),
    )


def _checkpoint(name: str, moment: _Moment, arrays: Arrays) -> Checkpoint:
    prefix = f"{name}.memory."
    memory = {
        key.removeprefix(prefix): values
        for key, values in arrays.items()
        if key.startswith(prefix)
    }
    # JSON has no tuples: they come back as lists, which settings never are.
    settings = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in moment.settings.items()
    }
    parameters = arrays[f"{name}.parameters"]
    return Checkpoint(moment.iteration, parameters, memory, settings)


def _checksum(text: str, arrays: Arrays) -> int:
    found = zlib.crc32(text.encode())
    # Sorted, as safetensors does not keep the order of its arrays.
    for name in sorted(arrays):
        found = zlib.crc32(name.encode(), found)
        found = zlib.crc32(np.ascontiguousarray(arrays[name]).data, found)
    return found
