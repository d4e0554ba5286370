"""The forward pass: from the inputs through all layers to the outputs."""

from functools import partial

from nnviz.core.memory import IterationMemory
from nnviz.core.operation import Operation
from nnviz.core.softmax import SoftmaxMemory, softmax_stages
from nnviz.core.staged import staged

SoftmaxMemories = dict[int, SoftmaxMemory]
"""By layer: where a softmax keeps its stages."""


def forward_pass(m: IterationMemory) -> tuple[list[Operation], SoftmaxMemories]:
    """Lead the inputs through all layers: z = W a + b, then a = f(z).

    Also returns where each softmax layer keeps its stages.
    """
    operations: list[Operation] = []
    memories: SoftmaxMemories = {}
    blocks = m.network.layout.blocks(m.network.parameters)
    for layer, block, f in zip(m.layers, blocks, m.network.activations, strict=True):
        z, a = m.z.layer(layer), m.a.layer(layer)
        product = partial(block.dot, m.inputs_of(layer), z)
        formula = (
            rf"z^{{({layer})}} = W^{{({layer})}} a^{{({layer - 1})}} + b^{{({layer})}}"
        )
        operations.append(
            Operation("forward", layer, {f"z{layer}": z.T}, formula, (product,))
        )
        if f.name == "softmax":
            memories[layer] = SoftmaxMemory.like(z)
            stages = softmax_stages(z, a, memories[layer])
            operations += staged("forward", layer, stages)
        else:
            call = partial(f.evaluate, z, a)
            operations.append(
                Operation("forward", layer, {f"a{layer}": a.T}, f.formula, (call,))
            )
    return operations, memories
