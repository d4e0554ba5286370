"""Stages of a softmax or a joint loss as operations of the program."""

from collections.abc import Iterator

from nnviz.core.operation import Operation, Phase
from nnviz.core.softmax import Stage


def staged(phase: Phase, layer: int, stages: tuple[Stage, ...]) -> Iterator[Operation]:
    """Turn stages into operations; their names get the layer's number."""
    for stage in stages:
        name = "terms" if stage.name == "terms" else f"{stage.name}{layer}"
        outputs = {name: stage.output.T}
        yield Operation(phase, layer, outputs, stage.formula, (stage.call,))
