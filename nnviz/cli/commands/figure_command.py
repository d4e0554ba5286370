"""``nnviz figure``: what a view shows, as a file to print or to edit."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nnviz.cli.commands.explain_command import NeuronPlace
from nnviz.cli.options import (
    Names,
    config_file_option,
    data_and_network_options,
    described_run,
    run_options,
    run_preset_option,
)
from nnviz.cli.output import check_place
from nnviz.cli.variations import VariationType
from nnviz.session.interruption import HeldSignals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nnviz.files.opening import OpenedSession
    from nnviz.ui.window.figures.shown_figure import FigureRequest

_LENGTH = re.compile(r"(\d+(?:\.\d+)?)\s*(mm|cm|in|pt)?")
_MILLIMETRES = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72, None: 1.0}
_LEAST, _MOST = 10.0, 2000.0
_PARTS = ("values", "names", "biases")
_OF_MOMENT = ("iteration", "sample", "edges", "vary", "phase")
_OF_LOOKS = (
    "view",
    "neuron",
    "width",
    "height",
    "font",
    "theme",
    "shown",
    "neurons",
    "rows",
)
"""The options that say what is shown, and how."""


class Length(click.ParamType[float]):
    """A length on paper: ``85mm``, ``3.3in``, ``8.5cm``; in millimetres."""

    name = "LENGTH"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the length in millimetres."""
        found = _LENGTH.fullmatch(str(value).strip())
        length = float(found[1]) * _MILLIMETRES[found[2]] if found else 0.0
        if not _LEAST <= length <= _MOST:
            self.fail(
                f"'{value}': write a length such as 85mm, 8.5cm or 3.3in, of 10 to "
                "2,000 mm",
                param,
                ctx,
            )
        return length


@click.command("figure")
@click.argument("file", required=False)
@run_preset_option
@config_file_option
@click.option("--again", metavar="FIGURE", help="Draw a figure of nnviz anew.")
@click.option("--view", help="diagram, output, cost, ...; diagram if not given.")
@click.option(
    "--iteration", type=click.IntRange(0), help="The moment; a saved run's last one."
)
@click.option(
    "--sample", type=click.IntRange(1), help="Which sample of the data, from 1."
)
@click.option(
    "--neuron",
    type=NeuronPlace(),
    help="Emphasise its edges, or explain it: 1.2.",
)
@click.option(
    "--phase",
    type=click.Choice(["forward", "loss", "backward", "update"]),
    help="What the inspector explains of it.",
)
@click.option(
    "--edges",
    type=click.Choice(["weight", "contribution", "gradient", "update"]),
    help="What the edges of the diagram show.",
)
@click.option(
    "--vary",
    type=VariationType(),
    multiple=True,
    help="What the contenders of a comparison differ in: activation=relu,tanh.",
)
@click.option("--width", type=Length(), help="On paper: 85mm, 8.5cm, 3.3in.")
@click.option("--height", type=Length(), help="Likewise; what suits the view.")
@click.option(
    "--font-size",
    "font",
    type=click.FloatRange(2, 72),
    help="Of small text, in points.",
)
@click.option("--theme", type=click.Choice(["print", "light", "dark"]))
@click.option("--show", "shown", type=Names(), help="Of values, names, biases.")
@click.option(
    "--neurons", type=click.IntRange(1, 1000), help="At most so many of a layer."
)
@click.option(
    "--rows", type=click.IntRange(1, 1000), help="The most rows of a table to draw."
)
@click.option(
    "--dpi",
    type=click.IntRange(36, 2400),
    help="Of a PNG; 300 if not given, with --again that of the figure.",
)
@click.option(
    "--out",
    help="The file to write: .svg, .pdf, .png or .tex; of a table also .csv and .md. "
    "With --again, the figure itself if not given.",
)
@data_and_network_options
@run_options
def figure_command(
    file: str | None,
    again: str | None,
    dpi: int | None,
    out: str | None,
    **options: Any,
) -> None:
    """Draw a view of a run into a file: SVG, PDF, PNG or TikZ, with its real numbers.

    FILE is a saved run; without one, a preset, the options of train or a configuration
    name what is trained. The file says how it was drawn: --again draws it anew.
    """
    from nnviz.core.errors import unknown_name

    endings = (".svg", ".pdf", ".png", ".tex", ".csv", ".md")
    if out is None and again is None:
        raise click.UsageError("Missing option '--out': name the file to write.")
    place = check_place("--out", out or again or "", endings)
    moment, looks = _taken(options, _OF_MOMENT), _taken(options, _OF_LOOKS)
    for name in looks.get("shown", ()):
        if name not in _PARTS:
            raise unknown_name("--show", name, _PARTS)
    from msgspec.structs import replace

    with HeldSignals():
        from nnviz.ui.figure_drawing import draw
        from nnviz.ui.figures.writers import USUAL_DPI, dpi_of, write_figure
    opened = None if file is None or is_recorded(file) else saved_run(file, options)
    request = _request(file, opened, again, options)
    wish = replace(request.wish, **looks)
    request = replace(request, wish=wish, **moment)
    if is_recorded(request.session):
        check_recorded(request)
    dots = dpi or (dpi_of(Path(again)) if again else None) or USUAL_DPI
    draw(
        request,
        lambda figure: write_figure(figure, place, dots),
        opened,
    )


def _taken(options: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Take options that are given out of all of them."""
    taken = {name: options.pop(name) for name in names}
    return {name: value for name, value in taken.items() if value not in (None, ())}


def _request(
    file: str | None,
    opened: "OpenedSession | None",
    again: str | None,
    run: dict[str, Any],
) -> "FigureRequest":
    """Return the request of a figure drawn before, or the usual one of a run."""
    from nnviz.core.errors import InputError

    if again is None:
        return request_of_run(file, opened, run)
    if file is not None or any(value is not None for value in run.values()):
        raise InputError("--again: the figure names its run: leave other options out")
    return request_of_figure(again)


def request_of_figure(name: str) -> "FigureRequest":
    """Return what a figure in a file was drawn by.

    Raises
    ------
    InputError
        If the file cannot be read, or does not say so.
    """
    # What Qt imports must not be cut short.
    with HeldSignals():
        from nnviz.ui.figures.writers import provenance_of
        from nnviz.ui.window.figures.shown_figure import request_in

    return request_in(provenance_of(Path(name)))


def request_of_run(
    file: str | None, opened: "OpenedSession | None", run: dict[str, Any]
) -> "FigureRequest":
    """Return the usual request of a saved run, or of one that options describe.

    Parameters
    ----------
    file, opened
        The saved run as the user has named it, and as it has been opened.

    Raises
    ------
    InputError
        If the options describe none.
    """
    with HeldSignals():
        from nnviz.ui.window.figures.shown_figure import FigureRequest, FigureWish

    if file is not None and is_recorded(file):
        from nnviz.session.config import RunConfig

        check_alone(file, run)
        newest = recorded_numbers(file)[-1]
        return FigureRequest(
            config=RunConfig(), wish=FigureWish(), session=file, iteration=newest
        )
    if opened is None:
        return FigureRequest(config=described_run(run), wish=FigureWish())
    state = opened.session.state
    return FigureRequest(
        config=state.config,
        wish=FigureWish(),
        session=file or "",
        iteration=len(state.costs),
    )


def saved_run(file: str, run: dict[str, Any]) -> "OpenedSession":
    """Open a saved run, which no option may describe in another way.

    Raises
    ------
    InputError
        If one does, or the run cannot be opened.
    """
    from nnviz.files.opening import open_run

    check_alone(file, run)
    return open_run(file)


def check_alone(file: str, run: dict[str, Any]) -> None:
    """Refuse options that describe a saved run in another way.

    Raises
    ------
    InputError
        If there are any.
    """
    from nnviz.core.errors import InputError

    if any(value is not None for value in run.values()):
        raise InputError(
            f"{file}: a saved run has its settings: leave other options out"
        )


def is_recorded(file: str) -> bool:
    """Tell whether a file has what another program has recorded."""
    from nnviz.files.watch_log import is_log

    return bool(file) and is_log(Path(file))


def recorded_numbers(file: str) -> "Sequence[int]":
    """Return the numbers of the iterations that a log has.

    Raises
    ------
    InputError
        If it cannot be read, or has none.
    """
    from nnviz.core.errors import InputError
    from nnviz.files.watch_log import WatchLog

    numbers = WatchLog(Path(file)).numbers
    if not numbers:
        raise InputError(f"{file}: no iteration has been recorded yet")
    return numbers


def check_recorded(request: "FigureRequest") -> None:
    """Raise InputError unless the moment of a request has been recorded."""
    from nnviz.core.errors import InputError

    numbers, wanted = recorded_numbers(request.session), request.iteration
    if wanted not in numbers:
        nearest = min(numbers, key=lambda number: abs(number - wanted))
        raise InputError(
            f"--iteration {wanted}: it was not recorded; the nearest is {nearest}"
        )
