"""Tells which kind of file one is: by its content, where that says it."""

import re
import zipfile
from pathlib import Path
from typing import Literal

from nnviz.core.errors import InputError
from nnviz.data.readers.formats.idx import IDX_ENDINGS
from nnviz.data.readers.formats.npz import array_headers, file_beside
from nnviz.data.readers.source import ZIP_FAULTS, open_source, within

Kind = Literal["text", "arff", "matrix", "excel", "parquet", "zip", "arrays", "idx"]

TABLES: tuple[Kind, ...] = ("text", "arff", "matrix", "excel", "parquet")
"""The kinds whose columns can be chosen."""

TABLE_ENDINGS = (".csv", ".tsv", ".txt", ".data", ".dat", ".test", ".train", ".arff")
READABLE = "a table (CSV or other text, ARFF, Excel, Parquet), arrays (NPZ, NPY) or IDX"

_HEAD = 1 << 16
_NPY = b"\x93NUMPY"
_ARFF = re.compile(rb"(\s|%.*\n)*@relation\b", re.IGNORECASE)
_ARRAYS = ".npz"

_SAS = bytes(12) + bytes.fromhex("c2ea8160b31411cfbd92080009c7318c181f1011")
_TAR = b"ustar", 257

_OTHERS = (
    (b"\x89PNG", "a picture: save many of them as an array with numpy.savez"),
    (b"\xff\xd8\xff", "a picture: save many of them as an array with numpy.savez"),
    (b"GIF8", "a picture: save many of them as an array with numpy.savez"),
    (b"%PDF", "a document: copy its table into a text file"),
    (b"\x89HDF", "an HDF5 file: save its arrays with numpy.savez"),
    (b"MATLAB", "a MATLAB file: save its arrays with numpy.savez"),
    (b"SQLite", "a database: save one of its tables as CSV"),
    (b"\x80\x04\x95", "a pickle, which could run any program: save it as CSV"),
    (b"\x80\x02", "a pickle, which could run any program: save it as CSV"),
    (b"\xd0\xcf\x11\xe0", "a workbook of an old kind: save it as .xlsx or CSV"),
    (b"ARROW1", "a Feather file: save it as Parquet or CSV"),
    (b"7z\xbc\xaf", "an archive: unpack it yourself"),
    (b"Rar!", "an archive: unpack it yourself"),
    (b"\xfd7zXZ", "packed with xz: unpack it yourself"),
    (b"BZh", "packed with bzip2: unpack it yourself"),
    (b"\x28\xb5\x2f\xfd", "packed with zstd: unpack it yourself"),
    (b"$FL", "a file of SPSS: save it as CSV"),
    (b"<stata_dta", "a file of Stata: save it as CSV"),
    (_SAS, "a file of SAS: save it as CSV"),
    (b"HEADER RECORD*******", "a file of SAS: save it as CSV"),
    (b"X\n\0\0", "an object of R: save it with write.csv"),
    (b"RDX", "objects of R: save one of them with write.csv"),
    (b"ORC", "an ORC file: save it as Parquet or CSV"),
)
"""How other files begin, and what they are."""

_TEXTS = (
    (
        r"<(!doctype|!--|html|\?xml|table|body|style|meta)",
        "a web page or XML, perhaps saved in place of the file: save its table as CSV",
    ),
    (
        r'[\[{]\s*[\[{]?\s*"[^"]*"\s*[:,\]]|\[\s*\[',
        "JSON: save its table as CSV",
    ),
    (
        r"(%[^\n]*\s+)*\\(begin|documentclass)\b",
        "LaTeX: save its table as CSV, without & and backslashes",
    ),
    (
        r"version https://git-lfs",
        "what Git LFS keeps in place of the file: fetch it with git lfs pull",
    ),
    (
        r"[+-]?[\d.]+([ \t]+\d+:[-+.\deE]+)+[ \t]*[\r\n]",
        "sparse rows, as LIBSVM has them: save them as CSV, with a cell for each input",
    ),
)
"""How text begins that is no table, and what it is."""

_NO_TABLES = tuple(
    (re.compile(rf"(\xef\xbb\xbf)?\s*{begin}".encode("latin-1"), re.IGNORECASE), what)
    for begin, what in _TEXTS
)


def kind_of(path: Path) -> Kind:
    """Return the kind of a file, which may be packed or in an archive.

    Raises
    ------
    InputError
        If it cannot be opened, or is of a kind that nothing here reads.
    """
    with open_source(path) as stream:
        head = stream.read(_HEAD)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        if within(path)[1] is not None:
            raise InputError(f"{path}: is packed a second time: unpack it yourself")
        return _kind_of_zip(path)
    if head.startswith(_NPY):
        return _kind_of_arrays(path)
    if what := _no_data(head):
        raise InputError(f"{path}: is {what}; nnviz reads {READABLE}")
    return _by_head_and_ending(head, path.name.lower().removesuffix(".gz"))


def _no_data(head: bytes) -> str:
    """Return what a file is that nothing here reads, or ""."""
    if head[_TAR[1] :].startswith(_TAR[0]):
        return "an archive: unpack it yourself"
    found = [what for magic, what in _OTHERS if head.startswith(magic)]
    found += [what for begin, what in _NO_TABLES if begin.match(head)]
    return found[0] if found else ""


def _by_head_and_ending(head: bytes, name: str) -> Kind:
    if head.startswith(b"PAR1"):
        return "parquet"
    if name.endswith(_ARRAYS):
        return "arrays"
    if name.endswith(IDX_ENDINGS) or head[:4] in (b"\0\0\x08\x01", b"\0\0\x08\x03"):
        return "idx"
    return "arff" if name.endswith(".arff") or _ARFF.match(head) else "text"


def _kind_of_zip(path: Path) -> Kind:
    """Tell workbooks, arrays and archives of other files apart."""
    try:
        with zipfile.ZipFile(path) as files:
            names = files.namelist()
    except ZIP_FAULTS:
        names = []
    if "xl/workbook.xml" in names:
        return "excel"
    if names and all(name.endswith(".npy") for name in names):
        return _kind_of_arrays(path)
    return "arrays" if path.name.lower().endswith(_ARRAYS) else "zip"


def _kind_of_arrays(path: Path) -> Kind:
    """Tell one array of rows and columns from arrays of inputs and targets."""
    headers = array_headers(path)
    if len(headers) != 1 or file_beside(path) is not None:
        return "arrays"
    is_matrix = len(headers[0].shape) == 2 or headers[0].dtype.names is not None
    return "matrix" if is_matrix else "arrays"
