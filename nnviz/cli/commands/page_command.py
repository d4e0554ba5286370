"""``nnviz page``: a run as one file that any browser opens, to be scrubbed."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nnviz.cli.commands.figure_command import check_alone, request_of_figure
from nnviz.cli.options import (
    config_file_option,
    data_and_network_options,
    described_run,
    run_options,
    run_preset_option,
)
from nnviz.cli.output import check_place, say
from nnviz.cli.variations import VariationType
from nnviz.session.interruption import HeldSignals

if TYPE_CHECKING:
    from nnviz.session.comparison.contender import Variation
    from nnviz.session.comparison.seeds.plan import Plan
    from nnviz.session.config import RunConfig
    from nnviz.session.timeline.timeline import Timeline
    from nnviz.session.trainer import Trainer
    from nnviz.ui.web_page.page_text import PageSource

_USUAL = 300


@click.command("page")
@click.argument("file", required=False)
@run_preset_option
@config_file_option
@click.option("--of", "figure", metavar="FIGURE", help="Share the run of a figure.")
@click.option(
    "--until", type=click.IntRange(0), help="The last iteration; 300 if not given."
)
@click.option(
    "--sample",
    "looked_at",
    type=int,
    multiple=True,
    help="A sample of the data, from 1; may be given more than once.",
)
@click.option(
    "--vary",
    type=VariationType(),
    multiple=True,
    help="For a comparison: activation=relu,tanh or hidden=8,16x16.",
)
@click.option("--palette", help="Colours of the signs; blue and orange if not given.")
@click.option("--out", required=True, help="The file to write, .html.")
@data_and_network_options
@run_options
def page_command(
    file: str | None, figure: str | None, palette: str | None, out: str, **run: Any
) -> None:
    """Write a run as one page of HTML: diagram, cost, output and arithmetic.

    FILE is a saved run, or a log that another program has recorded; without one, a
    preset, the options of train or a configuration name what is trained, and --vary
    what is compared. The page needs no network and no nnviz.
    """
    from nnviz.core.errors import unknown_name
    from nnviz.files.atomic import write_atomically

    place = check_place("--out", out, (".html", ".htm"))
    with HeldSignals():
        from nnviz.ui.app import unseen_application
        from nnviz.ui.theme.tokens import DEFAULT_PALETTE, PALETTES
        from nnviz.ui.web_page.page_text import page_text

        unseen_application()
    palette = DEFAULT_PALETTE if palette is None else palette
    if palette not in PALETTES:
        raise unknown_name("--palette", palette, tuple(PALETTES))
    source = _source(file, figure, run)
    text = page_text(source, palette).encode()
    write_atomically(Path(place), text)
    say(f"{place}: {len(text) / 1e6:.2f} MB. {source.story}")


def _source(file: str | None, figure: str | None, run: dict[str, Any]) -> "PageSource":
    """Return what the page is made of that options ask for."""
    from nnviz.core.errors import InputError

    with HeldSignals():
        from nnviz.ui.web_page.comparison_source import source_of_plan
        from nnviz.ui.web_page.run_source import source_of_run

    asked = {name: run.pop(name) for name in ("until", "looked_at", "vary")}
    until, rows, vary = asked["until"], asked["looked_at"], asked["vary"]
    if figure is not None:
        return _source_of_figure(figure, file, asked, run)
    if vary:
        if file is not None:
            raise InputError(
                "--vary: a saved run is a single run: give its settings instead"
            )
        plan = _plan(described_run(run), vary, until)
        return source_of_plan(plan, rows)
    if file is not None:
        check_alone(file, run)
        return _source_of_saved(file, asked)
    return source_of_run(_trained(described_run(run), until), rows)


def _source_of_figure(
    figure: str, file: str | None, asked: dict[str, Any], run: dict[str, Any]
) -> "PageSource":
    """Return what the page of a figure's run or comparison is made of."""
    from nnviz.core.errors import InputError

    with HeldSignals():
        from nnviz.ui.web_page.comparison_source import source_of_plan
        from nnviz.ui.web_page.run_source import source_of_run

    if file or asked["vary"] or any(one is not None for one in run.values()):
        raise InputError("--of: the figure names its run: leave other options out")
    request, rows = request_of_figure(figure), asked["looked_at"]
    until = request.iteration if asked["until"] is None else asked["until"]
    if request.vary:
        plan = _plan(request.config, request.vary, until, own=request.own_initializers)
        return source_of_plan(plan, rows)
    if request.session:
        return _source_of_saved(request.session, asked)
    return source_of_run(_trained(request.config, until), rows)


def _source_of_saved(file: str, asked: dict[str, Any]) -> "PageSource":
    """Return what the page of a saved run or a log is made of."""
    from nnviz.core.errors import InputError

    with HeldSignals():
        from nnviz.ui.web_page.file_source import source_of_file

    if asked["until"] is not None:
        raise InputError(f"--until: the run of {file} ends where it does")
    return source_of_file(Path(file), asked["looked_at"])


def _plan(
    config: "RunConfig",
    vary: "tuple[Variation, ...]",
    until: int | None,
    *,
    own: bool = False,
) -> "Plan":
    """Return the plan by which every contender is trained once."""
    from nnviz.session.comparison.seeds.plan import plan_of

    if until is not None:
        config = config.changed(iterations=until, epochs=None)
    elif config.iterations is None and config.epochs is None:
        config = config.changed(iterations=_USUAL)
    return plan_of(config, vary, own_initializers=own)


def _trained(config: "RunConfig", until: int | None) -> "Timeline[Trainer]":
    """Return a run of a configuration at an iteration, with its past."""
    from nnviz.session.timeline.timeline import Timeline
    from nnviz.session.trainer import Trainer

    timeline = Timeline(Trainer(config))
    timeline.run(_USUAL if until is None else until)
    return timeline
