"""``nnviz check-gradients``: check a network's gradients numerically."""

import sys
from typing import TYPE_CHECKING, Any

import click

from nnviz.cli.options import (
    data_and_network_options,
    json_option,
    run_preset_option,
    run_to_train,
)
from nnviz.cli.output import say
from nnviz.cli.report_tables import (
    gradients_table,
    table_option,
    table_place,
    write_table,
)

if TYPE_CHECKING:
    from nnviz.core.gradient_check import GradientCheck

_BATCH = 32
_MOST_PARAMETERS = 20_000


@click.command("check-gradients")
@data_and_network_options
@run_preset_option
@click.option("--batch-size", type=int, default=_BATCH, show_default=True)
@click.option(
    "--parameters",
    type=int,
    default=_MOST_PARAMETERS,
    show_default=True,
    help="Check at most this many, drawn at random.",
)
@table_option
@json_option
def check_gradients_command(
    batch_size: int, parameters: int, out: str | None, as_json: bool, **options: Any
) -> None:
    """Compare every weight's and bias's gradient with central differences.

    Exits with status 1 if they do not agree.
    """
    place = table_place("--out", out)
    found, named = _check(options, batch_size, parameters)
    if as_json:
        import msgspec

        fields = {
            "max_relative_error": found.max_relative_error,
            "parameters_checked": found.parameters_checked,
            "kinks": found.kinks,
            "ok": found.ok,
            "parameters": found.layout.count,
            "worst": found.worst,
            "mistakes": list(named),
        }
        say(msgspec.json.encode(fields).decode())
    else:
        _show(found)
        for sentence in named:
            say(sentence)
    if place is not None:
        write_table(gradients_table(found), place, quiet=as_json)
    sys.exit(0 if found.ok else 1)


def _check(
    options: dict[str, Any], batch_size: int, most: int
) -> "tuple[GradientCheck, tuple[str, ...]]":
    """Return the check, and a sentence for each mistake that gives its gradients."""
    import numpy as np

    from nnviz.core.errors import InputError
    from nnviz.core.gradient_check import check_gradients
    from nnviz.session.claims.claim_words import faults_in_words
    from nnviz.session.claims.own_program import judge_own
    from nnviz.session.trainer import Trainer

    if batch_size < 1 or most < 1:
        raise InputError("--batch-size and --parameters: give 1 or more")
    preset = options.pop("preset")
    config = run_to_train({**options, "precision": "float64"}, None, preset)
    trainer = Trainer(config.changed(batch_size=batch_size))
    count = trainer.network.parameters.size
    only = None
    if count > most:
        # Drawn from the run's seed, so that the same command checks the same ones.
        rng = np.random.default_rng(config.seed)
        only = np.sort(rng.choice(count, most, replace=False))
    rows, train = trainer.order.rows(0), trainer.data.train
    samples = train.inputs[rows], train.targets[rows]
    penalty = trainer.config.penalty
    found = check_gradients(
        trainer.network,
        trainer.loss,
        *samples,
        penalty=penalty,
        only=only,
        mistakes=trainer.config.mistakes,
    )
    if found.ok:
        return found, ()
    gradients = found.layout.named(found.analytic, "d")
    judged = judge_own(trainer.network, trainer.loss, penalty, samples, gradients)
    return found, () if judged is None else faults_in_words(judged)


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
