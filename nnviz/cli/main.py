"""The ``nnviz`` command: its subcommands, and how errors are shown."""

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from nnviz import __version__
from nnviz.cli.commands.check import check_command
from nnviz.cli.commands.check_gradients import check_gradients_command
from nnviz.cli.commands.compare import compare_command
from nnviz.cli.commands.convert import convert_command
from nnviz.cli.commands.datasets import datasets_command
from nnviz.cli.commands.explain_command import explain_command
from nnviz.cli.commands.figure_command import figure_command
from nnviz.cli.commands.film_command import film_command
from nnviz.cli.commands.page_command import page_command
from nnviz.cli.commands.predict import predict_command
from nnviz.cli.commands.replay import replay_command
from nnviz.cli.commands.train import train_command
from nnviz.cli.commands.worksheet import worksheet_command
from nnviz.cli.open_window import (
    dataset_option,
    log_option,
    open_window_on,
    open_window_on_file,
    preset_option,
    screenshot_command,
)
from nnviz.cli.options import reading_options
from nnviz.cli.output import say
from nnviz.core.errors import InputError
from nnviz.core.expression.error import ExpressionError, pointing


class OpeningGroup(click.Group):
    """Opens the window on a file, or ``-``, that is given instead of a command."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a file in its place is for ``open``."""
        if args[0] == "-" or (args[0] not in self.commands and _is_file(args[0])):
            return "open", open_command, args
        return super().resolve_command(ctx, args)


def _is_file(word: str) -> bool:
    """Tell whether a word names a file, even one that is missing."""
    return Path(word).exists() or any(mark in word for mark in "./\\")


@click.command("open", hidden=True)
@click.argument("file")
@dataset_option
@preset_option
@reading_options
@click.pass_context
def open_command(
    context: click.Context,
    /,
    file: str,
    dataset: str | None,
    preset: str | None,
    **reading: Any,
) -> None:
    """Open the window on a session or data file."""
    given = dict(context.parent.params if context.parent else {})
    log = given.pop("log", None)
    if any((dataset, preset, *given.values())):
        raise click.UsageError(
            f"{file}: use only one of a file, --dataset and --preset"
        )
    context.exit(open_window_on_file(file, log, reading))


@click.group(
    cls=OpeningGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="nnviz")
@dataset_option
@preset_option
@log_option
@click.pass_context
def nnviz(
    context: click.Context, dataset: str | None, preset: str | None, log: str | None
) -> None:
    """Look inside a neural network: every number real, checked, and reversible.

    Without a command it opens the window; 'nnviz FILE' opens a session or data file,
    or the log of another program's training, and 'nnviz -' a log that comes through a
    pipe: ssh box tail -c +1 -f run.nnvizlog | nnviz -
    """
    if context.invoked_subcommand is None:
        context.exit(open_window_on(dataset, preset, log))


nnviz.add_command(train_command)
nnviz.add_command(predict_command)
nnviz.add_command(convert_command)
nnviz.add_command(compare_command)
nnviz.add_command(check_command)
nnviz.add_command(check_gradients_command)
nnviz.add_command(explain_command)
nnviz.add_command(worksheet_command)
nnviz.add_command(datasets_command)
nnviz.add_command(replay_command)
nnviz.add_command(screenshot_command)
nnviz.add_command(figure_command)
nnviz.add_command(film_command)
nnviz.add_command(page_command)


_NUMBERS = (
    ("integer range", "a whole number"),
    ("integer", "a whole number"),
    ("float range", "a number"),
    ("float", "a number"),
)

_SHORTAGES = (errno.EMFILE, errno.ENFILE, errno.ENOMEM)
"""What the system says where it has no more files or memory to give."""


def _plain(message: str) -> str:
    """Call numbers what people call them in a message of click's."""
    for theirs, ours in _NUMBERS:
        message = message.replace(f"is not a valid {theirs}.", f"is not {ours}")
    return message


def _with_help(error: click.MissingParameter) -> str:
    """Say what is missing, and what it is for."""
    said = error.format_message().removesuffix(".")
    about = getattr(error.param, "help", None)
    return f"{said}: {about}" if about else f"{said}."


def main() -> None:
    """Run the command line; a mistake of the user's ends with exit status 2."""
    try:
        status = nnviz.main(prog_name="nnviz", standalone_mode=False)
        sys.stdout.flush()
    except InputError as error:
        _fail(str(error), place=pointing(error))
    except click.MissingParameter as error:
        _fail(_with_help(error))
    except click.ClickException as error:
        _fail(_plain(error.format_message()))
    except (click.Abort, KeyboardInterrupt):
        _fail("stopped", status=130)
    except MemoryError:
        _fail("not enough memory: use fewer samples or a smaller network")
    except OSError as error:
        _fail_by_system(error)
    else:
        sys.exit(status if isinstance(status, int) else 0)


def _fail(message: str, status: int = 2, place: ExpressionError | None = None) -> None:
    """Print what is wrong on one line, and below it the place in an expression."""
    line = " ".join(message.split())
    # Where this cannot be printed, the exit status still says it.
    with suppress(OSError):
        say(f"nnviz: {line}", err=True)
        if place is not None:
            for part in place.pointed().splitlines():
                say(f"  {part}", err=True)
    sys.exit(status)


def _fail_by_system(error: OSError) -> None:
    """Say what the system refuses: mostly, to write standard output.

    A pipe's reader may have gone.
    """
    # What is still to be printed goes nowhere, or Python would complain at exit.
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        sys.exit(1)
    reason = error.strerror or str(error)
    if error.errno in _SHORTAGES:
        _fail(f"the system gives no more ({reason}): end other programs", status=1)
    if error.filename is None:
        _fail(f"standard output cannot be written ({reason})", status=1)
    _fail(f"{error.filename}: {reason}", status=1)
