"""Reads a data set from a file, by the extension of its name."""

from collections.abc import Sequence
from pathlib import Path

from nnviz.core.errors import InputError
from nnviz.data.dataset import Dataset, Task
from nnviz.data.readers.choose import to_dataset
from nnviz.data.readers.csv_table import read_table
from nnviz.data.readers.idx_images import read_idx_images
from nnviz.data.readers.npz_dataset import read_npz
from nnviz.data.readers.source import check_file

TABLE_ENDINGS = (".csv", ".tsv", ".txt", ".data")
NPZ_ENDING = ".npz"
IDX_ENDINGS = ("-ubyte", ".idx", ".idx1", ".idx3")
READABLE = "CSV (.csv, .tsv, .txt, .data), NPZ (.npz) and IDX (-ubyte, .idx)"


def read_dataset(
    path: Path,
    *,
    target: str | None = None,
    inputs: Sequence[str] | None = None,
    task: Task | None = None,
) -> Dataset:
    """Read the samples of a CSV, NPZ or IDX file; CSV and IDX may end in ``.gz``.

    Parameters
    ----------
    path
        The file; ``~`` stands for the home folder.
    target, inputs
        The target and the input columns of a CSV file, as in `to_dataset`.
    task
        Whether the targets of a CSV or NPZ file are classes or values.

    Raises
    ------
    InputError
        If the file is of another kind or cannot be used.
    """
    path = path.expanduser()
    check_file(path)
    if is_table(path):
        return to_dataset(read_table(path), target=target, inputs=inputs, task=task)
    for what, given in (("a target column", target), ("input columns", inputs)):
        if given is not None:
            raise InputError(f"{path}: {what} can only be chosen in a CSV file")
    if path.name.lower().endswith(NPZ_ENDING):
        return read_npz(path, task)
    if _unpacked_name(path).endswith(IDX_ENDINGS):
        return read_idx_images(path)
    kind = (
        f"the extension '{path.suffix}'" if path.suffix else "a name without extension"
    )
    raise InputError(f"{path}: {kind} is not supported: use {READABLE}")


def is_table(path: Path) -> bool:
    """Tell by its name whether a file is a table, whose columns can be chosen."""
    return _unpacked_name(path).endswith(TABLE_ENDINGS)


def _unpacked_name(path: Path) -> str:
    return path.name.lower().removesuffix(".gz")
