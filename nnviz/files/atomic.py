"""Atomic writes: at any moment a file has either its old contents or the new ones."""

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from nnviz.core.errors import InputError


def write_atomically(path: Path, data: bytes | Iterable[bytes | memoryview]) -> None:
    """Replace the contents of a file by these bytes, or by these pieces in turn.

    They are written to a new file beside it, which takes its name once they are safely
    on the disk. What writers that were killed have left there is removed.

    Raises
    ------
    InputError
        If the bytes cannot be written; the file keeps its old contents.
    """
    # Through a symbolic link to its target: renaming over the link would replace it.
    target = Path(os.path.realpath(path))
    # In the same folder, as a rename is atomic only within one file system.
    beside = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        _remove_abandoned(target)
        try:
            with beside.open("wb") as file:
                file.writelines((data,) if isinstance(data, bytes) else data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, target)
        finally:
            beside.unlink(missing_ok=True)
        _sync_folder(target.parent)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"{path}: cannot be written ({reason})") from error


def _remove_abandoned(target: Path) -> None:
    """Remove the new files of processes that no longer are."""
    # Imported only here, so that opening the window does not wait for it.
    import psutil

    pattern = re.compile(rf"\.{re.escape(target.name)}\.(\d+)\.new")
    # Another process may be removing them as well.
    with suppress(OSError, OverflowError):
        for file in target.parent.iterdir():
            found = pattern.fullmatch(file.name)
            if found and not psutil.pid_exists(int(found[1])):
                file.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Have a file's new name on the disk, too: after a power cut it may be the old."""
    # Not every system can open a folder, nor every file system sync one.
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
