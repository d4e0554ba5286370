"""Reads a data set from a file, a folder or an archive, whatever kind it is."""

from dataclasses import replace
from pathlib import Path

from nnviz.core.errors import InputError
from nnviz.data.dataset import Dataset, task_named
from nnviz.data.readers.columns.look import to_dataset
from nnviz.data.readers.columns.remarks import with_remarks
from nnviz.data.readers.formats.file_kinds import TABLES, kind_of
from nnviz.data.readers.formats.idx_images import read_idx_images
from nnviz.data.readers.formats.npz_dataset import read_npz
from nnviz.data.readers.formats.table_formats import read_any_table
from nnviz.data.readers.raw_table import RawTable
from nnviz.data.readers.second_file import followed_by
from nnviz.data.readers.several_files import FoundFile, place_of
from nnviz.data.remark import Remark, option_of
from nnviz.data.table_choices import AS_IT_SEEMS_BEST, TableChoices


def read_dataset(path: Path, choices: TableChoices = AS_IT_SEEMS_BEST) -> Dataset:
    """Read the samples of a file, or of the files of a folder or an archive.

    Parameters
    ----------
    path
        The file; ``~`` stands for the home folder.
    choices
        How it is read; all but the task and the test file is for tables only.

    Raises
    ------
    InputError
        If the file is of another kind or cannot be used.
    """
    place = place_of(path.expanduser())
    kind = kind_of(place.path)
    if kind in TABLES:
        return to_dataset(_table_at(place, choices), choices)
    for setting in choices.given():
        if setting not in ("task", "test_file"):
            option = option_of(setting)
            raise InputError(f"{path}: {option} can only be chosen for a table")
    test = _test_file(place, choices)
    if kind == "arrays":
        dataset = read_npz(place.path, task_named(choices.task), test)
    elif kind == "idx":
        dataset = read_idx_images(place.path, test)
    else:
        raise InputError(f"{place.path}: is an archive in another: unpack it yourself")
    return with_remarks(replace(dataset, remarks=(*place.remarks, *dataset.remarks)))


def is_table(path: Path) -> bool:
    """Tell whether what is meant by a path is a table, whose columns can be chosen."""
    return kind_of(place_of(path).path) in TABLES


def is_table_of_text(path: Path) -> bool:
    """Tell whether what is meant by a path is there, and has lines that can be read.

    It may be a table or not: what is no file that can be opened is none.
    """
    try:
        return kind_of(place_of(path).path) in ("text", "arff")
    except InputError:
        return False


def table_of(path: Path, choices: TableChoices = AS_IT_SEEMS_BEST) -> RawTable:
    """Return the table that a file has, with the rows of its test file if there is one.

    Raises
    ------
    InputError
        If a file cannot be read, or the test file has not the same columns.
    """
    return _table_at(place_of(path), choices)


def _table_at(place: FoundFile, choices: TableChoices) -> RawTable:
    table = read_any_table(place.path, choices)
    table = replace(table, remarks=(*place.remarks, *table.remarks))
    test = _test_file(place, choices)
    if test is None:
        return table
    try:
        return followed_by(table, test, choices)
    except InputError as error:
        if choices.test_file is not None:
            raise
        # It was found, not asked for: those of contests have no targets.
        unused = Remark(kind="files", done=f"'{test.name}' was left out ({error})")
        return replace(table, remarks=(*table.remarks[len(place.remarks) :], unused))


def _test_file(place: FoundFile, choices: TableChoices) -> Path | None:
    if choices.test_file is None:
        return place.test
    return place_of(Path(choices.test_file).expanduser()).path
