"""``nnviz train``: train a network and report how well it does."""

import time
from collections.abc import Callable
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

if TYPE_CHECKING:
    from nnviz.session.config import RunConfig
    from nnviz.session.scores import Score
    from nnviz.session.trainer import Trainer

_REFRESH = 0.1
"""Seconds between two updates of the progress bar."""


@click.command("train")
@data_and_network_options
@run_options
@config_file_option
@click.option("--save", help="Save the run to this session file, FILE.nnviz.")
@json_option
def train_command(
    config_file: str | None, save: str | None, as_json: bool, **options: Any
) -> None:
    """Train a network on a data set and report cost and accuracy.

    Anything not given follows from the data set: 'nnviz train --dataset mnist' works.
    """
    if save is not None:
        from nnviz.files.session import ENDING

        check_place("--save", save, (ENDING,))
    trainer = _trained(_config(options, config_file), save, quiet=as_json)
    if as_json:
        import msgspec

        say(msgspec.json.encode(report(trainer)).decode())
    else:
        _show(trainer)


def _trained(config: "RunConfig", save: str | None, *, quiet: bool) -> "Trainer":
    """Train to the end, and save the run if asked to."""
    from nnviz.session.run_parts import load_data
    from nnviz.session.trainer import Trainer

    dataset = load_data(config)
    trainer = Trainer(config, dataset)
    if save is None:
        _train(trainer, trainer.run, quiet=quiet)
        return trainer
    from nnviz.files.session import session_of
    from nnviz.files.session_file import write_session
    from nnviz.session.timeline.timeline import Timeline

    timeline = Timeline(trainer)
    _train(trainer, timeline.run, quiet=quiet)
    session = session_of(config, trainer, dataset, timeline.past())
    write_session(Path(save).expanduser(), session)
    return trainer


def _config(options: dict[str, Any], config_file: str | None) -> "RunConfig":
    from nnviz.core.errors import InputError
    from nnviz.session.defaults import default_epochs

    if options["epochs"] is not None and options["iterations"] is not None:
        raise InputError("--epochs and --iterations: use one or the other")
    config = config_from(options, config_file)
    if config.epochs is None and config.iterations is None:
        config = config.changed(epochs=default_epochs(config.dataset))
    return config


def _train(trainer: "Trainer", run: Callable[[int], object], *, quiet: bool) -> None:
    """Train to the end by ``run``, with a progress bar in a terminal."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    from nnviz.session.stop import iteration_limit

    limit = iteration_limit(trainer.config, trainer.order.per_epoch)
    total = limit[0] if limit else None
    console = Console(stderr=True)
    progress = Progress(
        TextColumn("iteration"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[cost]}"),
        console=console,
        transient=True,
        disable=quiet or not console.is_terminal,
    )
    with progress:
        task = progress.add_task("training", total=total, rate="", cost="")
        count = 1
        while trainer.stopped is None:
            began = time.perf_counter()
            run(count)
            spent = time.perf_counter() - began
            progress.update(
                task,
                completed=trainer.iteration,
                rate=f"{trainer.iteration / max(trainer.seconds, 1e-9):,.0f}/s",
                cost=f"cost {trainer.history.costs[-1]:.4g}",
            )
            # As many as fit between two refreshes; at most twice as many as before,
            # as the first iterations are slow and one short measurement may be off.
            count = max(1, min(2 * count, round(count * _REFRESH / max(spent, 1e-9))))


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
