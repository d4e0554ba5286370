"""The ``nnviz`` command: its subcommands, and how errors are shown."""

import sys

import click

from nnviz import __version__
from nnviz.cli.check_gradients import check_gradients_command
from nnviz.cli.datasets import datasets_command
from nnviz.cli.train import train_command
from nnviz.core.errors import InputError


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="nnviz")
@click.pass_context
def nnviz(context: click.Context) -> None:
    """Open a neural network up: every number real, checked, and reversible."""
    if context.invoked_subcommand is None:
        click.echo(
            "The window is not part of this version yet; "
            "'nnviz train --dataset circle' trains a network here."
        )


nnviz.add_command(train_command)
nnviz.add_command(check_gradients_command)
nnviz.add_command(datasets_command)


def main() -> None:
    """Run the command line; what the user got wrong is one line and status 2."""
    try:
        status = nnviz.main(prog_name="nnviz", standalone_mode=False)
    except InputError as error:
        _fail(str(error))
    except click.ClickException as error:
        _fail(error.format_message())
    except (click.Abort, KeyboardInterrupt):
        _fail("stopped", status=130)
    except BrokenPipeError:
        # Whoever was reading has gone; keep Python from complaining at exit.
        sys.stderr.close()
        sys.exit(1)
    else:
        sys.exit(status if isinstance(status, int) else 0)


def _fail(message: str, status: int = 2) -> None:
    line = " ".join(message.split())
    click.echo(f"nnviz: {line}", err=True)
    sys.exit(status)
