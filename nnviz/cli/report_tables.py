"""The tables that commands print, each to be printed or written into a file."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nnviz.cli.output import check_place, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nnviz.core.gradient_check import GradientCheck
    from nnviz.files.written_table import Cell, WrittenTable
    from nnviz.session.claims.judging import Judgement

ENDINGS = (".tex", ".csv", ".md")
PARTS = (
    ("train", "training set"),
    ("test", "test set"),
    ("validation", "validation set"),
)
_SHARES = ("precision", "recall", "F1")

table_option = click.option(
    "--out",
    metavar="FILE",
    help="Also write the table: .tex, .csv (with all digits) or .md.",
)


def table_place(option: str, name: str | None) -> Path | None:
    """Return where a table is to be written, None for nowhere.

    Raises
    ------
    InputError
        As `check_place` does.
    """
    return None if name is None else check_place(option, name, ENDINGS)


def write_table(table: "WrittenTable", place: Path | None, *, quiet: bool) -> None:
    """Write a table into a file, if there is to be one, and say so unless ``quiet``."""
    if place is None:
        return
    from nnviz.files.atomic import write_atomically
    from nnviz.files.written_table import table_text

    write_atomically(place, table_text(table, place.suffix.lower()).encode())
    if not quiet:
        say(f"written: {place}", err=True)


def classes_table(found: dict[str, Any]) -> "WrittenTable":
    """Return how classes are told apart, and which are taken for which."""
    names = [one["name"] for one in found["classes"]]
    headings = ("class", "samples", *_SHARES, *(f"as {name}" for name in names))
    lines: list[tuple[Cell, ...]] = [
        (one["name"], one["samples"], *_shares(one), *counts)
        for one, counts in zip(found["classes"], found["confusion"], strict=True)
    ]
    empty = [""] * len(names)
    lines.append(("macro", found["samples"], *_shares(found["macro"]), *empty))
    return _table(headings, lines, shares=range(2, 5))


def labels_table(found: dict[str, Any]) -> "WrittenTable":
    """Return how each label is told."""
    headings = ("label", "samples with it", "always the commoner", "accuracy")
    lines: list[tuple[Cell, ...]] = [
        (
            one["name"],
            one["samples"],
            one["commonest_share"],
            one["accuracy"],
            *_shares(one),
        )
        for one in found["labels"]
    ]
    lines.append(("macro", "", "", "", *_shares(found["macro"])))
    return _table((*headings, *_SHARES), lines, shares=range(2, 7))


def run_table(found: dict[str, Any]) -> "WrittenTable":
    """Return the scores of a run's sets, and of their classes or labels.

    ``found`` is what `report` returns.
    """
    from nnviz.files.written_table import WrittenTable

    config, done = found["config"], found["iterations"]
    title = f"{config.dataset}, iteration {done:,}, seed {config.seed}"
    parts = [(name, found[part]) for part, name in PARTS if found[part]]
    first = parts[0][1]
    if "classes" not in first and "labels" not in first:
        measured = any(score["r2"] is not None for _, score in parts)
        lines: list[tuple[Cell, ...]] = [
            (name, score["cost"], *([score["r2"]] if measured else []))
            for name, score in parts
        ]
        headings = ("set", "cost", *(["R2"] if measured else []))
        return _table(headings, lines, title=title)
    of = classes_table if "classes" in first else labels_table
    tables = [(name, score, of(score)) for name, score in parts]
    names = tables[0][2].headings
    rows = tuple(
        line
        for name, score, table in tables
        for line in _of_set(name, table.rows, _measured(score))
    )
    exact = tuple(
        line
        for name, score, table in tables
        for line in _of_set(name, table.exact, (score["cost"], score["accuracy"]))
    )
    named = ("set", *names[:2], "cost", "accuracy of all", *names[2:])
    return WrittenTable(named, rows, frozenset({0, 1}), exact, title)


def errors_table(rows: int, r2: float | None, rms: float) -> "WrittenTable":
    """Return how far predicted values are off."""
    return _table(("rows", "R2", "root mean square error"), [(rows, r2, rms)])


def verdict_table(verdict: "Judgement") -> "WrittenTable":
    """Return what a check says of every quantity, what is wrong first."""
    from nnviz.core.writing.number_text import compact
    from nnviz.files.written_table import WrittenTable
    from nnviz.session.claims.claim_words import (
        headline,
        place,
        remedy,
        words,
        worst_first,
    )

    headings = ("quantity", "largest difference", "verdict", "right", "stepper")
    rows, exact = [], []
    for one in worst_first(verdict):
        texts = (words(one, verdict), remedy(one, verdict), place(one))
        rows.append((one.name, compact(one.difference, 2), *texts))
        exact.append((one.name, one.difference, *texts))
    words_in = frozenset({0, 2, 3, 4})
    return WrittenTable(
        headings, tuple(rows), words_in, tuple(exact), headline(verdict)
    )


def gradients_table(found: "GradientCheck") -> "WrittenTable":
    """Return both gradients of every parameter looked at, and whether they agree."""
    import numpy as np

    from nnviz.core.writing.number_text import compact, significant
    from nnviz.files.written_table import WrittenTable

    reasons = (
        (found.unresolved, "not judged: lost in rounding"),
        (found.straddles, "not judged: a kink"),
        (found.surrogate, "not judged: straight-through"),
    )
    rows, exact = [], []
    for place in np.flatnonzero(~np.isnan(found.numeric)):
        name, error = found.layout.name_of(int(place)), float(found.errors[place])
        agrees = "agrees" if error <= found.tolerance else "differs"
        said = next((words for marked, words in reasons if marked[place]), agrees)
        numbers = float(found.analytic[place]), float(found.numeric[place])
        judged = error == error
        off = compact(error, 2) if judged else "–"
        rows.append((name, *map(significant, numbers), off, said))
        exact.append((name, *numbers, error if judged else "", said))
    headings = ("parameter", "backward pass", "central difference", "relative error")
    return WrittenTable(
        (*headings, "verdict"), tuple(rows), frozenset({0, 4}), tuple(exact)
    )


def _table(
    headings: tuple[str, ...],
    lines: "Sequence[tuple[Any, ...]]",
    shares: range = range(0),
    title: str = "",
) -> "WrittenTable":
    """Return a table of numbers, those of some columns as percentages."""
    from nnviz.files.written_table import WrittenTable

    rows = tuple(
        tuple(_text(cell, share=place in shares) for place, cell in enumerate(line))
        for line in lines
    )
    return WrittenTable(headings, rows, exact=tuple(lines), title=title)


def _text(cell: "Cell | None", *, share: bool) -> str:
    """Write a cell; a number that divides by nothing is a dash."""
    from nnviz.core.writing.number_text import percent, significant

    if cell is None or cell != cell:
        return "–"
    if isinstance(cell, float):
        return percent(cell) if share else significant(cell, 6)
    return f"{cell:,}" if isinstance(cell, int) else cell


def _shares(scores: dict[str, float]) -> tuple[float, ...]:
    return tuple(scores[name] for name in ("precision", "recall", "f1"))


def _measured(score: dict[str, Any]) -> tuple[str, str]:
    cost, accuracy = score["cost"], score["accuracy"]
    return _text(cost, share=False), _text(accuracy, share=True)


def _of_set(
    name: str, rows: "Sequence[tuple[Any, ...]]", measured: "tuple[Any, Any]"
) -> "Iterator[tuple[Any, ...]]":
    """Yield the rows of a set; the last one, its averages, has what is of the whole."""
    for place, row in enumerate(rows, 1):
        whole = measured if place == len(rows) else ("", "")
        yield (name, *row[:2], *whole, *row[2:])
