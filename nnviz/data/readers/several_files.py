"""Finds what is meant by a folder or an archive: its table, or its two parts."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from nnviz.core.errors import InputError
from nnviz.data.readers.formats.file_kinds import TABLE_ENDINGS, kind_of
from nnviz.data.readers.formats.idx import IDX_ENDINGS
from nnviz.data.readers.formats.npz import file_beside
from nnviz.data.readers.source import names_in, names_listed
from nnviz.data.remark import Remark

_BINARY_TABLES = (".xlsx", ".xlsm", ".parquet")
_ARRAYS = (".npz", ".npy")

DATA_ENDINGS = (*TABLE_ENDINGS, *_BINARY_TABLES, *_ARRAYS, *IDX_ENDINGS)
"""How the names of files with data usually end."""

_NO_TABLE = re.compile(r"(.*/)?(\.|__macosx/|readme|license|.*submission).*", re.I)
_TRAIN = re.compile(r"train(ing)?", re.IGNORECASE)
_TEST = re.compile(r"(test(ing)?|t10k)", re.IGNORECASE)
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp")
_OF_PICTURES = " of pictures: save them and their classes as arrays with numpy.savez"
_MOST_FILES, _MOST_SEEN = 10_000, 200


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read, and the one with its test set if one was found."""

    path: Path
    test: Path | None = None
    remarks: tuple[Remark, ...] = ()


def place_of(path: Path) -> FoundFile:
    """Return the file that is meant by a path: in a folder or an archive, one of it.

    Raises
    ------
    InputError
        If there is nothing to read, or several files that could be meant.
    """
    if os.path.isdir(path):
        return _in_folder(path)
    if kind_of(path) != "zip":
        return FoundFile(path)
    endings = (*TABLE_ENDINGS, *_BINARY_TABLES)
    inside = [name for name in names_in(path) if not _NO_TABLE.fullmatch(name)]
    names = [n for n in inside if n.lower().removesuffix(".gz").endswith(endings)]
    names = names or (inside if len(inside) == 1 else [])
    if not names and any(name.lower().endswith(_PICTURES) for name in inside):
        raise InputError(f"{path}: is an archive{_OF_PICTURES}")
    if not names:
        raise InputError(
            f"{path}: has no table, but {names_listed(inside)}: unpack it yourself"
        )
    training, test = _parts(names)
    if training is None:
        raise InputError(
            f"{path}: has {names_listed(names)}: say which one, as in "
            f"{path.name}:{names[0]}"
        )
    chosen = Path(f"{path}:{training}")
    other = None if test is None else Path(f"{path}:{test}")
    return FoundFile(chosen, other, _said(training, test, names))


def _in_folder(folder: Path) -> FoundFile:
    try:
        entries = sorted(islice(folder.iterdir(), _MOST_FILES))
    except OSError as error:
        raise InputError(f"{folder}: cannot be read ({error.strerror})") from error
    entries = [entry for entry in entries if not _NO_TABLE.fullmatch(entry.name)]
    # Some archives unpack to a folder for each file, of the same name.
    nested = [entry / entry.name for entry in entries if entry.is_dir()]
    files = [entry for entry in (*entries, *nested) if entry.is_file()]
    images = [file for file in files if _ends(file, IDX_ENDINGS)]
    images = [file for file in images if "images" in file.name]
    if images:
        training = [file for file in images if "train" in file.name]
        return FoundFile((training or images)[0])
    files = [file for file in files if _ends(file, (*DATA_ENDINGS, ".zip"))]
    beside = {file_beside(file) for file in files if _ends(file, _ARRAYS)}
    names = {str(file.relative_to(folder)): file for file in files}
    names = {name: file for name, file in names.items() if file not in beside}
    training_name, test = _parts(list(names))
    if training_name is None:
        raise InputError(f"{folder}: is a folder{_what_is_in(list(names), entries)}")
    return FoundFile(
        names[training_name],
        None if test is None else names[test],
        _said(training_name, test, list(names)),
    )


def _ends(path: Path, endings: tuple[str, ...]) -> bool:
    return path.name.lower().removesuffix(".gz").endswith(endings)


def _what_is_in(names: Sequence[str], entries: Sequence[Path]) -> str:
    """Say why no file of a folder was chosen."""
    if names:
        return f" of {names_listed(names)}: choose one of them"
    folders = [entry for entry in entries if entry.is_dir()]
    inside = (file for one in folders for file in islice(one.rglob("*"), _MOST_SEEN))
    if any(_ends(file, _PICTURES) for file in (*entries, *inside)):
        return _OF_PICTURES
    return " without a file to read: choose one"


def _parts(names: Sequence[str]) -> tuple[str | None, str | None]:
    """Return the names of the training set and the test set, each None if unclear."""
    if len(names) == 1:
        return names[0], None
    tests = [name for name in names if _TEST.search(name) and not _TRAIN.search(name)]
    training = [name for name in names if _TRAIN.search(name) and name not in tests]
    if len(training) != 1:
        rest = [name for name in names if name not in tests]
        training = rest if len(rest) == 1 else []
    if len(training) != 1:
        return None, None
    alike = [_TEST.sub("train", name) for name in tests]
    if len(tests) > 1 and alike.count(training[0]) == 1:
        return training[0], tests[alike.index(training[0])]
    return training[0], tests[0] if len(tests) == 1 else None


def _said(training: str, test: str | None, names: Sequence[str]) -> tuple[Remark, ...]:
    if len(names) == 1:
        return ()
    done = f"'{training}' was read"
    if test is not None:
        done += f", and '{test}' as the test set"
    rest = [name for name in names if name not in (training, test)]
    if rest:
        done += f", but not {names_listed(rest)}"
    return (Remark(kind="files", done=done),)
