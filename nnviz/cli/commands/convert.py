"""``nnviz convert``: a model in another format, proven to say the same."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nnviz.cli.options import Activations, Names, json_option
from nnviz.cli.output import check_place, say

if TYPE_CHECKING:
    from nnviz.files.trained_model import TrainedModel
    from nnviz.models.model_proof import ModelProof
    from nnviz.models.opened_model import OpenedModel

ENDING = ".nnviz"


@click.command("convert")
@click.argument("source", metavar="IN")
@click.argument("target", metavar="OUT")
@click.option(
    "--activations",
    type=Activations(),
    help="Of each layer, that of the outputs last, where IN does not say them: "
    "relu,softmax.",
)
@click.option(
    "--orientation",
    type=click.Choice(["rows", "columns"]),
    help="Whether a neuron's weights are a row of its matrix (W @ x) or a column (x "
    "@ W), where both fit.",
)
@click.option(
    "--order",
    type=Names(),
    help="The names of the matrices, from the first layer on: W1,W2.",
)
@click.option(
    "--dataset",
    help="The data set or file of a session, where OUT is one and IN is none.",
)
@json_option
def convert_command(
    source: str, target: str, as_json: bool, dataset: str | None, **said: Any
) -> None:
    """Write the model of the file IN to the file OUT, in the format of its ending.

    Both are proven: what reads or runs such a file elsewhere works out the same outputs
    for the same rows, or it is an error.
    """
    from nnviz.core.errors import InputError
    from nnviz.models.opened_model import open_model, save_model
    from nnviz.models.weights import ModelChoices

    given = {name: value for name, value in said.items() if value is not None}
    check_place("OUT", target, (Path(target).suffix.lower(),))
    opened = open_model(Path(source), ModelChoices(**given))
    if Path(target).suffix.lower() == ENDING:
        proof = _save_session(opened, target, dataset)
    elif dataset is not None:
        raise InputError("--dataset: is for a session, FILE.nnviz: leave it out")
    else:
        rows = None if opened.dataset is None else opened.dataset.inputs
        proof = save_model(opened.model, Path(target), rows).and_of(opened.proof)
    _report(opened.model, proof, target, as_json=as_json)


def _save_session(opened: "OpenedModel", target: str, data: str | None) -> "ModelProof":
    """Write a run that begins with a model's weights, and return what proves it."""
    from nnviz.core.errors import InputError
    from nnviz.files.session_file import write_session
    from nnviz.files.trained_model import read_model
    from nnviz.models.model_proof import prove, rows_for
    from nnviz.models.model_session import fitting_data, session_on

    place = check_place("OUT", target, (ENDING,))
    if data is None:
        fitting = ", ".join(fitting_data(opened.model)) or "a file of yours"
        raise InputError(f"{target}: a session needs data: give --dataset ({fitting})")
    made = session_on(opened, data)
    write_session(place, made.session)
    rows = rows_for(opened.model, made.dataset.inputs)
    again = read_model(place).predict(rows)
    return prove(opened.model, rows, again, "the session, read back").and_of(
        opened.proof
    )


def _report(
    model: "TrainedModel", proof: "ModelProof", target: str, *, as_json: bool
) -> None:
    network = model.network
    names = [one.name for one in network.activations]
    if as_json:
        import msgspec

        said = {
            "sizes": network.sizes,
            "activations": names,
            "largest_difference": proof.largest_difference,
            "verified_with": proof.verified_with,
        }
        say(msgspec.json.encode(said).decode())
        return
    say(f"{target}: {'-'.join(map(str, network.sizes))}, {', '.join(names)}")
    say(str(proof))
