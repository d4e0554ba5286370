"""``nnviz train``: train a network and report how well it does."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from nnviz.cli.options import (
    config_file_option,
    data_and_network_options,
    json_option,
    run_options,
    run_preset_option,
    run_to_train,
)
from nnviz.cli.output import check_place, say, say_remarks
from nnviz.cli.report_tables import (
    run_table,
    table_option,
    table_place,
    write_table,
)
from nnviz.cli.run_report import findings_of, report, show_report
from nnviz.cli.signals import Ended
from nnviz.cli.training import LoggedCosts, SavedRun, train

if TYPE_CHECKING:
    from nnviz.session.config import RunConfig
    from nnviz.session.findings.finding import Finding
    from nnviz.session.trainer import Trainer


@click.command("train")
@data_and_network_options
@run_options
@run_preset_option
@config_file_option
@click.option(
    "--save",
    help="Save the run to this session file, FILE.nnviz: every minute, at the end, and "
    "when a signal ends it.",
)
@click.option(
    "--resume",
    metavar="FILE",
    help="Go on with the run of a session file, and save it there. --epochs or "
    "--iterations set a new end.",
)
@click.option(
    "--log",
    metavar="FILE",
    help="Write the cost of every iteration and all evaluations to a file while it "
    "trains: a table if it ends in .csv, else JSON lines. A run that goes on writes "
    "those before as well.",
)
@table_option
@json_option
def train_command(
    *,
    preset: str | None,
    config_file: str | None,
    save: str | None,
    resume: str | None,
    log: str | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Train a network on a data set and report cost and accuracy.

    Anything not given follows from the data set: 'nnviz train --dataset mnist' works.
    """
    from nnviz.data.remark import as_chosen
    from nnviz.files.session import ENDING

    if resume is not None and config_file is not None:
        raise click.UsageError("--resume and --config: use one or the other")
    if resume is not None and preset is not None:
        raise click.UsageError("--resume and --preset: use one or the other")
    # A run that goes on is saved where it came from, unless another place is given.
    save = resume if save is None else save
    if save is not None:
        check_place("--save", save, (ENDING,))
    place = table_place("--out", options.pop("out"))
    if resume is None:
        run = _new(_config(options, config_file, preset), save)
    else:
        run = _resumed(resume, options, str(save))
    trainer = run.trainer
    if not as_json:
        say_remarks(as_chosen(trainer.data.dataset.remarks, trainer.config))
    logged = None if log is None else _logged(log, run)
    train(trainer, run.saved, logged, quiet=as_json)
    _say(trainer, place, as_json=as_json)
    if logged is not None:
        logged.close()


def _say(trainer: "Trainer", place: Path | None, *, as_json: bool) -> None:
    """Print what came of the run, and write its scores if there is a place for them."""
    if not as_json:
        show_report(trainer)
    found, ended = _findings(trainer)
    if as_json:
        import msgspec

        say(msgspec.json.encode(report(trainer, found)).decode())
    else:
        for one in found:
            say(f"found: {one}")
    if place is not None:
        write_table(run_table(report(trainer)), place, quiet=as_json)
    if ended is not None:
        raise ended


def _findings(trainer: "Trainer") -> "tuple[tuple[Finding, ...], Ended | None]":
    """Return what was found; a signal leaves it out, as the run itself is done."""
    try:
        return findings_of(trainer), None
    except Ended as ended:
        return (), ended


class _Run(NamedTuple):
    """A run to train, and the file it is saved in, if it is to be."""

    trainer: "Trainer"
    saved: SavedRun | None = None


def _new(config: "RunConfig", save: str | None) -> _Run:
    """Return a new run."""
    from nnviz.session.run_parts import load_data
    from nnviz.session.timeline.timeline import Timeline
    from nnviz.session.trainer import Trainer

    dataset = load_data(config)
    trainer = Trainer(config, dataset)
    if save is None:
        return _Run(trainer)
    path = Path(save).expanduser()
    return _Run(trainer, SavedRun(path, config, Timeline(trainer), dataset))


def _resumed(file: str, options: dict[str, Any], save: str) -> _Run:
    """Return the run of a session file, to go on with.

    Raises
    ------
    InputError
        If it cannot go on: its limit is reached, or it has diverged.
    """
    from nnviz.core.errors import InputError
    from nnviz.files.opening import open_run
    from nnviz.session.stop import iteration_limit
    from nnviz.session.timeline.timeline import Timeline
    from nnviz.session.trainer import Trainer

    opened = open_run(file, "--resume")
    session, limits = opened.session, _limits(options)
    trainer = Trainer(session.state.config, opened.dataset)
    trainer.resume(session.state)
    config = session.config
    if limits:
        config = config.changed(**limits)
        trainer.set_limits(**limits)
    if trainer.stopped is not None:
        raise InputError(
            f"--resume {file}: {trainer.stopped.message}: give --iterations or "
            f"--epochs above {trainer.iteration:,} iterations to go on"
        )
    if iteration_limit(trainer.config, trainer.order.per_epoch) is None:
        raise InputError(
            f"--resume {file}: the run has no end: give --iterations or --epochs"
        )
    timeline = Timeline(trainer, past=session.past)
    path = Path(save).expanduser()
    return _Run(trainer, SavedRun(path, config, timeline, opened.dataset))


def _logged(log: str, run: _Run) -> LoggedCosts:
    """Return what writes the costs of a run.

    Raises
    ------
    InputError
        If that cannot be written, or would destroy the data or the session.
    """
    from nnviz.core.errors import InputError

    path = Path(log).expanduser()
    kept = [Path(run.trainer.config.dataset)]
    kept += [run.saved.path] if run.saved is not None else []
    for file in kept:
        if path.absolute() == file.absolute() or (
            path.exists() and file.exists() and path.samefile(file)
        ):
            raise InputError(f"--log {log}: is the run's own file: give another")
    return LoggedCosts(path, run.trainer)


def _limits(options: dict[str, Any]) -> dict[str, Any]:
    """Return the new limits of a run that goes on.

    Raises
    ------
    InputError
        If anything else is to change: that would be another run.
    """
    from nnviz.core.errors import InputError

    given = {name: value for name, value in options.items() if value is not None}
    stops = {"patience", "tolerance", "watch", "keep"}
    others = given.keys() - {"epochs", "iterations", *stops}
    if others:
        named = ", ".join(f"--{name.replace('_', '-')}" for name in sorted(others))
        raise InputError(
            f"--resume: a run goes on with its own settings: leave out {named}; only "
            "when it ends can change: --epochs, --iterations, --patience, "
            "--tolerance, --watch and --keep"
        )
    ends = given.keys() - stops
    if len(ends) > 1:
        raise InputError("--epochs and --iterations: use one or the other")
    return {"epochs": None, "iterations": None, **given} if ends else given


def _config(
    options: dict[str, Any], config_file: str | None, preset: str | None
) -> "RunConfig":
    from nnviz.core.errors import InputError
    from nnviz.session.settings.defaults import default_epochs

    if options["epochs"] is not None and options["iterations"] is not None:
        raise InputError("--epochs and --iterations: use one or the other")
    config = run_to_train(options, config_file, preset)
    if config.epochs is None and config.iterations is None:
        config = config.changed(epochs=default_epochs(config.dataset))
    return config
