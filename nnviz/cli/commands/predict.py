"""``nnviz predict``: what a trained network says of the rows of a file."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nnviz.cli.output import say, say_remarks
from nnviz.cli.report_tables import (
    classes_table,
    errors_table,
    labels_table,
    table_place,
    write_table,
)
from nnviz.cli.run_report import (
    classes_report,
    labels_report,
    show_classes,
    show_labels,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nnviz.files.predicted_rows import Predictions

_MOST_FAULTS = 10


@click.command("predict")
@click.argument("session")
@click.argument("data")
@click.option(
    "--out",
    metavar="FILE",
    help="Write the rows with their predictions to this file, .csv, .tex or .md, and "
    "not to standard output.",
)
@click.option(
    "--scores",
    metavar="FILE",
    help="Write the table of the scores: .tex, .csv (with all digits) or .md.",
)
@click.option(
    "--probabilities",
    is_flag=True,
    help="Write what the network says of each class or label before the prediction.",
)
def predict_command(
    session: str, data: str, out: str | None, scores: str | None, probabilities: bool
) -> None:
    """Predict the rows of the file DATA with the network of a SESSION or other model.

    DATA has the columns the network was trained on, in any order and in their own
    units; others are kept. It comes out as CSV, with the prediction as the last column.
    A row with an unknown word has none, nor one with a gap, unless training filled such
    gaps in. Where DATA has the target, the predictions are scored.
    """
    from nnviz.core.errors import InputError
    from nnviz.data.new_rows.rows_of_file import read_rows
    from nnviz.files.atomic import write_atomically
    from nnviz.files.predicted_rows import Predictions
    from nnviz.files.trained_model import read_model
    from nnviz.models.endings import PREDICTING
    from nnviz.models.opened_model import open_model

    place, scored = (
        _place(option, name, (session, data))
        for option, name in (("--out", out), ("--scores", scores))
    )
    # A table in the first place is a slip, not a model.
    known = session.lower().endswith(PREDICTING)
    model = open_model(Path(session)).model if known else read_model(Path(session))
    if probabilities and model.card.task == "regression":
        raise InputError(
            f"--probabilities: '{model.card.name}' has values, not classes or labels: "
            "leave it out"
        )
    rows = read_rows(Path(data), model.card, model.choices)
    precision = str(model.network.precision)
    found = Predictions(rows, model.predict(rows.inputs), model.card, precision)
    _check_scored(found, scored)
    table = found.table(probabilities=probabilities)
    if place is not None:
        write_atomically(place, _written(table, place.suffix.lower()))
    else:
        for text in table:
            if sys.stdout.isatty():
                say(text.removesuffix("\n"))
            else:
                click.echo(text, nl=False)
    _say_faults(found)
    _show_score(found, scored, err=place is None)


def _check_scored(found: "Predictions", scored: Path | None) -> None:
    """Raise InputError if there is nothing to score that is to be written."""
    from nnviz.core.errors import InputError

    kinds = found.class_scores(), found.label_scores(), found.errors()
    if scored is not None and all(kind is None for kind in kinds):
        raise InputError(
            f"--scores: no row of {found.rows.name} has a target to be scored by"
        )


def _written(table: "Iterable[str]", ending: str) -> "Iterator[bytes]":
    """Yield a file of the rows that come as CSV."""
    import csv
    import io

    from nnviz.files.written_table import table_of_texts, table_text

    if ending == ".csv":
        yield from (text.encode() for text in table)
        return
    headings, *rows = csv.reader(io.StringIO("".join(table), newline=""))
    yield table_text(table_of_texts(headings, rows), ending).encode()


def _place(option: str, name: str | None, read: tuple[str, ...]) -> Path | None:
    """Return where a table is to be written, which is none of the files read."""
    from nnviz.core.errors import InputError

    place = table_place(option, name)
    if place is not None and any(_is_same(place, Path(file)) for file in read):
        raise InputError(f"{option} {name}: is one of the files read: give another")
    return place


def _is_same(place: Path, file: Path) -> bool:
    file = file.expanduser()
    return place.exists() and file.exists() and place.samefile(file)


def _say_faults(found: "Predictions") -> None:
    say_remarks(found.rows.remarks)
    rows = found.rows
    for line in (*rows.filled_words(), *rows.fault_words(_MOST_FAULTS)):
        say(line, err=True)
    if found.lost:
        say(
            f"{found.rows.name}: the network gives no numbers for {found.lost:,} of "
            f"{len(found.outputs):,} rows: has it diverged?",
            err=True,
        )


def _show_score(found: "Predictions", place: Path | None, *, err: bool) -> None:
    """Print how well the rows are predicted that have a target, and write the table."""
    import numpy as np

    rows, scores, errors = found.rows, found.class_scores(), found.errors()
    labels = found.label_scores()
    of, written = f"of these rows have a target ({rows.target})", None
    if scores is not None:
        known = int(scores.samples.sum())
        say(f"{known:,} {of}: accuracy {scores.accuracy:.2%}", err=err)
        told = classes_report(scores, found.like.class_names)
        show_classes(told, rows.name, err=err)
        written = classes_table(told)
    elif labels is not None:
        known = int(labels.labels[0].samples.sum())
        say(f"{known:,} {of}: accuracy {labels.accuracy:.2%} of labels", err=err)
        told = labels_report(labels, found.like.output_names)
        show_labels(told, rows.name, err=err)
        written = labels_table(told)
    elif errors is not None:
        r2 = "" if found.r2 is None else f"R2 {found.r2:.4g}, "
        rms = float(np.sqrt(np.square(errors).mean()))
        say(f"{len(errors):,} {of}: {r2}root mean square error {rms:.4g}", err=err)
        written = errors_table(len(errors), found.r2, rms)
    if written is not None:
        write_table(written, place, quiet=False)
