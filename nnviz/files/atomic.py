"""Atomic writes: at any moment a file has either its old contents or the new ones."""

import os
from collections.abc import Iterable
from pathlib import Path

from nnviz.core.errors import InputError


def write_atomically(path: Path, data: bytes | Iterable[bytes | memoryview]) -> None:
    """Replace the contents of a file by these bytes, or by these pieces in turn.

    They are written to a new file beside it, which takes its name once they are safely
    on the disk.

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
        try:
            with beside.open("wb") as file:
                file.writelines((data,) if isinstance(data, bytes) else data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror})") from error
