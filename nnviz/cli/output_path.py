"""Where a command is to put a file, looked at before the work begins."""

import os
from collections.abc import Sequence
from pathlib import Path


def check_place(option: str, name: str, endings: Sequence[str]) -> Path:
    """Return the file named, if one can be written there.

    Raises
    ------
    InputError
        If it has another ending, or could not be written after the work.
    """
    from nnviz.core.errors import InputError

    said = f"{option} {name}"
    if Path(name).suffix.lower() not in endings:
        raise InputError(f"{said}: give a name that ends in {' or '.join(endings)}")
    try:
        path = Path(name).expanduser().absolute()
        is_folder, folder_is_there = path.is_dir(), path.parent.is_dir()
    except (RuntimeError, OSError, ValueError) as error:
        raise InputError(f"{said}: there can be no such file ({error})") from error
    if is_folder:
        raise InputError(f"{said}: is a folder: name a file")
    if not folder_is_there:
        raise InputError(f"{said}: there is no such folder")
    if not os.access(path.parent, os.W_OK):
        raise InputError(f"{said}: nothing may be written into that folder")
    return path
