"""``nnviz compare``: train contenders from several seeds and report the outcome."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nnviz.cli.options import (
    config_file_option,
    config_from,
    data_and_network_options,
    json_option,
    run_options,
)
from nnviz.cli.output import check_place, say
from nnviz.cli.signals import Ended
from nnviz.cli.variations import VariationType

if TYPE_CHECKING:
    from nnviz.session.comparison.outcome import Outcome
    from nnviz.session.comparison.plan import Plan
    from nnviz.session.comparison.results import Results
    from nnviz.session.comparison.results_table import ResultsTable
    from nnviz.session.comparison.runner import Runner


_WIDE = 10_000
"""Columns, more than any table needs: outside a terminal, lines are not folded."""


@click.command("compare")
@data_and_network_options
@run_options
@config_file_option
@click.option(
    "--vary",
    type=VariationType(),
    multiple=True,
    required=True,
    help="activation=relu,tanh or hidden=8,16x16; give it twice for a grid.",
)
@click.option("--seeds", default=1, show_default=True, help="Runs of each contender.")
@click.option(
    "--own-initializers",
    is_flag=True,
    help="Use the initialiser recommended for each activation.",
)
@click.option("--jobs", type=int, help="Processes; by default one per core.")
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Dask scheduler to use: tcp://scheduler:8786. Whoever runs it can run any "
    "program here.",
)
@click.option("--cluster-ca", metavar="PEM", help="Authority to trust with tls://.")
@click.option("--cluster-cert", metavar="PEM", help="Own certificate for tls://.")
@click.option("--cluster-key", metavar="PEM", help="Private key of the certificate.")
@click.option("--out", help="Write a report with plots: FILE.html.")
@json_option
def compare_command(**options: Any) -> None:
    """Train contenders that differ only in what is varied, and compare them.

    All start from the same initial weights and see the same batches.
    --target-cost and --target-accuracy do not end a run here; the iterations needed
    to reach them are counted.
    """
    out = options.pop("out")
    place = None if out is None else check_place("--out", out, (".html", ".htm"))
    results, ended = _results(options, quiet=options["as_json"])
    if options["as_json"]:
        import msgspec

        say(msgspec.json.encode(results.report()).decode())
    else:
        _show(results)
    if place is not None:
        # Last, so that a failure to write does not cost the printed results.
        _write(results, place)
        if not options["as_json"]:
            say(f"written: {out}")
    if ended is not None:
        raise ended


def _write(results: "Results", place: Path) -> None:
    from nnviz.files.atomic import write_atomically
    from nnviz.files.comparison_report.report_page import to_html

    write_atomically(place, to_html(results).encode())


def _results(options: dict[str, Any], *, quiet: bool) -> tuple["Results", Ended | None]:
    """Train, and return what came of it, and what ended it early, if anything did."""
    from nnviz.core.errors import InputError
    from nnviz.session.comparison.plan import plan_of
    from nnviz.session.comparison.results import Results

    files = [options.pop(f"cluster_{name}") for name in ("ca", "cert", "key")]
    own = ("vary", "seeds", "own_initializers", "jobs", "cluster", "as_json")
    given = {name: value for name, value in options.items() if name not in own}
    file = given.pop("config_file")
    if given["epochs"] is not None and given["iterations"] is not None:
        raise InputError("--epochs and --iterations: use one or the other")
    plan = plan_of(
        config_from(given, file),
        options["vary"],
        seeds=options["seeds"],
        own_initializers=options["own_initializers"],
    )
    runner = _runner(options["jobs"], (options["cluster"], files), len(plan.tasks))
    found, ended = _train(plan, runner, quiet=quiet)
    return Results(plan, found, stopped=ended is not None), ended


def _runner(
    jobs: int | None, cluster: tuple[str | None, list[str | None]], tasks: int
) -> "Runner":
    from nnviz.core.errors import InputError
    from nnviz.session.comparison.cluster import Certificates, Cluster
    from nnviz.session.comparison.pool import ProcessPool, usual_jobs
    from nnviz.session.comparison.runner import InProcess

    address, certificates = cluster[0], Certificates.given(cluster[1])
    if certificates is not None and address is None:
        raise InputError("--cluster-ca, --cluster-cert, --cluster-key: need --cluster")
    if jobs is not None and address is not None:
        raise InputError("--jobs and --cluster: use one or the other")
    if jobs is not None and jobs < 1:
        raise InputError(f"--jobs {jobs}: it must be 1 or more")
    if address is not None:
        return Cluster(address, certificates)
    jobs = usual_jobs(tasks) if jobs is None else jobs
    return InProcess() if jobs == 1 else ProcessPool(jobs)


def _train(
    plan: "Plan", runner: "Runner", *, quiet: bool
) -> tuple[tuple["Outcome", ...], Ended | None]:
    """Run the tasks; return the outcomes, and the signal that ended them early."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    found: list[Outcome] = []
    progress = Progress(
        TextColumn("runs"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}", markup=False),
        console=console,
        transient=True,
        disable=quiet or not console.is_terminal,
    )
    stopped = None
    try:
        with progress, closing(runner.run(plan.tasks)) as steps:
            line = progress.add_task("", total=plan.runs)
            for step in steps:
                found += step.latest
                said = step.note or (step.latest[0].contender if step.latest else "")
                progress.update(line, completed=step.done, description=said)
                if step.note and progress.disable:
                    say(step.note, err=True)
    except Ended as ended:
        # The runs that are finished are worth reporting; without any there is nothing.
        if not found:
            raise
        stopped = ended
    return tuple(found), stopped


def _show(results: "Results") -> None:
    """Print the table, the verdict and what was kept equal."""
    verdict = results.verdict()
    _show_table(verdict.table)
    for sentence in (*verdict.sentences, *results.fairness(), *results.notes()):
        say(sentence)


def _show_table(table: "ResultsTable") -> None:
    """Print a table: folded to a terminal's width, one row per line elsewhere."""
    from rich.console import Console
    from rich.table import Table as Grid
    from rich.text import Text

    from nnviz.core.errors import visible

    console = Console()
    if not console.is_terminal:
        console.width = _WIDE
    grid = Grid(box=None, pad_edge=False, padding=(0, 1, 0, 1))
    name, *others = table.headings
    grid.add_column(Text(visible(name)), overflow="fold")
    for heading in others:
        grid.add_column(Text(visible(heading)), justify="right", overflow="fold")
    for row in table.rows:
        grid.add_row(*(Text(visible(cell)) for cell in row))
    with console.capture() as written:
        console.print(grid)
    for line in written.get().splitlines():
        # It has the codes of its own colours.
        click.echo(line.rstrip())
