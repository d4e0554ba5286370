"""Reads NumPy's files: arrays of inputs and targets, never pickled objects."""

import io
import math
import re
import struct
import tokenize
import warnings
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, cast

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from nnviz.core.errors import InputError
from nnviz.data.readers.formats.array_roles import ArrayHeader, ArrayRoles, array_roles
from nnviz.data.readers.source import (
    check_file,
    most_unpacked,
    open_source,
    read_bytes,
    too_much_packed,
)

_READ_LONG_HEADER = npy.read_array_header_2_0
"""Of version 2; those of version 3 differ in how names of fields are written."""

T = TypeVar("T")

_LAST_CHARACTER = 0x10FFFF
"""The last code of Unicode; those from 0xD800 to 0xDFFF are halves of characters."""

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


_BESIDE = (
    ("images", "labels"),
    ("imgs", "labels"),
    ("image", "label"),
    ("inputs", "targets"),
    ("features", "labels"),
    ("data", "labels"),
    ("data", "target"),
    ("x", "y"),
    ("X", "y"),
    ("X", "Y"),
)
"""Words by which the names of two files differ, each with one array."""


@dataclass(frozen=True, slots=True, eq=False)
class Arrays:
    """The inputs (N, ...) and targets (N, ...) of a file.

    The last `test_count` samples are for testing, and `validation_count` ones before
    them for validation; ``said`` is what is to be said about which arrays they are, ""
    if nothing.
    """

    inputs: NDArray[Any]
    targets: NDArray[Any]
    test_count: int = 0
    said: str = ""
    validation_count: int = 0


def read_arrays(path: Path) -> Arrays:
    """Read the inputs and the targets of a file, and its test set if it has one.

    `array_roles` says which arrays they are. A file with one array needs another beside
    it, whose name has ``labels`` for ``images`` or ``y`` for ``x``.

    Raises
    ------
    InputError
        If the file is missing or damaged, has pickled objects, or it is not clear which
        arrays are the inputs and the targets.
    """
    headers = array_headers(path)
    beside = file_beside(path) if len(headers) == 1 else None
    if beside is not None:
        said = f"'{beside.name}' beside it has the targets"
        return Arrays(_only_array(path), _only_array(beside), said=said)
    roles = array_roles(headers)
    if roles is None:
        listed = ", ".join(map(str, headers[:6])) + (", …" if headers[6:] else "")
        raise InputError(
            f"{path}: has {listed or 'nothing'}, but needs arrays named 'inputs' and "
            "'targets', and for testing 'test_inputs' and 'test_targets': write them "
            "so with numpy.savez"
        )
    return _joined(path, roles)


def array_headers(path: Path) -> list[ArrayHeader]:
    """Return name, shape and type of each array of a file, in its order.

    Raises
    ------
    InputError
        If the file is missing or damaged.
    """
    check_file(path)
    if not zipfile.is_zipfile(path):
        with open_source(path) as stream:
            if stream.read(6) != npy.MAGIC_PREFIX:
                raise InputError(
                    f"{path}: is not a complete NPZ file: write it with numpy.savez"
                )
        return [_read(path, "", lambda stream, _: _header(stream, path.stem))]
    try:
        with zipfile.ZipFile(path) as files:
            names = [name for name in files.namelist() if name.endswith(".npy")]
    except UNREADABLE as error:
        raise _damaged(path, error) from error
    found = [_read(path, name, lambda stream, _: _header(stream, "")) for name in names]
    return [
        replace(header, name=name.removesuffix(".npy"))
        for header, name in zip(found, names, strict=True)
    ]


def file_beside(path: Path) -> Path | None:
    """Return the file with the targets of a file of inputs, or None."""
    stem, ending = path.stem, path.suffix
    for inputs, targets in _BESIDE:
        for found in re.finditer(rf"(?<![A-Za-z]){inputs}(?![A-Za-z])", stem):
            name = stem[: found.start()] + targets + stem[found.end() :] + ending
            if (path.parent / name).is_file():
                return path.parent / name
    return None


def read_array(path: Path, name: str, *, rows: bool = True) -> NDArray[Any]:
    """Return one array (N, ...) of a file; the only one of an NPY file.

    Without ``rows`` it may be a single number as well, ().

    Raises
    ------
    InputError
        If it cannot be read, is damaged or holds pickled objects.
    """
    member = f"{name}.npy" if zipfile.is_zipfile(path) else ""
    array = _read(path, member, lambda stream, size: _array(path, name, stream, size))
    if array.ndim == 0 and rows:
        raise InputError(
            f"{path}: '{name}' must be an array with a row for each sample"
        )
    fields = array.dtype.names
    for part in [array] if fields is None else [array[field] for field in fields]:
        _check_words(path, part)
    return array


def _check_words(path: Path, values: NDArray[Any]) -> None:
    """Raise InputError if a character is none of Unicode's."""
    if values.dtype.kind != "U" or not values.dtype.itemsize:
        return
    codes = np.dtype(np.uint32).newbyteorder(values.dtype.byteorder)
    found = np.ascontiguousarray(values).view(codes)
    if ((found > _LAST_CHARACTER) | ((found >= 0xD800) & (found < 0xE000))).any():
        raise InputError(
            f"{path}: its words have characters outside Unicode: write it again"
        )


def _only_array(path: Path) -> NDArray[Any]:
    headers = array_headers(path)
    if len(headers) != 1:
        raise InputError(f"{path}: has {len(headers)} arrays, but needs to have one")
    return read_array(path, headers[0].name)


def _joined(path: Path, roles: ArrayRoles) -> Arrays:
    """Return the training set, followed by those for validation and testing."""
    found = _part(path, roles.training)
    if roles.validation is not None:
        names = roles.training, roles.validation
        held = _part(path, roles.validation, may_turn=bool(found.said))
        found = replace(
            followed_by_arrays(path, found, held, names),
            test_count=0,
            validation_count=len(held.inputs),
        )
    if roles.test is not None:
        names = roles.training, roles.test
        held = _part(path, roles.test, may_turn=bool(found.said))
        found = followed_by_arrays(path, found, held, names)
    return replace(found, said="; ".join(filter(None, (roles.said, found.said))))


def _part(path: Path, names: tuple[str, str], *, may_turn: bool = True) -> Arrays:
    """Return the inputs and the targets of these names, the samples in rows."""
    inputs, targets = (read_array(path, name) for name in names)
    if may_turn and _are_turned(inputs, targets):
        said = "samples stand in the columns of the arrays, and were turned into rows"
        return Arrays(inputs.T, targets.T, said=said)
    return Arrays(inputs, targets)


def _are_turned(inputs: NDArray[Any], targets: NDArray[Any]) -> bool:
    """Tell whether arrays of inputs (I, N) and targets (O, N) or (N,) fit only so."""
    if inputs.ndim != 2 or targets.ndim not in (1, 2):
        return False
    fits = inputs.shape[1] == targets.shape[-1]
    return fits and len(inputs) != len(targets)


def followed_by_arrays(
    path: Path, training: Arrays, test: Arrays, names: Sequence[tuple[str, str]]
) -> Arrays:
    """Return arrays followed by others that are for testing.

    ``names`` are those of inputs and targets of either, for messages.

    Raises
    ------
    InputError
        If they are of another shape.
    """
    pairs = ((training.inputs, test.inputs), (training.targets, test.targets))
    for k, (first, second) in enumerate(pairs):
        if first.shape[1:] != second.shape[1:]:
            raise InputError(
                f"{path}: '{names[0][k]}' has shape {first.shape} and "
                f"'{names[1][k]}' {second.shape}: only the number of samples may differ"
            )
        if _family(first) != _family(second):
            raise InputError(
                f"{path}: '{names[0][k]}' has the type {first.dtype} and "
                f"'{names[1][k]}' {second.dtype}: both must be numbers, or both words"
            )
    for part, (inputs, targets) in zip((training, test), names, strict=True):
        if len(part.inputs) != len(part.targets):
            raise InputError(
                f"{path}: '{inputs}' has {len(part.inputs)} samples, but '{targets}' "
                f"has {len(part.targets)}"
            )
    return replace(
        training,
        inputs=np.concatenate((training.inputs, test.inputs)),
        targets=np.concatenate((training.targets, test.targets)),
        test_count=len(test.inputs),
    )


def _family(values: NDArray[Any]) -> str:
    """Return what kind of values an array has: numbers, words, or another."""
    kind = values.dtype.kind
    return next((one for one in ("biuf", "SU") if kind in one), kind)


def _read(path: Path, member: str, read: Callable[[BinaryIO, int], T]) -> T:
    """Read something from an NPY file, or from a member of an NPZ file.

    ``read`` takes its bytes and how many there are.
    """
    try:
        # NumPy's advice about files of Python 2 is for programmers.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            return _read_member(path, member, read)
    except InputError:
        raise
    except MemoryError as error:
        raise InputError(f"{path}: its arrays do not fit into memory") from error
    except UNREADABLE as error:
        raise _damaged(path, error) from error


def _read_member(path: Path, member: str, read: Callable[[BinaryIO, int], T]) -> T:
    if not member:
        data = read_bytes(path)
        return read(io.BytesIO(data), len(data))
    with zipfile.ZipFile(path) as files:
        size = files.getinfo(member).file_size
        if size > most_unpacked(path):
            raise too_much_packed(path)
        with files.open(member) as stream:
            return read(cast("BinaryIO", stream), size)


def _damaged(path: Path, error: BaseException) -> InputError:
    return InputError(f"{path}: is damaged ({_line(error)}): write it again")


def _header(stream: BinaryIO, name: str) -> ArrayHeader:
    version = npy.read_magic(stream)
    read = npy.read_array_header_1_0 if version == (1, 0) else _READ_LONG_HEADER
    shape, _, dtype = read(stream)
    return ArrayHeader(name, shape, dtype)


def _array(path: Path, name: str, stream: BinaryIO, given: int) -> NDArray[Any]:
    """Read an array; refuse pickled objects, and one that is larger than its file.

    ``given`` is the size of the file.
    """
    header = _header(stream, name)
    if header.dtype.hasobject:
        raise InputError(
            f"{path}: '{name}' holds pickled objects, which could run any program "
            "and are not read: save an array of numbers"
        )
    held = given - stream.tell()
    size = math.prod(header.shape) * header.dtype.itemsize
    if size != held:
        raise InputError(
            f"{path}: '{name}' is damaged: its header promises {size:,} bytes, but "
            f"{held:,} follow: write it again"
        )
    stream.seek(0)
    array: NDArray[Any] = npy.read_array(stream, allow_pickle=False)
    return array


def _line(error: BaseException) -> str:
    """Return the first line of an error's message."""
    return (str(error) or type(error).__name__).splitlines()[0][:120]
