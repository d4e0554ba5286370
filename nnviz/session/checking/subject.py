"""The subject of a check: a trace, and what is known of the run independently."""

from dataclasses import dataclass

from nnviz.core.functions.loss import Loss
from nnviz.core.layout import Layout
from nnviz.core.network import Network
from nnviz.core.penalty import Penalty
from nnviz.core.trace import Trace
from nnviz.core.types import Floats
from nnviz.data.prepared import PreparedData
from nnviz.session.config import RunConfig
from nnviz.session.settings.mistake_applicability import activations_of
from nnviz.session.settings.tunable import with_settings


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """An iteration to be checked; nothing in it changes.

    Attributes
    ----------
    trace
        Everything that the program left behind.
    network
        The network in float64, with the parameters before the update.
    loss, penalty, optimizer, optimizer_settings
        What the program should have used.
    inputs, targets
        The samples of the batch, read from the data set, (N, I) and (N, O).
    run
        The number of the run, to match an answer to its question.
    """

    trace: Trace
    network: Network
    loss: Loss
    penalty: Penalty
    optimizer: str
    optimizer_settings: dict[str, float]
    inputs: Floats
    targets: Floats
    run: int = 0

    @property
    def layout(self) -> Layout:
        """The layout of the parameters."""
        return self.network.layout

    @property
    def layers(self) -> range:
        """The numbers of all layers after the inputs, from 1."""
        return range(1, len(self.network.sizes))


def subject_of(
    trace: Trace,
    network: Network,
    loss: Loss,
    config: RunConfig,
    data: PreparedData,
    run: int = 0,
) -> Subject:
    """Collect what a check needs.

    Parameters
    ----------
    trace
        The iteration.
    network
        A network of the same structure; it is copied, its parameters do not matter.
    loss, config, data
        Those of the run; settings that can change during it are taken from the trace.
    run
        The number of the run.
    """
    before = network.copy("float64")
    for layer, (weights, biases) in enumerate(
        zip(before.weights, before.biases, strict=True), start=1
    ):
        weights[...] = trace[f"W{layer}"]
        biases[...] = trace[f"b{layer}"]
    then = with_settings(config, trace.settings)
    before.activations = activations_of(then, network)
    return Subject(
        trace=trace,
        network=before,
        loss=loss,
        penalty=then.penalty,
        optimizer=str(then.optimizer),
        optimizer_settings=dict(then.optimizer_settings or {}),
        inputs=data.train.inputs[trace.rows],
        targets=data.train.targets[trace.rows],
        run=run,
    )
