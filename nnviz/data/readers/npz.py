"""Reads NPZ files: NumPy arrays of inputs and targets, never pickled objects."""

import math
import struct
import tokenize
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.lib import npyio
from numpy.typing import NDArray

from nnviz.core.errors import InputError
from nnviz.data.readers.source import check_file, most_unpacked, too_much_packed

PAIRS = (("inputs", "targets"), ("X", "y"), ("x", "y"))
DIVIDED = ("x_train", "y_train", "x_test", "y_test")

_READ_LONG_HEADER = npy.read_array_header_2_0
"""Of version 2; those of version 3 differ in how names of fields are written."""

UNREADABLE = (
    ValueError,
    OverflowError,
    OSError,
    EOFError,
    KeyError,
    RuntimeError,
    SyntaxError,
    TypeError,
    struct.error,
    tokenize.TokenError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What NumPy and the zip module raise for a damaged file."""


@dataclass(frozen=True, slots=True, eq=False)
class Arrays:
    """The inputs (N, ...) and targets (N, ...) of a file.

    The last `test_count` samples are for testing.
    """

    inputs: NDArray[Any]
    targets: NDArray[Any]
    test_count: int = 0


def read_arrays(path: Path) -> Arrays:
    """Read "inputs" and "targets", "X" and "y", or "x_train" to "y_test".

    Raises
    ------
    InputError
        If the file is missing or damaged, or has pickled objects or other names.
    """
    check_file(path)
    if not zipfile.is_zipfile(path):
        raise InputError(
            f"{path}: is not a complete NPZ file: write it with numpy.savez"
        )
    try:
        # Opened here, as NumPy leaves a file open that it cannot read.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            return _choose(path, archive)
    except InputError:
        raise
    except MemoryError as error:
        raise InputError(f"{path}: its arrays do not fit into memory") from error
    except UNREADABLE as error:
        raise InputError(f"{path}: is damaged ({_line(error)}): write it again") from (
            error
        )


def _choose(path: Path, archive: npyio.NpzFile) -> Arrays:
    """Return the arrays by the first set of names that are all present."""
    present = set(archive.files)
    for inputs, targets in PAIRS:
        if {inputs, targets} <= present:
            return Arrays(_read(path, archive, inputs), _read(path, archive, targets))
    if present.issuperset(DIVIDED[:2]):
        return _joined(path, archive)
    found = ", ".join(sorted(present)[:10]) or "nothing"
    raise InputError(
        f"{path}: has {found}, but needs arrays named 'inputs' and 'targets', or 'X' "
        f"and 'y', or 'x_train', 'y_train', 'x_test' and 'y_test'"
    )


def _joined(path: Path, archive: npyio.NpzFile) -> Arrays:
    """Return the training part, followed by the test part if there is one."""
    if not set(archive.files).issuperset(DIVIDED):
        inputs, targets = (_read(path, archive, name) for name in DIVIDED[:2])
        return Arrays(inputs, targets)
    parts = [_read(path, archive, name) for name in DIVIDED]
    for train, test in ((0, 2), (1, 3)):
        if parts[train].shape[1:] != parts[test].shape[1:]:
            raise InputError(
                f"{path}: '{DIVIDED[train]}' has shape {parts[train].shape} and "
                f"'{DIVIDED[test]}' {parts[test].shape}: only the number of samples "
                f"may differ"
            )
    if len(parts[2]) != len(parts[3]):
        raise InputError(
            f"{path}: 'x_test' has {len(parts[2])} samples, but 'y_test' has "
            f"{len(parts[3])}"
        )
    test_count = len(parts[2])
    inputs = np.concatenate((parts[0], parts[2]))
    return Arrays(inputs, np.concatenate((parts[1], parts[3])), test_count)


def _read(path: Path, archive: npyio.NpzFile, name: str) -> NDArray[Any]:
    """Return one array (N, ...); refuse pickled objects."""
    _check_size(path, name)
    try:
        array = np.asarray(archive[name])
    except ValueError as error:
        if "allow_pickle" in str(error):
            raise InputError(
                f"{path}: '{name}' holds pickled objects, which could run any program "
                f"and are not read: save an array of numbers"
            ) from error
        raise
    if array.ndim == 0:
        raise InputError(
            f"{path}: '{name}' must be an array with a row for each sample"
        )
    return array


def _check_size(path: Path, name: str) -> None:
    """Read the header of an array alone, and refuse one that is larger than its file.

    Raises
    ------
    InputError
        If it is, or unpacks to more than is to be expected of the file.
    """
    with zipfile.ZipFile(path) as files:
        member = files.getinfo(f"{name}.npy")
        with files.open(member) as stream:
            version = npy.read_magic(stream)
            read = npy.read_array_header_1_0 if version == (1, 0) else _READ_LONG_HEADER
            shape, _, dtype = read(stream)
            held = member.file_size - stream.tell()
    size = math.prod(shape) * dtype.itemsize
    if dtype.hasobject:
        # NumPy says why they are not read.
        return
    if size != held:
        raise InputError(
            f"{path}: '{name}' is damaged: its header promises {size:,} bytes, but "
            f"{held:,} follow: write it again"
        )
    if size > most_unpacked(path):
        raise too_much_packed(path)


def _line(error: BaseException) -> str:
    """Return the first line of an error's message."""
    return (str(error) or type(error).__name__).splitlines()[0][:120]
