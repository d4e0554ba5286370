"""``nnviz film``: a run from its beginning to its end, as a film."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nnviz.cli.commands.figure_command import (
    is_recorded,
    recorded_numbers,
    request_of_figure,
    request_of_run,
    saved_run,
)
from nnviz.cli.open_window import WindowSize
from nnviz.cli.options import (
    Names,
    config_file_option,
    data_and_network_options,
    run_options,
    run_preset_option,
)
from nnviz.cli.output import check_place, say
from nnviz.cli.variations import VariationType
from nnviz.session.interruption import HeldSignals

if TYPE_CHECKING:
    from nnviz.files.opening import OpenedSession
    from nnviz.session.timeline.timeline_view import Position
    from nnviz.ui.window.figures.shown_figure import FigureRequest
    from nnviz.views.film_layout import FilmLayout

_SPAN = re.compile(r"(\d{1,9}):(\d{1,9})")
_USUAL, _A_STEP = 300, 20
"""Frames of a film, and of each step of a walk; and iterations of a run."""
_OF_PLAN = ("span", "by", "frames", "duration", "every", "sample", "trip", "vary")


class Span(click.ParamType[tuple[int, int]]):
    """The first and the last iteration: ``0:2000``."""

    name = "FIRST:LAST"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """Read ``0:2000``."""
        if isinstance(value, tuple):
            return value
        found = _SPAN.fullmatch(str(value).strip())
        if found is None or int(found[1]) > int(found[2]):
            self.fail(f"'{value}': write first:last, such as 0:2000", param, ctx)
        return int(found[1]), int(found[2])


@click.command("film")
@click.argument("file", required=False)
@run_preset_option
@config_file_option
@click.option("--of", "figure", metavar="FIGURE", help="Film what a figure shows.")
@click.option(
    "--vary",
    type=VariationType(),
    multiple=True,
    help="Film a comparison: what its contenders differ in, activation=relu,tanh.",
)
@click.option("--span", type=Span(), help="First and last iteration: 0:2000.")
@click.option(
    "--by",
    type=click.Choice(["iterations", "epochs", "change"]),
    default="iterations",
    show_default=True,
    help="What lies between two frames: as many iterations, an epoch, or as much "
    "change of the parameters.",
)
@click.option(
    "--walk",
    type=click.Choice(["term", "neuron", "layer", "phase"]),
    help="Walk the last iteration instead, by steps of a size.",
)
@click.option(
    "--trip", is_flag=True, help="Go through all branches of a saved run's past."
)
@click.option(
    "--frames", type=click.IntRange(1, 20_000), help="How many; 300, or 20 for a step."
)
@click.option(
    "--duration",
    type=click.FloatRange(0, 3600, min_open=True),
    help="How long instead, in seconds; moments are held where there are too few.",
)
@click.option(
    "--every",
    type=click.IntRange(1),
    help="Instead, iterations from a frame to the next.",
)
@click.option(
    "--rate",
    type=click.IntRange(1, 120),
    default=30,
    show_default=True,
    help="A second.",
)
@click.option("--views", type=Names(), help="The first large, the others beside it.")
@click.option("--layout", help="Where views are: 'diagram | output / cost:2'.")
@click.option(
    "--sample", type=click.IntRange(1), help="Which sample of the data, from 1."
)
@click.option("--size", type=WindowSize(), default="1920x1080", show_default=True)
@click.option("--theme", type=click.Choice(["print", "light", "dark"]), default="dark")
@click.option("--caption", default="", help="Words below the views.")
@click.option("--out", required=True, help="The file: .mp4, .webm, .gif or .apng.")
@data_and_network_options
@run_options
def film_command(file: str | None, out: str, rate: int, **options: Any) -> None:
    """Draw a film of a run: its views at moments from the first to the last.

    FILE is a saved run; without one, a preset, the options of train or a configuration
    name what is trained. Every frame is drawn from the run at its moment. The layout
    has columns between |, in each of them views from the top to the bottom between /,
    and numbers for shares of the height, or of the width.
    """
    from nnviz.files.film_file import ENDINGS, FilmFile
    from nnviz.views.film_layout import check_size
    from nnviz.views.film_plan import held

    place = check_place("--out", out, ENDINGS)
    looks = {name: options.pop(name) for name in ("size", "theme", "caption", "walk")}
    plan = {name: options.pop(name) for name in _OF_PLAN}
    looks["layout"] = _layout(options, plan)
    check_size(looks["layout"], looks["size"])
    _check_frames(plan, looks["walk"])
    run, opened = _run(file, options, plan)
    with HeldSignals():
        from nnviz.ui.film_drawing import FilmRequest, draw_film
    run, moments = _planned(run, opened, plan, looks["walk"])
    if plan["duration"] is not None:
        moments = held(moments, max(1, round(plan["duration"] * rate)))
    request = FilmRequest(run=run, moments=moments, **looks)
    film = FilmFile(Path(place), rate)
    film.expect(looks["size"], len(moments))
    draw_film(request, film, _say_progress, opened)
    say("", err=True)


def _check_frames(plan: dict[str, Any], walk: str | None) -> None:
    """Raise InputError if the number of frames is said in more than one way."""
    from nnviz.core.errors import InputError

    said = [name for name in ("frames", "duration", "every") if plan[name] is not None]
    if len(said) > 1:
        raise InputError(f"--{said[0]} and --{said[1]}: use one or the other")
    if walk is not None and said not in ([], ["frames"]):
        raise InputError(f"--{said[0]}: a walk has --frames for each of its steps")
    if plan["every"] is not None and (plan["by"] != "iterations" or plan["trip"]):
        raise InputError("--every: goes by iterations: leave out --by and --trip")


def _layout(options: dict[str, Any], plan: dict[str, Any]) -> "FilmLayout":
    """Return the layout that is wished, or the usual one of such a film."""
    from nnviz.core.errors import InputError
    from nnviz.views.film_layout import (
        COMPARED,
        ONE,
        TRIP,
        parsed_layout,
        side_by_side,
    )

    views, layout = options.pop("views"), options.pop("layout")
    if views is not None and layout is not None:
        raise InputError("--views and --layout: use one or the other")
    if layout is not None:
        return parsed_layout(layout)
    if views is not None:
        return side_by_side(views)
    if plan["vary"]:
        return parsed_layout(COMPARED)
    return parsed_layout(TRIP if plan["trip"] else ONE)


def _run(
    file: str | None, options: dict[str, Any], plan: dict[str, Any]
) -> "tuple[FigureRequest, OpenedSession | None]":
    """Return the run, and the file of a saved one, opened."""
    from msgspec.structs import replace

    from nnviz.core.errors import InputError

    figure = options.pop("figure")
    if figure is not None:
        if file is not None or any(value is not None for value in options.values()):
            raise InputError("--of: the figure names its run: leave other options out")
        run = request_of_figure(figure)
        saved = bool(run.session) and not is_recorded(run.session)
        opened = saved_run(run.session, {}) if saved else None
    else:
        recorded = file is not None and is_recorded(file)
        opened = None if file is None or recorded else saved_run(file, options)
        run = request_of_run(file, opened, options)
    vary = plan["vary"] or run.vary
    if opened is not None and vary:
        raise InputError("--vary: a comparison is not filmed from a saved run")
    return replace(run, sample=plan["sample"] or run.sample, vary=vary), opened


def _planned(
    run: "FigureRequest",
    opened: "OpenedSession | None",
    plan: dict[str, Any],
    walk: str | None,
) -> "tuple[FigureRequest, tuple[Position, ...]]":
    """Return the run with its last moment, and what each frame shows."""
    from msgspec.structs import replace

    from nnviz.core.errors import InputError
    from nnviz.session.timeline.timeline_view import Position
    from nnviz.views.film_plan import evenly, every, trip

    if is_recorded(run.session):
        return _of_recorded(run, plan, walk)
    first, last = plan["span"] or (0, run.iteration or _USUAL)
    run, frames = replace(run, iteration=last), plan["frames"] or _USUAL
    past = None if opened is None else opened.session.past
    live = 0 if past is None else past.live
    if plan["trip"]:
        if past is None:
            raise InputError("--trip: give a saved run that has its past")
        return run, trip([one.view for one in past.branches], past.first, frames)
    if walk is not None:
        return run, (Position(last, live),) * (plan["frames"] or _A_STEP)
    if run.vary and plan["by"] != "iterations":
        raise InputError("--by: contenders go by iterations, not each by its own")
    if plan["every"] is not None:
        moments = every(first, last, plan["every"])
    elif run.vary:
        moments = evenly(first, last, frames)
    else:
        moments = _moments(run, opened, first, plan["by"], frames)
    return run, tuple(Position(moment, live) for moment in moments)


def _say_progress(done: int, frames: int) -> None:
    """Say in one line how much is done, at each percent."""
    before, now = (100 * count // frames for count in (done - 1, done))
    if now > before:
        click.echo(f"\rframes: {now}%", err=True, nl=False)


def _of_recorded(
    run: "FigureRequest", plan: dict[str, Any], walk: str | None
) -> "tuple[FigureRequest, tuple[Position, ...]]":
    """Return a recorded run with its last moment, and evenly many of those it has."""
    from msgspec.structs import replace

    from nnviz.core.errors import InputError
    from nnviz.session.timeline.timeline_view import Position
    from nnviz.views.film_plan import evenly, every

    if plan["trip"] or plan["by"] != "iterations" or plan["vary"]:
        raise InputError(
            "--trip, --by, --vary: what was recorded is filmed by its iterations"
        )
    numbers = recorded_numbers(run.session)
    first, last = plan["span"] or (numbers[0], numbers[-1])
    within = [number for number in numbers if first <= number <= last]
    if not within:
        raise InputError(f"--span: nothing was recorded from {first} to {last}")
    run = replace(run, iteration=within[-1])
    if walk is not None:
        return run, (Position(within[-1]),) * (plan["frames"] or _A_STEP)
    if plan["every"] is not None:
        wanted = set(every(within[0], within[-1], plan["every"]))
        return run, tuple(Position(one) for one in within if one in wanted)
    places = evenly(0, len(within) - 1, plan["frames"] or _USUAL)
    return run, tuple(Position(within[place]) for place in places)


def _moments(
    run: "FigureRequest",
    opened: "OpenedSession | None",
    first: int,
    by: str,
    frames: int,
) -> tuple[int, ...]:
    """Return the moment of each frame, from an iteration to the last of the run."""
    from nnviz.session.timeline.timeline import Timeline
    from nnviz.session.timeline.timeline_view import Position
    from nnviz.session.trainer import Trainer
    from nnviz.views.film_plan import by_change, by_epochs, changes_of, evenly

    if by == "iterations":
        return evenly(first, run.iteration, frames)
    if opened is not None:
        timeline = opened.timeline()
    else:
        timeline = Timeline(Trainer(run.config))
    if by == "epochs":
        return by_epochs(first, run.iteration, timeline.trainer.order.per_epoch)
    if opened is None:
        timeline.run(run.iteration)
    branch, last = timeline.now.branch, min(run.iteration, timeline.now.iteration)
    first = min(first, last)
    changes = changes_of(
        lambda moment: timeline.visit(Position(moment, branch)), first, last
    )
    return by_change(first, changes, frames)
