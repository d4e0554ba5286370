"""``nnviz train``: train a network and report how well it does."""

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
from nnviz.cli.training import SavedRun, train

if TYPE_CHECKING:
    from nnviz.session.config import RunConfig
    from nnviz.session.scores import Score
    from nnviz.session.trainer import Trainer


@click.command("train")
@data_and_network_options
@run_options
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
@json_option
def train_command(
    *,
    config_file: str | None,
    save: str | None,
    resume: str | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Train a network on a data set and report cost and accuracy.

    Anything not given follows from the data set: 'nnviz train --dataset mnist' works.
    """
    from nnviz.files.session import ENDING

    if resume is not None and config_file is not None:
        raise click.UsageError("--resume and --config: use one or the other")
    # A run that goes on is saved where it came from, unless another place is given.
    save = resume if save is None else save
    if save is not None:
        check_place("--save", save, (ENDING,))
    if resume is None:
        trainer = _trained(_config(options, config_file), save, quiet=as_json)
    else:
        trainer = _resumed(resume, options, str(save), quiet=as_json)
    if as_json:
        import msgspec

        say(msgspec.json.encode(report(trainer)).decode())
    else:
        _show(trainer)


def _trained(config: "RunConfig", save: str | None, *, quiet: bool) -> "Trainer":
    """Train a new run to the end, and save it if asked to."""
    from nnviz.session.run_parts import load_data
    from nnviz.session.timeline.timeline import Timeline
    from nnviz.session.trainer import Trainer

    dataset = load_data(config)
    trainer = Trainer(config, dataset)
    saved = None
    if save is not None:
        path = Path(save).expanduser()
        saved = SavedRun(path, config, Timeline(trainer), dataset)
    train(trainer, saved, quiet=quiet)
    return trainer


def _resumed(
    file: str, options: dict[str, Any], save: str, *, quiet: bool
) -> "Trainer":
    """Go on with the run of a session file, and save it.

    Raises
    ------
    InputError
        If it cannot go on: its limit is reached, or it has diverged.
    """
    from nnviz.core.errors import InputError
    from nnviz.files.opening import OpenedSession, open_file
    from nnviz.session.stop import iteration_limit
    from nnviz.session.timeline.timeline import Timeline
    from nnviz.session.trainer import Trainer

    opened = open_file(Path(file))
    if not isinstance(opened, OpenedSession):
        raise InputError(f"--resume {file}: is not a session: give a .nnviz file")
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
    saved = SavedRun(Path(save).expanduser(), config, timeline, opened.dataset)
    train(trainer, saved, quiet=quiet)
    return trainer


def _limits(options: dict[str, Any]) -> dict[str, Any]:
    """Return the new limits of a run that goes on.

    Raises
    ------
    InputError
        If anything else is to change: that would be another run.
    """
    from nnviz.core.errors import InputError

    given = {name: value for name, value in options.items() if value is not None}
    others = given.keys() - {"epochs", "iterations"}
    if others:
        named = ", ".join(f"--{name.replace('_', '-')}" for name in sorted(others))
        raise InputError(
            f"--resume: a run goes on with its own settings: leave out {named}; only "
            "--epochs or --iterations can be given"
        )
    if len(given) > 1:
        raise InputError("--epochs and --iterations: use one or the other")
    return {"epochs": None, "iterations": None, **given} if given else {}


def _config(options: dict[str, Any], config_file: str | None) -> "RunConfig":
    from nnviz.core.errors import InputError
    from nnviz.session.defaults import default_epochs

    if options["epochs"] is not None and options["iterations"] is not None:
        raise InputError("--epochs and --iterations: use one or the other")
    config = config_from(options, config_file)
    if config.epochs is None and config.iterations is None:
        config = config.changed(epochs=default_epochs(config.dataset))
    return config


def report(trainer: "Trainer") -> dict[str, Any]:
    """Return what ``--json`` prints: sizes, scores, speed and the configuration."""
    latest = trainer.history.evaluations[-1:]
    final = latest[0] if latest and latest[0].iteration == trainer.iteration else None
    final = final or trainer.evaluate()
    seconds = max(trainer.seconds, 1e-9)
    return {
        "sizes": trainer.network.sizes,
        "parameters": trainer.network.parameters.size,
        "iterations": trainer.iteration,
        "epochs": trainer.epoch,
        "train": _score(final.train),
        "test": _score(final.test) if final.test else None,
        "seconds": seconds,
        "iterations_per_second": trainer.iteration / seconds,
        "diverged": trainer.stopped is not None
        and trainer.stopped.reason == "diverged",
        "stopped": trainer.stopped.message if trainer.stopped else None,
        "config": trainer.config,
    }


def _score(score: "Score") -> dict[str, Any]:
    """Return the cost and the measure of the task: accuracy or R2."""
    if score.accuracy is not None:
        return {"cost": score.cost, "accuracy": score.accuracy}
    return {"cost": score.cost, "r2": score.r2}


def _show(trainer: "Trainer") -> None:
    """Print the report as text."""
    from nnviz.session.comparison.number_words import counted

    found, config = report(trainer), trainer.config
    network = "-".join(str(size) for size in found["sizes"])
    activations = ", ".join(f.label for f in trainer.network.activations)
    say(f"{network} ({activations}), {found['parameters']:,} parameters")
    say(
        f"{config.loss}, {config.optimizer}, learning rate {config.learning_rate:g}, "
        f"batch size {config.batch_size}, {config.precision}, seed {config.seed}"
    )
    say(
        f"{counted(found['iterations'], 'iteration')}, {found['epochs']:g} epochs in "
        f"{found['seconds']:.2f} s ({found['iterations_per_second']:,.0f} per second)"
    )
    for part in ("train", "test"):
        if found[part]:
            say(f"{part:5}  {_words(found[part])}")
    if found["stopped"]:
        say(f"stopped: {found['stopped']}")


def _words(score: dict[str, Any]) -> str:
    cost = f"cost {score['cost']:.6g}"
    if "accuracy" in score:
        return f"{cost}  accuracy {score['accuracy']:.2%}"
    return cost if score["r2"] is None else f"{cost}  R2 {score['r2']:.4g}"
