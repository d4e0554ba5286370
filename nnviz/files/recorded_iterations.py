"""Opens what another program has recorded: a log of ``nnviz.watch``, or an NPZ file."""

import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError
from nnviz.data.readers.formats.npz import array_headers, read_array
from nnviz.data.readers.source import check_file
from nnviz.files.watch_log import WatchLog, is_log
from nnviz.session.claims.given import Given, given_by_names, given_in_groups
from nnviz.session.claims.settling import Said

_MOST_ARRAYS = 1000

_NEITHER = "is no log of nnviz.watch, and no NPZ file with X, y, W1, b1, ..."


@dataclass(frozen=True, slots=True)
class Recording:
    """Recorded iterations: their numbers, how to read each, and what was said.

    ``notes`` is what is to be said of the file itself. ``log`` is what they are read
    from, and may grow; None if the file has a single iteration.
    """

    numbers: Sequence[int]
    read: Callable[[int], Given]
    said: Said
    notes: tuple[str, ...] = ()
    log: WatchLog | None = None


def open_recording(path: Path) -> Recording:
    """Open a log, or arrays with names as in tutorials.

    Raises
    ------
    InputError
        If the file is neither, or damaged from the start.
    """
    check_file(path)
    if is_log(path):
        return _of_log(WatchLog(path), path)
    is_array = path.suffix.lower() in (".npz", ".npy")
    if not is_array and _is_session(path):
        raise InputError(
            f"{path}: is a session: 'nnviz replay --verify {path}' computes it again"
        )
    if not is_array and not zipfile.is_zipfile(path):
        raise InputError(f"{path}: {_NEITHER}")
    headers = array_headers(path)
    if len(headers) > _MOST_ARRAYS:
        raise InputError(f"{path}: has {len(headers):,} arrays: give one iteration")
    if len(headers) < 2:
        raise InputError(f"{path}: {_NEITHER}")
    arrays = {header.name: _array_of(path, header.name) for header in headers}
    try:
        given = given_by_names(arrays)
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
    unknown = ", ".join(given.unknown[:8])
    notes = (f"Not looked at: {unknown}.",) if unknown else ()
    return Recording([given.number], lambda _place: given, Said(), notes)


def _is_session(path: Path) -> bool:
    # It knows of all that a run is, which takes long to import.
    from nnviz.files.session import ENDING

    return path.suffix.lower() == ENDING


def _array_of(path: Path, name: str) -> NDArray[Any]:
    values = read_array(path, name, rows=False)
    if values.dtype.kind not in "biuf":
        raise InputError(f"{path}: '{name}' holds no numbers")
    return np.asarray(values)


def _of_log(log: WatchLog, path: Path) -> Recording:
    start = log.start

    def read(place: int) -> Given:
        one = log.read(place)
        rate = start.learning_rate if one.learning_rate is None else one.learning_rate
        try:
            return given_in_groups(one.number, one.arrays, one.cost, rate)
        except InputError as error:
            raise InputError(f"{path}: {error}") from None

    said = Said(
        None if start.activations is None else tuple(start.activations),
        start.loss,
        None,
        start.optimizer,
        start.weights,
        start.samples,
        start.settings,
    )
    notes = []
    if log.damage:
        notes.append(f"{log.damage[0].upper()}{log.damage[1:]}.")
    elif log.unread and log.end is None:
        notes.append(
            f"The last {log.unread:,} bytes are no whole record: the log was cut off "
            "there, or is still being written."
        )
    if log.dropped:
        notes.append(f"{log.dropped:,} iterations could not be recorded.")
    return Recording(log.numbers, read, said, tuple(notes), log)
