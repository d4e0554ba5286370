"""Tables as people have them: each is read right, or with a word that says what to do.

What is not right yet is marked with its kind; the mark must go when it is.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.data.catalog import load_dataset
from nnviz.data.dataset import Dataset, Task
from nnviz.data.table_choices import TableChoices
from nnviz.files.opening import OpenedTable, open_file
from nnviz.session.config import RunConfig
from nnviz.session.run_parts import load_data
from nnviz.views.experiment.table_review import review

FOLDER = Path(__file__).parent
CLASSES: Task = "classification"
VALUES: Task = "regression"
LABELS: Task = "labels"
TABLE = "truth-table"
FEW = "too-small-to-split"


@dataclass(frozen=True)
class Expected:
    """What a file comes to: samples, inputs, task, outputs, and kinds of remarks."""

    samples: int
    inputs: tuple[str, ...] | int
    task: Task
    outputs: tuple[str, ...] | int
    remarks: tuple[str, ...] = ()


AB = ("a", "b")

NAMELESS = ("column 1", "column 2")


def twelve(*remarks: str, **other: Any) -> Expected:
    """Return the twelve samples of two inputs that many of the files have."""
    return Expected(12, AB, CLASSES, ("0", "1"), (*remarks, FEW), **other)


def not_yet(kind: str, name: str, expected: Expected | str) -> Any:
    """Return a case that is not right yet."""
    return pytest.param(
        name, expected, marks=pytest.mark.xfail(strict=True, reason=kind)
    )


CASES = [
    # Headers with numbers in them.
    (
        "header-counted-classes.csv",
        Expected(30, ("1", "2"), CLASSES, ("0", "1", "2"), ("header-in-doubt",)),
    ),
    (
        "header-counted.csv",
        Expected(12, ("0", "1"), CLASSES, ("0", "1"), ("header-in-doubt", FEW)),
    ),
    (
        "header-years.csv",
        Expected(
            6, 8, VALUES, ("2003",), ("header-in-doubt", "words-do-not-recur", FEW)
        ),
    ),
    (
        "header-one-number.csv",
        Expected(
            15, 4, VALUES, ("score",), ("header-in-doubt", "target-in-doubt", FEW)
        ),
    ),
    # Words that do not come again, and numbers that look like words.
    ("dates-one-per-row.csv", "column 'month' has 12 different words"),
    (
        "target-one-sample-per-class.csv",
        Expected(
            30,
            ("size",),
            VALUES,
            ("weight",),
            ("words-do-not-recur", "target-in-doubt", "counter"),
        ),
    ),
    (
        "money-target.csv",
        Expected(12, ("rooms",), VALUES, ("price",), ("currency", FEW)),
    ),
    (
        "units-input.csv",
        Expected(12, ("distance",), CLASSES, ("0", "1"), ("units", FEW)),
    ),
    ("clock-input.csv", Expected(24, ("time",), VALUES, ("y",), ("durations",))),
    # Spaces and tabs.
    ("spaces.data", Expected(12, NAMELESS, CLASSES, ("0", "1"), (FEW,))),
    ("spaces-padded.data", Expected(12, NAMELESS, CLASSES, ("0", "1"), (FEW,))),
    ("tabs-doubled.txt", Expected(12, NAMELESS, CLASSES, ("0", "1"), (FEW,))),
    (
        "spaces-and-one-tab.data",
        Expected(
            12,
            NAMELESS,
            VALUES,
            ("column 3",),
            ("words-do-not-recur", "target-in-doubt", FEW),
        ),
    ),
    # Columns that count the rows.
    ("index-without-name.csv", Expected(60, ("a",), CLASSES, ("0", "1"), ("counter",))),
    # Tables in which each row counts.
    ("truth-table-split.csv", Expected(4, AB, CLASSES, ("0", "1"), (TABLE,))),
    ("truth-table-split-parity.csv", Expected(8, 3, CLASSES, ("0", "1"), (TABLE,))),
    # Several targets.
    ("constant-targets.csv?p,q", "in every row"),
    (
        "several-labels.csv?red,round",
        Expected(30, AB, LABELS, ("red", "round"), ("labels",)),
    ),
    # Missing values.
    ("missing-cell.csv", Expected(11, AB, CLASSES, ("0", "1"), ("gaps", FEW))),
    ("word-na-is-a-word.csv", Expected(16, 5, CLASSES, ("0", "1"), ("counter", FEW))),
    # A column that cannot be used.
    (
        "column-of-names.csv",
        Expected(201, ("age",), CLASSES, ("0", "1"), ("words-do-not-recur",)),
    ),
    # Lines around the table.
    ("comment-lines.csv", twelve("lines-skipped")),
    ("comment-percent.csv", twelve("lines-skipped")),
    ("excel-sep-line.csv", twelve("lines-skipped")),
    (
        "units-line.csv",
        Expected(12, ("width", "height"), CLASSES, ("0", "1"), ("units-line", FEW)),
    ),
    ("total-line.csv", twelve("total-line")),
    # Columns around the table.
    ("trailing-delimiter.csv", twelve("empty-column")),
    ("row-names-without-header.csv", twelve("row-names")),
    # Marks within numbers.
    ("decimal-comma.csv", twelve("decimal")),
    (
        "thousands-comma.csv",
        Expected(12, ("rooms",), VALUES, ("price",), ("thousands", FEW)),
    ),
    (
        "thousands-twice-target.csv",
        Expected(12, ("rooms",), VALUES, ("price",), ("thousands", FEW)),
    ),
    # Encodings and endings.
    (
        "latin1-names.csv",
        Expected(12, ("größe", "länge"), CLASSES, ("0", "1"), ("encoding", FEW)),
    ),
    ("ending-dat.dat", twelve()),
    ("npz-X_train.npz", Expected(60, 4, CLASSES, 3)),
    ("npz-data-target.npz", Expected(60, 4, CLASSES, 3)),
    ("npz-train_images.npz", Expected(30, 64, CLASSES, 2)),
    # Images.
    ("pixels-label-last.csv", Expected(40, 16, CLASSES, ("0", "1"))),
]


@pytest.mark.parametrize(("name", "expected"), CASES)
def test_a_table_is_read_as_it_is_meant(name: str, expected: Expected | str) -> None:
    file, _, target = name.partition("?")
    choices = TableChoices(target=target or None)
    path = str(FOLDER / file)
    if isinstance(expected, str):
        with pytest.raises(InputError, match=expected):
            load_dataset(path, choices=choices)
        return
    dataset = load_dataset(path, choices=choices)
    assert _found(dataset, expected) == expected


@pytest.mark.parametrize(
    "file",
    sorted(
        path.name
        for path in FOLDER.iterdir()
        if path.suffix in (".csv", ".data", ".txt")
    ),
)
def test_the_window_begins_with_the_choice_of_the_command_line(file: str) -> None:
    path = str(FOLDER / file)
    opened = open_file(Path(path))
    if not isinstance(opened, OpenedTable):
        return
    first = review(RunConfig(dataset=path))
    if first.obstacle is not None:
        with pytest.raises(InputError, match=re.escape(file)):
            load_dataset(path)
        return
    plain = load_dataset(path)
    chosen = load_data(first.config)
    assert first.remarks == plain.remarks
    for field in ("task", "input_names", "output_names", "class_names", "untested"):
        assert getattr(chosen, field) == getattr(plain, field)
    np.testing.assert_array_equal(chosen.inputs, plain.inputs)
    np.testing.assert_array_equal(chosen.targets, plain.targets)


def _found(dataset: Dataset, expected: Expected) -> Expected:
    """Return what a data set is, as far as it is expected."""
    outputs = dataset.class_names or dataset.output_names
    return Expected(
        dataset.samples,
        len(dataset.input_names)
        if isinstance(expected.inputs, int)
        else dataset.input_names,
        dataset.task,
        len(outputs) if isinstance(expected.outputs, int) else outputs,
        tuple(remark.kind for remark in dataset.remarks),
    )
