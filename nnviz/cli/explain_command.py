"""``nnviz explain``: the arithmetic of one neuron in one iteration."""

import re
from typing import TYPE_CHECKING, Any

import click

from nnviz.cli.explain_page import header, page
from nnviz.cli.options import json_option
from nnviz.cli.output import say

if TYPE_CHECKING:
    from nnviz.core.operation import Phase
    from nnviz.explain.explanation import Calculation, Entry, Explanation
    from nnviz.session.trainer import Trainer

_PHASES: "tuple[Phase, ...]" = ("forward", "loss", "backward", "update")


class NeuronPlace(click.ParamType[tuple[int, int]]):
    """A layer and a neuron, both from 1: ``1.2``."""

    name = "layer.neuron"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """Read ``1.2`` as layer 1, neuron 2."""
        if isinstance(value, tuple):
            return value
        found = re.fullmatch(r"(\d{1,6})\.(\d{1,6})", str(value).strip())
        if found is None:
            self.fail(
                f"'{value}': write layer.neuron, such as 1.2 for the second neuron of "
                "the first layer",
                param,
                ctx,
            )
        return int(found.group(1)), int(found.group(2))


@click.command("explain")
@click.option("--preset", default="circle", show_default=True, help="The experiment.")
@click.option(
    "--iteration",
    type=int,
    default=1,
    show_default=True,
    help="Which iteration, from 1.",
)
@click.option(
    "--neuron",
    type=NeuronPlace(),
    default="1.1",
    show_default=True,
    help="Layer and neuron, from 1: 1.2.",
)
@click.option(
    "--sample",
    type=int,
    default=1,
    show_default=True,
    help="Which sample of the batch, from 1.",
)
@json_option
def explain_command(
    preset: str, iteration: int, neuron: tuple[int, int], sample: int, as_json: bool
) -> None:
    """Print the arithmetic of one neuron: forward, loss, backward and update.

    Trains the preset up to that iteration; the numbers are the ones training computed.
    """
    trainer, found = _explained(preset, iteration, neuron, sample)
    if as_json:
        import msgspec

        say(msgspec.json.encode(_report(trainer, found)).decode())
    else:
        say("\n".join(header(trainer, sample)))
        for each in found:
            say("\n".join(page(each)))


def _explained(
    preset: str, iteration: int, neuron: tuple[int, int], sample: int
) -> "tuple[Trainer, list[Explanation]]":
    from nnviz.core.errors import InputError, unknown_name
    from nnviz.explain.explain import explain
    from nnviz.explain.selection import Selection
    from nnviz.explain.structure import structure_of
    from nnviz.explain.validate_selection import check_place
    from nnviz.session.presets import PRESETS
    from nnviz.session.trainer import Trainer

    if neuron[0] == 0:
        raise InputError("--neuron: layer 0 is the inputs; layers count from 1")
    if preset not in PRESETS:
        raise unknown_name("preset", preset, PRESETS)
    if iteration < 1:
        raise InputError(f"--iteration {iteration}: iterations count from 1")
    trainer = Trainer(PRESETS[preset].config)
    structure = structure_of(trainer)
    layer, number = neuron
    selections = [
        Selection("neuron", phase, sample - 1, layer, number - 1) for phase in _PHASES
    ]
    # Checked first: the training that follows may be long.
    samples = len(trainer.order.rows(iteration - 1))
    check_place(structure, selections[0], samples, iteration)
    trainer.run(iteration)
    if trainer.iteration < iteration:
        reason = trainer.stopped.message if trainer.stopped else "it ended"
        raise InputError(f"--iteration {iteration}: the run ended before it: {reason}")
    trace = trainer.trace()
    found = [explain(trace, structure, each) for each in selections]
    return trainer, [each for each in found if each.calculations]


def _report(trainer: "Trainer", found: "list[Explanation]") -> dict[str, Any]:
    """Return what ``--json`` prints: all numbers in full precision."""
    trace = trainer.trace()
    return {
        "iteration": trace.iteration,
        "epoch": trace.epoch,
        "rows": trace.rows.tolist(),
        "learning_rate": trace.learning_rate,
        "explanations": [_explanation_json(each) for each in found],
        "config": trainer.config,
    }


def _explanation_json(found: "Explanation") -> dict[str, Any]:
    return {
        "phase": found.phase,
        "title": found.title,
        "words": found.words,
        "warning": found.warning,
        "calculations": [_calculation_json(each) for each in found.calculations],
        "table": None
        if found.table is None
        else {
            "names": found.table.names,
            "columns": {c.heading: c.values.tolist() for c in found.table.columns},
        },
    }


def _calculation_json(each: "Calculation") -> dict[str, Any]:
    terms = each.terms
    return {
        "title": each.title,
        "words": each.words,
        "formula": each.formula,
        "numbers": each.numbers,
        "result": _entry_json(each.result),
        "entries": [_entry_json(entry) for entry in each.entries],
        "terms": None
        if terms is None
        else {
            "names": list(terms.names),
            terms.left_name: terms.left.tolist(),
            terms.right_name: terms.right.tolist(),
            "products": terms.products.tolist(),
            "constant": terms.constant,
            "roundings": terms.roundings,
            "total": terms.total,
        },
        "python": each.as_python(),
    }


def _entry_json(entry: "Entry") -> dict[str, Any]:
    return {"name": entry.name, "value": entry.value, "meaning": entry.meaning}
