"""``nnviz check-gradients``: check a network's gradients numerically."""

import sys
from typing import TYPE_CHECKING, Any

import click

from nnviz.cli.options import config_from, data_and_network_options, json_option
from nnviz.cli.output import say

if TYPE_CHECKING:
    from nnviz.core.gradient_check import GradientCheck

_BATCH = 32
_MOST_PARAMETERS = 20_000


@click.command("check-gradients")
@data_and_network_options
@click.option("--batch-size", type=int, default=_BATCH, show_default=True)
@click.option(
    "--parameters",
    type=int,
    default=_MOST_PARAMETERS,
    show_default=True,
    help="Check at most this many, drawn at random.",
)
@json_option
def check_gradients_command(
    batch_size: int, parameters: int, as_json: bool, **options: Any
) -> None:
    """Compare every weight's and bias's gradient with central differences.

    Exits with status 1 if they do not agree.
    """
    found = _check(options, batch_size, parameters)
    if as_json:
        import msgspec

        fields = {
            "max_relative_error": found.max_relative_error,
            "parameters_checked": found.parameters_checked,
            "kinks": found.kinks,
            "ok": found.ok,
            "parameters": found.layout.count,
            "worst": found.worst,
        }
        say(msgspec.json.encode(fields).decode())
    else:
        _show(found)
    sys.exit(0 if found.ok else 1)


def _check(options: dict[str, Any], batch_size: int, most: int) -> "GradientCheck":
    import numpy as np

    from nnviz.core.errors import InputError
    from nnviz.core.gradient_check import check_gradients
    from nnviz.session.trainer import Trainer

    if batch_size < 1 or most < 1:
        raise InputError("--batch-size and --parameters: give 1 or more")
    config = config_from({**options, "precision": "float64"}, None)
    trainer = Trainer(config.changed(batch_size=batch_size))
    count = trainer.network.parameters.size
    only = None
    if count > most:
        # Drawn from the run's seed, so that the same command checks the same ones.
        rng = np.random.default_rng(config.seed)
        only = np.sort(rng.choice(count, most, replace=False))
    rows, train = trainer.order.rows(0), trainer.data.train
    return check_gradients(
        trainer.network,
        trainer.loss,
        train.inputs[rows],
        train.targets[rows],
        penalty=trainer.config.penalty,
        only=only,
        mistake=trainer.config.mistake,
    )


def _show(found: "GradientCheck") -> None:
    verdict = "agree" if found.ok else "DO NOT agree"
    if not found.parameters_checked:
        say("No gradient could be judged")
    else:
        say(
            f"Gradients {verdict} with central differences: largest relative error "
            f"{found.max_relative_error:.2g} at {found.worst}"
        )
    of = (
        ""
        if found.parameters_checked == found.layout.count
        else (f" of {found.layout.count:,}")
    )
    say(f"{found.parameters_checked:,}{of} weights and biases checked")
    if found.unresolved.any():
        say(
            f"{int(found.unresolved.sum()):,} not judged: the gradient is smaller "
            "than the rounding error of its difference quotient"
        )
    if found.kinks:
        say(f"{found.kinks:,} not judged: the difference quotient spans a kink")
    if found.surrogate.any():
        say(
            f"{int(found.surrogate.sum()):,} not judged: their gradient passes "
            "through a straight-through slope, which is not the derivative"
        )
