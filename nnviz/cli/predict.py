"""``nnviz predict``: what a trained network says of the rows of a file."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nnviz.cli.output import check_place, say, say_remarks
from nnviz.cli.run_report import (
    classes_report,
    labels_report,
    show_classes,
    show_labels,
)

if TYPE_CHECKING:
    from nnviz.files.predicted_rows import Predictions

_MOST_FAULTS = 10


@click.command("predict")
@click.argument("session")
@click.argument("data")
@click.option(
    "--out",
    metavar="FILE",
    help="Write the rows with their predictions to this file, FILE.csv, and not to "
    "standard output.",
)
@click.option(
    "--probabilities",
    is_flag=True,
    help="Write what the network says of each class or label before the prediction.",
)
def predict_command(
    session: str, data: str, out: str | None, probabilities: bool
) -> None:
    """Predict the rows of the file DATA with the network of a SESSION or other model.

    DATA has the columns the network was trained on, in any order and in their own
    units; others are kept. It comes out as CSV, with the prediction as the last column.
    A row with an unknown word has none, nor one with a gap, unless training filled such
    gaps in. Where DATA has the target, the predictions are scored.
    """
    from nnviz.core.errors import InputError
    from nnviz.data.rows_of_file import read_rows
    from nnviz.files.atomic import write_atomically
    from nnviz.files.predicted_rows import Predictions
    from nnviz.files.trained_model import read_model
    from nnviz.models.endings import PREDICTING
    from nnviz.models.opened_model import open_model

    place = None if out is None else check_place("--out", out, (".csv",))
    for file in (session, data):
        if place is not None and _is_same(place, Path(file)):
            raise InputError(f"--out {out}: is one of the files read: give another")
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
    table = found.table(probabilities=probabilities)
    if place is not None:
        write_atomically(place, (text.encode() for text in table))
    else:
        for text in table:
            if sys.stdout.isatty():
                say(text.removesuffix("\n"))
            else:
                click.echo(text, nl=False)
    _say_faults(found)
    _show_score(found, err=place is None)


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


def _show_score(found: "Predictions", *, err: bool) -> None:
    """Print how well the rows are predicted that have a target."""
    import numpy as np

    rows, scores, errors = found.rows, found.class_scores(), found.errors()
    labels = found.label_scores()
    if scores is not None:
        known = int(scores.samples.sum())
        say(
            f"{known:,} of these rows have a target ({rows.target}): accuracy "
            f"{scores.accuracy:.2%}",
            err=err,
        )
        names = found.like.class_names
        show_classes(classes_report(scores, names), rows.name, err=err)
    elif labels is not None:
        known = int(labels.labels[0].samples.sum())
        say(
            f"{known:,} of these rows have a target ({rows.target}): accuracy "
            f"{labels.accuracy:.2%} of labels",
            err=err,
        )
        show_labels(labels_report(labels, found.like.output_names), rows.name, err=err)
    elif errors is not None:
        r2 = "" if found.r2 is None else f"R2 {found.r2:.4g}, "
        rms = float(np.sqrt(np.square(errors).mean()))
        say(
            f"{len(errors):,} of these rows have a target ({rows.target}): {r2}root "
            f"mean square error {rms:.4g}",
            err=err,
        )
