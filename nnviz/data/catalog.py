"""The catalogue of all data sets, and loading one by its name or from a file."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from nnviz.core.errors import InputError, unknown_name
from nnviz.data import generated, tables
from nnviz.data import generated_functions as functions
from nnviz.data.dataset import Dataset, Task
from nnviz.data.in_use import InUse
from nnviz.data.mnist import load_mnist
from nnviz.data.table_choices import AS_IT_SEEMS_BEST, TableChoices
from nnviz.data.truth_tables import GATES, truth_table

FEWEST, MOST = 10, 1_000_000
"""The fewest and the most samples that can be generated."""

Kind = Literal["generated", "truth table", "table", "images"]


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """What is known of a data set without loading it.

    Parameters
    ----------
    name, title
        Its name in commands, and for readers.
    task
        Classification or regression.
    samples, inputs, outputs
        Its size; for a generated set, ``samples`` is the default.
    kind
        Where it comes from.
    load
        Returns the data set; for a generated set it takes a count, a noise and a seed.
    """

    name: str
    title: str
    task: Task
    samples: int
    inputs: int
    outputs: int
    kind: Kind
    load: Callable[..., Dataset]


CLASSES: Task = "classification"
VALUES: Task = "regression"
MADE: Kind = "generated"
TRUTH: Kind = "truth table"
TABLE: Kind = "table"
IMAGES: Kind = "images"


def _gate_entry(gate: str) -> CatalogEntry:
    title, load = f"Truth table of {gate.upper()}", partial(truth_table, gate)
    return CatalogEntry(f"{gate}-table", title, CLASSES, 4, 2, 1, TRUTH, load)


ENTRIES = (
    CatalogEntry("circle", "Circle", CLASSES, 500, 2, 1, MADE, generated.circle),
    CatalogEntry("xor", "Exclusive or", CLASSES, 500, 2, 1, MADE, generated.xor),
    CatalogEntry("gauss", "Two clouds", CLASSES, 500, 2, 1, MADE, generated.gauss),
    CatalogEntry("spiral", "Spiral", CLASSES, 500, 2, 1, MADE, generated.spiral),
    CatalogEntry("moons", "Moons", CLASSES, 500, 2, 1, MADE, generated.moons),
    CatalogEntry("rings", "Three rings", CLASSES, 500, 2, 3, MADE, generated.rings),
    CatalogEntry("plane", "Plane", VALUES, 500, 2, 1, MADE, functions.plane),
    CatalogEntry("bumps", "Gaussian bumps", VALUES, 500, 2, 1, MADE, functions.bumps),
    CatalogEntry("sine", "Sine", VALUES, 200, 1, 1, MADE, functions.sine),
    CatalogEntry("line", "Line", VALUES, 200, 1, 1, MADE, functions.line),
    *(_gate_entry(gate) for gate in GATES),
    CatalogEntry("iris", "Iris", CLASSES, 150, 4, 3, TABLE, tables.load_iris),
    CatalogEntry("wine", "Wine", CLASSES, 178, 13, 3, TABLE, tables.load_wine),
    CatalogEntry(
        "breast_cancer",
        "Breast cancer (Wisconsin, diagnostic)",
        CLASSES,
        569,
        30,
        1,
        TABLE,
        tables.load_breast_cancer,
    ),
    CatalogEntry(
        "diabetes", "Diabetes", VALUES, 442, 10, 1, TABLE, tables.load_diabetes
    ),
    CatalogEntry(
        "digits",
        "Handwritten digits, 8 × 8",
        CLASSES,
        1797,
        64,
        10,
        IMAGES,
        tables.load_digits,
    ),
    CatalogEntry(
        "mnist",
        "MNIST handwritten digits",
        CLASSES,
        70_000,
        784,
        10,
        IMAGES,
        load_mnist,
    ),
)
CATALOG = {entry.name: entry for entry in ENTRIES}


def load_dataset(
    name: str,
    *,
    samples: int | None = None,
    noise: float | None = None,
    seed: int = 0,
    choices: TableChoices = AS_IT_SEEMS_BEST,
) -> Dataset:
    """Return a data set of the catalogue, or one from a file.

    A bundled set that is in use already is shared; files are read again.

    Parameters
    ----------
    name
        A name in `CATALOG`, or the path of a file. The catalogue comes first: write
        ``./iris`` for a file of that name.
    samples, noise, seed
        For generated sets only (others ignore the seed): the number of samples, the
        noise from 0 to 1, and the seed of the random numbers.
    choices
        For files only: how they are read; all but the task is for tables only.

    Raises
    ------
    InputError
        If there is no such set, it cannot be read, or an option does not apply to it.
    """
    if name in CATALOG:
        entry = CATALOG[name]
        _refuse(entry.name, "a bundled set", **choices.given())
        if entry.kind == MADE:
            return _generate(entry, samples, noise, seed)
        what = "a truth table" if entry.kind == TRUTH else "a set of real data"
        _refuse(entry.name, what, samples=samples, noise=noise)
        return _IN_USE.get(name, entry.load)
    if not _is_path(name):
        raise unknown_name("data set", name, CATALOG)
    _refuse(name, "a file", samples=samples, noise=noise)
    # Imported when it is needed: most windows begin without a file.
    from nnviz.data.readers.any_file import read_dataset

    return read_dataset(Path(name), choices)


_IN_USE: InUse[Dataset] = InUse()


def _generate(
    entry: CatalogEntry, samples: int | None, noise: float | None, seed: int
) -> Dataset:
    count = entry.samples if samples is None else samples
    if not FEWEST <= count <= MOST:
        raise InputError(f"samples {count}: give a number from {FEWEST} to {MOST}")
    noise = 0.0 if noise is None else noise
    if not 0 <= noise <= 1:
        raise InputError(f"noise {noise}: give a number from 0 to 1")
    if seed < 0:
        raise InputError(f"seed {seed}: give 0 or a positive number")
    return entry.load(count, noise, seed)


_OF_GENERATED = ("samples", "noise")
"""The options that apply to generated sets only."""


def _refuse(name: str, what: str, **options: object) -> None:
    """Raise InputError if an option is given that does not apply to a set."""
    for option, value in options.items():
        if value is not None:
            only = "generated sets" if option in _OF_GENERATED else "files"
            raise InputError(
                f"{option} {value}: '{name}' is {what}, and {option} applies to {only} "
                f"only: leave it out"
            )


def _is_path(name: str) -> bool:
    """Tell whether a name is the path of a file, even if the file is missing."""
    separators = {os.sep, os.altsep, "/"} - {None}
    if Path(name).suffix or any(str(mark) in name for mark in separators):
        return True
    return bool(name) and (name.endswith("-ubyte") or os.path.exists(name))
