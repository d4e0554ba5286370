"""Writing a file so that there is always either the old one or the new one."""

import os
from pathlib import Path

from nnviz.core.errors import InputError


def write_atomically(path: Path, data: bytes) -> None:
    """Put these bytes into a file in place of what it held.

    They are written to a new file beside it, which takes its name once they are safely
    on the disk.

    Raises
    ------
    InputError
        If they cannot be written; the file is as it was.
    """
    target = Path(os.path.realpath(path))
    beside = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        try:
            with beside.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror})") from error
