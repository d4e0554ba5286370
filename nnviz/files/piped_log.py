"""A log that comes through a pipe, copied into a file that can be read anywhere."""

import atexit
import os
import shutil
import tempfile
import threading
from pathlib import Path

from nnviz.core.errors import InputError
from nnviz.watch.log_format import MAGIC

_PIECE = 1 << 16
"""The most bytes that are copied at once."""

_ENDED: set[Path] = set()
"""The files of pipes from which nothing will come any more."""


def has_ended(path: Path) -> bool:
    """Tell whether a file has all that has come through a pipe that has ended."""
    return path in _ENDED


def follow_pipe(source: int, name: str = "standard input") -> Path:
    """Copy a pipe into a file in a thread of its own, for as long as anything comes.

    Parameters
    ----------
    source
        The descriptor that is read: 0 is standard input.

    Returns
    -------
    Path
        The file, which grows, and is removed when the program ends.

    Raises
    ------
    InputError
        If what comes is no log; nobody waits for more than its first bytes.
    """
    if os.isatty(source):
        raise InputError(
            f"{name}: give it a log, as in 'ssh box tail -c +1 -f run.nnvizlog | "
            "nnviz -'"
        )
    first = b""
    while len(first) < len(MAGIC):
        piece = _read(source)
        if not piece:
            break
        first += piece
    if not first.startswith(MAGIC):
        what = "is no log of nnviz.watch" if first else "has nothing in it"
        raise InputError(
            f"{name}: {what}: give one from its first byte, as 'tail -c +1 -f' does"
        )
    folder = tempfile.mkdtemp(prefix="nnviz-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = Path(folder, f"{name.replace(' ', '-')}.nnvizlog")
    target = os.open(path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    _write(target, first)
    # It may wait for bytes that never come, and must not keep the program alive.
    threading.Thread(
        target=_copy, args=(source, target, path), name="copying a pipe", daemon=True
    ).start()
    return path


def _copy(source: int, target: int, path: Path) -> None:
    while piece := _read(source):
        try:
            _write(target, piece)
        except OSError:
            # The disk is full: what came before stays shown.
            break
    os.close(target)
    _ENDED.add(path)


def _read(source: int) -> bytes:
    # Not by ``sys.stdin``, whose lock a thread that waits would hold at the end.
    try:
        return os.read(source, _PIECE)
    except OSError:
        return b""


def _write(target: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(target, rest) :]
