"""``nnviz explain``: the arithmetic of one neuron in one iteration."""

import re
from typing import TYPE_CHECKING, Any

import click

from nnviz.cli.explain_page import header, page
from nnviz.cli.options import (
    config_file_option,
    data_and_network_options,
    described_run,
    json_option,
    run_options,
)
from nnviz.cli.output import check_place, say, say_remarks

if TYPE_CHECKING:
    from collections.abc import Callable

    from nnviz.core.operation import Phase
    from nnviz.explain.explanation import Calculation, Entry, Explanation
    from nnviz.session.trainer import Trainer

_ENDINGS = (".md", ".tex", ".csv")
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
@click.option("--preset", help="The experiment; circle, if no run is described.")
@click.option("--session", metavar="FILE", help="A saved run, .nnviz, with its past.")
@config_file_option
@click.option(
    "--iteration",
    type=int,
    help="Which iteration, from 1; a saved run's last one if it is not given.",
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
@data_and_network_options
@run_options
@json_option
@click.option("--out", help="Write it to a file instead: .md, .tex, or .csv.")
def explain_command(
    iteration: int | None,
    neuron: tuple[int, int],
    sample: int,
    as_json: bool,
    **options: Any,
) -> None:
    """Print the arithmetic of one neuron: forward, loss, backward and update.

    Trains a run up to that iteration: a preset, the options of train, a configuration,
    or a saved run, whose past is trained again. The numbers are those of training.
    """
    out = options.pop("out")
    place = None if out is None else check_place("--out", out, _ENDINGS)
    trainer, found = _explained(_place_of(options, iteration), neuron, sample)
    if place is not None:
        from nnviz.files.atomic import write_atomically
        from nnviz.files.explanation_document import document_of

        lines = header(trainer, sample)
        ending = place.suffix.lower()
        write_atomically(place, document_of(ending, lines, found).encode())
    elif as_json:
        import msgspec

        say(msgspec.json.encode(_report(trainer, found)).decode())
    else:
        from nnviz.data.remark import as_chosen

        say_remarks(as_chosen(trainer.data.dataset.remarks, trainer.config))
        say("\n".join(header(trainer, sample)))
        for each in found:
            say("\n".join(page(each)))


def _place_of(
    options: dict[str, Any], iteration: int | None
) -> "tuple[Trainer, int, Callable[[], Trainer]]":
    """Return a run that is not trained yet, the iteration, and how to get there."""
    from nnviz.core.errors import InputError
    from nnviz.session.trainer import Trainer

    if iteration is not None and iteration < 1:
        raise InputError(f"--iteration {iteration}: iterations count from 1")
    session = options.pop("session")
    if session is not None:
        return _in_session(session, options, iteration)
    trainer, wanted = Trainer(described_run(options)), iteration or 1

    def train() -> Trainer:
        trainer.run(wanted)
        if trainer.iteration < wanted:
            reason = trainer.stopped.message if trainer.stopped else "it ended"
            raise InputError(f"--iteration {wanted}: the run ended before it: {reason}")
        return trainer

    return trainer, wanted, train


def _in_session(
    file: str, options: dict[str, Any], iteration: int | None
) -> "tuple[Trainer, int, Callable[[], Trainer]]":
    from nnviz.core.errors import InputError
    from nnviz.files.opening import open_own_run
    from nnviz.session.timeline.timeline_view import Position

    if any(value is not None for value in options.values()):
        raise InputError(
            "--session: a saved run has its settings: leave other options out"
        )
    timeline = open_own_run(file, "--session").timeline()
    trainer = timeline.trainer
    first, last = timeline.branches.first, trainer.iteration
    wanted = last if iteration is None else iteration
    if not first < wanted <= last:
        raise InputError(
            f"--iteration {wanted}: the run in {file} has iterations "
            f"{first + 1:,} to {last:,}"
            if last > first
            else f"--session {file}: has no iteration to look into yet"
        )
    position = Position(wanted, timeline.now.branch)
    return trainer, wanted, lambda: timeline.visit(position)


def _explained(
    place: "tuple[Trainer, int, Callable[[], Trainer]]",
    neuron: tuple[int, int],
    sample: int,
) -> "tuple[Trainer, list[Explanation]]":
    from nnviz.core.errors import InputError
    from nnviz.explain.explain import explain
    from nnviz.explain.selection import Selection
    from nnviz.explain.structure import structure_of
    from nnviz.explain.validate_selection import check_place

    if neuron[0] == 0:
        raise InputError("--neuron: layer 0 is the inputs; layers count from 1")
    trainer, iteration, go_there = place
    layer, number = neuron
    selections = [
        Selection("neuron", phase, sample - 1, layer, number - 1) for phase in _PHASES
    ]
    # Checked first: the training that follows may be long.
    samples = len(trainer.order.rows(iteration - 1))
    check_place(structure_of(trainer), selections[0], samples, iteration)
    there = go_there()
    trace, structure = there.trace(), structure_of(there)
    found = [explain(trace, structure, each) for each in selections]
    return there, [each for each in found if each.calculations]


def _report(trainer: "Trainer", found: "list[Explanation]") -> dict[str, Any]:
    """Return what ``--json`` prints: all numbers in full precision."""
    trace = trainer.trace()
    return {
        "iteration": trace.iteration,
        "epoch": trace.epoch + 1,
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
