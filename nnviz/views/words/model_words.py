"""What is said of a model that is being opened."""

from dataclasses import dataclass
from pathlib import Path

from nnviz.models.opened_model import OpenedModel
from nnviz.models.weights import ModelProposal

ORIENTATION_WORDS = {
    "rows": "the rows of its matrix (W @ x)",
    "columns": "the columns of its matrix (x @ W)",
}
"""What the orientations of matrices are called."""


@dataclass(frozen=True, slots=True)
class ModelReading:
    """What came of reading a model: the model, or what it seems to be."""

    path: Path
    opened: OpenedModel | None = None
    proposal: ModelProposal | None = None


def model_words(reading: ModelReading) -> str:
    """Say what was found, and what is asked."""
    if reading.proposal is not None:
        sizes = "-".join(map(str, reading.proposal.sizes))
        return (
            f"{reading.path.name} has the weights of a network, {sizes}. The file does "
            "not say everything: check what is proposed."
        )
    assert reading.opened is not None  # one of both
    network = reading.opened.model.network
    sizes = "-".join(map(str, network.sizes))
    names = ", ".join(one.label for one in network.activations)
    said = f"A network {sizes}: {names}."
    proof = reading.opened.proof
    return said if proof is None else f"{said} {proof}"


def layer_words(proposal: ModelProposal, number: int) -> str:
    """Say which layer an activation is asked for; layers count from 1."""
    size = proposal.sizes[number]
    last = number == len(proposal.layers)
    kind = "outputs" if last else "neurons"
    return f"Layer {number}, {size:,} {kind if size > 1 else kind[:-1]}"
