"""Turns the stages of a softmax or a joint loss into operations of the program."""

from collections.abc import Iterator

from nnviz.core.functions.softmax import Stage
from nnviz.core.operation import Operation, Phase


def staged(phase: Phase, layer: int, stages: tuple[Stage, ...]) -> Iterator[Operation]:
    """Yield stages as operations; their names get the layer's number.

    Results (O, N) are shown with a row per sample, (N, O).
    """
    for stage in stages:
        # Only the output layer has terms: there is one of them, without a number.
        name = "terms" if stage.name == "terms" else f"{stage.name}{layer}"
        outputs = {name: stage.output.T}
        yield Operation(phase, layer, outputs, stage.formula, (stage.call,))
