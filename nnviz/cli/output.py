"""What a command prints, and the file it is to write."""

import os
from collections.abc import Sequence
from pathlib import Path

import click


def say(text: str, *, err: bool = False) -> None:
    """Print lines; what could change the terminal, such as Escape, is written out.

    JSON stays JSON by that.
    """
    from nnviz.core.errors import visible

    click.echo("\n".join(map(visible, text.split("\n"))), err=err)


def check_place(option: str, name: str, endings: Sequence[str]) -> Path:
    """Return the path of a file to write.

    Raises
    ------
    InputError
        If its name has none of the ``endings``, or its folder is missing or not
        writable.
    """
    from nnviz.core.errors import InputError

    said = f"{option} {name}"
    if Path(name).suffix.lower() not in endings:
        raise InputError(f"{said}: the name must end in {' or '.join(endings)}")
    try:
        path = Path(name).expanduser().absolute()
        is_folder, folder_is_there = path.is_dir(), path.parent.is_dir()
    except (RuntimeError, OSError, ValueError) as error:
        raise InputError(f"{said}: not a valid file name ({error})") from error
    if is_folder:
        raise InputError(f"{said}: is a folder, not a file")
    if not folder_is_there:
        raise InputError(f"{said}: there is no such folder")
    if not os.access(path.parent, os.W_OK):
        raise InputError(f"{said}: the folder is not writable")
    return path
