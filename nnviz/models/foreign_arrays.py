"""Arrays of HDF5 and MATLAB files, read in processes of their own.

Their libraries were not made for files that want to harm: whatever becomes of such a
process, this one only sees that it failed.
"""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError
from nnviz.data.readers.source import check_file, most_unpacked
from nnviz.models.children import run_code
from nnviz.models.extras import needed

_SECONDS = 60.0

_LIMITED = """
import json, sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
except (ImportError, ValueError, OSError):
    pass
import numpy as np
most, names, arrays, called, words = int(sys.argv[3]), [], {}, {}, {}
"""

_HDF5 = """
import h5py
total, seen = 0, 0

def count(name):
    # Asks for names alone: to open each takes long, and a deep one longer.
    global seen
    seen += 1
    if seen > 10000 or name.count("/") > 60:
        raise ValueError("has more groups and arrays than a network")

def text(value):
    return value.decode() if isinstance(value, bytes) else str(value)

def visit(name, item):
    global total
    if "name" in item.attrs and name.endswith("vars"):
        called[name] = text(item.attrs["name"])
    if not isinstance(item, h5py.Dataset) or item.dtype.kind not in "fiu":
        return
    if item.is_virtual or item.external:
        raise ValueError(f"'{name}' is kept in another file")
    total += item.size * max(8, item.dtype.itemsize)
    if total > most:
        raise ValueError("unpacks to more than can be expected of its size")
    arrays[f"a{len(names)}"] = item[()]
    names.append(name)

with h5py.File(sys.argv[1], "r") as file:
    words = {k: text(file.attrs[k]) for k in ("model_config", "nnviz_model")
             if k in file.attrs}
    file.visit(count)
    file.visititems(visit)
"""

_MATLAB = """
import math
from scipy.io import loadmat, whosmat
kinds = ("double", "single", "int8", "int16", "int32", "int64")
try:
    listed = whosmat(sys.argv[1])
except NotImplementedError:
    sys.exit("is of version 7.3: save it with -v7")
if sum(8 * math.prod(shape) for _, shape, _ in listed) > most:
    sys.exit("unpacks to more than can be expected of its size")
wanted = [name for name, _, kind in listed if kind.removeprefix("u") in kinds]
read = loadmat(sys.argv[1], variable_names=wanted)
for name in wanted:
    if isinstance(read.get(name), np.ndarray) and read[name].dtype.kind in "fiu":
        arrays[f"a{len(names)}"] = read[name]
        names.append(name)
"""

_SENT = """
np.savez(sys.argv[2], **arrays)
print(json.dumps({"names": names, "called": called, "words": words}))
"""


class _ArraysSaid(msgspec.Struct):
    names: list[str]
    called: dict[str, str]
    words: dict[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class ForeignFile:
    """What a file has.

    Attributes
    ----------
    arrays
        Its arrays by their names, or paths, in the shapes that they have there.
    called
        What Keras calls the layer of a group ``.../vars``, by the group's path.
    words
        The texts ``model_config`` and ``nnviz_model``, where it has them.
    """

    arrays: dict[str, NDArray[Any]]
    called: dict[str, str]
    words: dict[str, str]


def read_hdf5(path: Path) -> ForeignFile:
    """Read all arrays of numbers of an HDF5 file.

    Raises
    ------
    InputError
        If the file is damaged, or larger inside than can be expected.
    """
    check_file(path)
    needed("h5py", "HDF5 and Keras files")
    return _read(path, _HDF5, "HDF5 file")


def read_matlab(path: Path) -> ForeignFile:
    """Read all arrays of numbers of a MATLAB file, up to version 7.

    Raises
    ------
    InputError
        If the file is damaged, or larger inside than can be expected.
    """
    check_file(path)
    needed("scipy", "MATLAB files")
    return _read(path, _MATLAB, "MATLAB file")


def _read(path: Path, code: str, kind: str) -> ForeignFile:
    with tempfile.TemporaryDirectory(prefix="nnviz-") as folder:
        result = Path(folder) / "arrays.npz"
        most = str(most_unpacked(path))
        try:
            said = run_code(
                f"{_LIMITED}{code}{_SENT}",
                [str(path), str(result), most],
                limit=_SECONDS,
                at=sys.executable,
            )
            found = msgspec.json.decode(said, type=_ArraysSaid)
            with np.load(result, allow_pickle=False) as read:
                arrays = {name: read[f"a{k}"] for k, name in enumerate(found.names)}
        except (InputError, OSError, ValueError, KeyError) as error:
            raise InputError(f"is no complete {kind} ({error})") from error
    return ForeignFile(arrays, found.called, found.words)
