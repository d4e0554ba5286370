"""``nnviz worksheet``: an iteration to work through by hand, with an answer key."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nnviz.cli.options import LayerSizes, class_weights_option, reading_options
from nnviz.cli.output import check_place
from nnviz.cli.report_tables import ENDINGS as TABLES
from nnviz.session.interruption import HeldSignals

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nnviz.files.worksheet.sheet import Sheet
    from nnviz.session.config import RunConfig

_MOST_SHEETS = 100
_MOST_DECIMALS = 3


@click.command("worksheet")
@click.option("--preset", help="The experiment to use.")
@click.option("--dataset", help="A name from 'nnviz datasets', or a file.")
@click.option("--target", help="Target column of a table: a name or number.")
@reading_options
@click.option("--hidden", type=LayerSizes(), help="Hidden layers: 3, 2,2 or none.")
@click.option("--activation", help="Activation of all hidden layers.")
@click.option("--output-activation", help="Activation of the output layer.")
@click.option("--loss", help="mse, mae, huber, cross_entropy, ...")
@class_weights_option
@click.option("--learning-rate", type=float, help="Step size of gradient descent.")
@click.option("--batch-size", type=int, help="Samples per iteration, 1 to 4.")
@click.option("--seed", type=int, help="Number of the exercise; each one is different.")
@click.option(
    "--iteration",
    type=int,
    default=1,
    show_default=True,
    help="Which iteration, from 1.",
)
@click.option(
    "--sample",
    type=int,
    default=1,
    show_default=True,
    help="Which sample of the batch, from 1.",
)
@click.option(
    "--decimals",
    type=int,
    default=1,
    show_default=True,
    help="Decimals of weights, biases and data.",
)
@click.option("--exact", is_flag=True, help="Leave weights and data unrounded.")
@click.option(
    "--count", type=int, default=1, show_default=True, help="Number of exercises."
)
@click.option("--no-key", is_flag=True, help="Leave the answers out.")
@click.option(
    "--out",
    "outs",
    metavar="FILE",
    required=True,
    multiple=True,
    help="The file to write: .html or .pdf, or the answers as a table: .csv, .tex or "
    ".md; can be repeated.",
)
def worksheet_command(
    outs: tuple[str, ...], count: int, no_key: bool, **options: Any
) -> None:
    """Print an exercise on one iteration of a small network, and its answer key.

    A drawing, the data, and blanks for z, a, loss, delta, gradients and new weights;
    the answers are the numbers training computed.
    """
    writers = [(_place(out), _writer(out)) for out in outs]
    sheets = _sheets(count, options)
    from nnviz.files.atomic import write_atomically

    for path, write in writers:
        write_atomically(path, write(sheets, not no_key))


def _sheets(count: int, options: dict[str, Any]) -> "Sequence[Sheet]":
    from nnviz.core.errors import InputError
    from nnviz.files.worksheet.by_hand import WorksheetChoice
    from nnviz.files.worksheet.making import make_sheets

    iteration, sample = options.pop("iteration"), options.pop("sample")
    decimals, exact = options.pop("decimals"), options.pop("exact")
    if not 1 <= count <= _MOST_SHEETS:
        raise InputError(f"--count {count}: give 1 to {_MOST_SHEETS}")
    if not 1 <= decimals <= _MOST_DECIMALS:
        raise InputError(
            f"--decimals {decimals}: give 1 to {_MOST_DECIMALS}, or --exact"
        )
    config = _config(options.pop("preset"), options)
    return make_sheets(
        WorksheetChoice(config, iteration, sample, None if exact else decimals), count
    )


def _config(preset: str | None, options: dict[str, Any]) -> "RunConfig":
    """Return the preset's configuration, changed by the options given."""
    from nnviz.cli.options import config_from
    from nnviz.core.errors import InputError, unknown_name
    from nnviz.session.settings.presets import PRESETS

    if preset is None:
        return config_from({"dataset": "xor"} | _given(options), None)
    if options["dataset"] is not None:
        raise InputError("--dataset and --preset: use one or the other")
    if preset not in PRESETS:
        raise unknown_name("preset", preset, PRESETS)
    base = PRESETS[preset].config
    return config_from(_given(options), None, base)


def _given(options: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}


def _place(out: str) -> Path:
    return check_place("--out", out, (".html", ".htm", ".pdf", *TABLES))


def _writer(out: str) -> "Callable[[Sequence[Sheet], bool], bytes]":
    """Return the function that writes this kind of file, by the name's ending."""
    ending = Path(out).suffix.lower()
    if ending in TABLES:
        return partial(_table, ending)
    return _pdf if ending == ".pdf" else _html


def _table(ending: str, sheets: "Sequence[Sheet]", with_key: bool) -> bytes:
    from nnviz.files.worksheet.answer_table import answer_table
    from nnviz.files.written_table import table_text

    return table_text(answer_table(sheets, with_key), ending).encode()


def _html(sheets: "Sequence[Sheet]", with_key: bool) -> bytes:
    from nnviz.files.worksheet.worksheet_page import to_html

    return to_html(sheets, with_key).encode()


def _pdf(sheets: "Sequence[Sheet]", with_key: bool) -> bytes:
    """Make a PDF where there is neither a window nor a display."""
    # What Qt imports must not be cut short, and it calls Python for the pictures,
    # where no signal may raise anything.
    with HeldSignals() as held:
        from nnviz.ui.app import unseen_application
        from nnviz.ui.worksheet_pdf import to_pdf

        unseen_application()
        return to_pdf(sheets, with_key, held.check_interrupt)
