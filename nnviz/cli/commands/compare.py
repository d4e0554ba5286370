"""``nnviz compare``: train contenders from several seeds and report the outcome."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nnviz.cli.options import (
    config_file_option,
    data_and_network_options,
    json_option,
    run_options,
    run_preset_option,
    run_to_train,
)
from nnviz.cli.output import check_place, say, say_remarks, show_table
from nnviz.cli.signals import Ended
from nnviz.cli.variations import VariationType
from nnviz.session.interruption import HeldSignals

if TYPE_CHECKING:
    from nnviz.session.comparison.seeds.outcome import Outcome, Reached
    from nnviz.session.comparison.seeds.plan import Plan
    from nnviz.session.comparison.seeds.runner import Runner
    from nnviz.session.comparison.verdict.results import Results


_ENDINGS = (".html", ".htm", ".tex", ".csv", ".md")


@click.command("compare")
@data_and_network_options
@run_options
@run_preset_option
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
@click.option(
    "--out",
    help="Write a report with plots, FILE.html, or the table: .tex, .csv or .md.",
)
@json_option
def compare_command(**options: Any) -> None:
    """Train contenders that differ only in what is varied, and compare them.

    All start from the same initial weights and see the same batches.
    --target-cost and --target-accuracy do not end a run here; the iterations needed
    to reach them are counted.
    """
    out = options.pop("out")
    place = None if out is None else check_place("--out", out, _ENDINGS)
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
        if ended is None and place.suffix.lower() in (".html", ".htm"):
            _make_scrubbed(results, place, quiet=options["as_json"])
    if ended is not None:
        raise ended


def _make_scrubbed(results: "Results", place: Path, *, quiet: bool) -> None:
    """Have the report show its contenders at every iteration, if it can."""
    from nnviz.core.errors import InputError

    if not quiet:
        say("Drawing its networks: Ctrl+C leaves the report without them.", err=True)
    with HeldSignals():
        from nnviz.ui.app import unseen_application
        from nnviz.ui.web_page.comparison_source import write_comparison

        unseen_application()
    try:
        write_comparison(results, None, str(place))
    except InputError as error:
        say(f"Its networks are not drawn: {error}", err=True)


def _write(results: "Results", place: Path) -> None:
    from nnviz.files.atomic import write_atomically

    ending = place.suffix.lower()
    if ending in (".html", ".htm"):
        from nnviz.files.comparison_report.report_page import to_html

        text = to_html(results)
    else:
        from nnviz.files.written_table import table_text
        from nnviz.views.comparison.verdict_words import VerdictTable
        from nnviz.views.written_tables import outcome_table

        verdict = results.verdict()
        title = " ".join(verdict.sentences[:1])
        table = outcome_table(VerdictTable.of(verdict.table), title)
        text = table_text(table, ending)
    write_atomically(place, text.encode())


def _results(options: dict[str, Any], *, quiet: bool) -> tuple["Results", Ended | None]:
    """Train, and return what came of it, and what ended it early, if anything did."""
    from nnviz.core.errors import InputError
    from nnviz.session.comparison.seeds.plan import plan_of

    files = [options.pop(f"cluster_{name}") for name in ("ca", "cert", "key")]
    own = ("vary", "seeds", "own_initializers", "jobs", "cluster", "as_json")
    given = {name: value for name, value in options.items() if name not in own}
    file, preset = given.pop("config_file"), given.pop("preset")
    if given["epochs"] is not None and given["iterations"] is not None:
        raise InputError("--epochs and --iterations: use one or the other")
    plan = plan_of(
        run_to_train(given, file, preset),
        options["vary"],
        seeds=options["seeds"],
        own_initializers=options["own_initializers"],
    )
    if not quiet:
        say_remarks(plan.remarks)
    runner = _runner(options["jobs"], (options["cluster"], files), len(plan.tasks))
    return _train(plan, runner, quiet=quiet)


def _runner(
    jobs: int | None, cluster: tuple[str | None, list[str | None]], tasks: int
) -> "Runner":
    from nnviz.core.errors import InputError
    from nnviz.session.comparison.seeds.cluster import Certificates, Cluster
    from nnviz.session.comparison.seeds.pool import ProcessPool, usual_jobs
    from nnviz.session.comparison.seeds.runner import InProcess

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
) -> tuple["Results", Ended | None]:
    """Run the tasks; return what came of it, and the signal that ended it early."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from nnviz.session.comparison.verdict.results import Results

    console = Console(stderr=True)
    found: list[Outcome] = []
    partly: dict[tuple[str, int], Reached] = {}
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
                partly |= {(one.contender, one.seed): one for one in step.reached}
                some = step.latest or step.reached
                said = step.note or (some[0].contender if some else "")
                progress.update(line, completed=step.done, description=said)
                if step.note and progress.disable:
                    say(step.note, err=True)
    except Ended as ended:
        # What is done is worth reporting, and how far the others are.
        if not found and not partly:
            raise
        stopped = ended
    for one in found:
        partly.pop((one.contender, one.seed), None)
    unfinished = sorted(
        partly.values(), key=lambda one: (plan.names.index(one.contender), one.seed)
    )
    results = Results(plan, tuple(found), stopped is not None, tuple(unfinished))
    return (results, stopped) if stopped is not None else _timed(results)


def _timed(results: "Results") -> tuple["Results", Ended | None]:
    """Add the time of an iteration; a signal leaves it out and is returned."""
    from dataclasses import replace

    from nnviz.session.comparison.seeds.timing import seconds_alone

    try:
        return replace(results, seconds=seconds_alone(results.plan.tasks)), None
    except Ended as ended:
        return results, ended


def _show(results: "Results") -> None:
    """Print the table, the verdict and what was kept equal."""
    verdict = results.verdict()
    if verdict.table.rows:
        show_table(verdict.table.headings, verdict.table.rows)
    for sentence in (*verdict.sentences, *results.fairness(), *results.notes()):
        say(sentence)
