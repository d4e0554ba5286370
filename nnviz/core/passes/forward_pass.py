"""The forward pass: from the inputs through all layers to the outputs."""

from functools import partial

from nnviz.core.functions.softmax import SoftmaxMemory, softmax_stages
from nnviz.core.operation import Operation
from nnviz.core.passes.memory import IterationMemory
from nnviz.core.passes.staged import staged

SoftmaxMemories = dict[int, SoftmaxMemory]
"""The arrays in which each softmax layer, by its number, keeps its stages."""


def forward_pass(m: IterationMemory) -> tuple[list[Operation], SoftmaxMemories]:
    """Return the operations z = W a + b and a = f(z) of every layer.

    The second value holds the memory of each softmax layer, which the cross-entropy
    goes on to use.
    """
    operations: list[Operation] = []
    memories: SoftmaxMemories = {}
    blocks = m.network.layout.blocks(m.network.parameters)
    for layer, block in zip(m.layers, blocks, strict=True):
        z = m.z.layer(layer)
        # The block ends in a column of biases and the inputs in a row of ones, so one
        # product does W a + b.
        product = partial(block.dot, m.inputs_of(layer), z)
        formula = (
            rf"z^{{({layer})}} = W^{{({layer})}} a^{{({layer - 1})}} + b^{{({layer})}}"
        )
        operations.append(
            Operation("forward", layer, {f"z{layer}": z.T}, formula, (product,))
        )
        operations += activate(m, layer, memories)
    return operations, memories


def activate(
    m: IterationMemory, layer: int, memories: SoftmaxMemories
) -> list[Operation]:
    """Return the operations a = f(z) of a layer; a softmax adds its memory."""
    z, a, f = m.z.layer(layer), m.a.layer(layer), m.network.activations[layer - 1]
    if f.name == "softmax":
        memories[layer] = SoftmaxMemory.like(z)
        return list(staged("forward", layer, softmax_stages(z, a, memories[layer])))
    call = partial(f.evaluate, z, a)
    return [Operation("forward", layer, {f"a{layer}": a.T}, f.formula, (call,))]
