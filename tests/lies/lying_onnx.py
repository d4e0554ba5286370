"""Lies in ONNX: tensors that are something else, nodes that lead nowhere or round."""

import random
from collections.abc import Callable
from typing import Any

import onnx
from onnx import AttributeProto, TensorProto, helper

from tests.lies.lying_arrays import CANARY
from tests.lies.lying_text import STRANGE, lying_json

_SIZES = (0, 1, -1, -7, 2, 3, 2**31, 2**40, 2**62, 2**63 - 1, -(2**63))

_OPERATORS = (
    *("Loop", "If", "Scan", "Conv", "Gemm", "MatMul", "Add", "Softmax", "Cast"),
    *("Reshape", "Flatten", "Squeeze", "Dropout", "Identity", "Concat", "Gather"),
    *("Expand", "Tile", "Constant", "ConstantOfShape", "Range", "Clip", "Pow", "Div"),
    *("LeakyRelu", "Elu", "HardSigmoid", "Gelu", "PRelu", "Max", "Exp", "", "\x1b[2J"),
)


def lying_onnx(chance: random.Random, data: bytes) -> bytes:
    """Return a graph of ONNX that lies."""
    model = onnx.ModelProto.FromString(data)
    for _ in range(chance.choice((1, 1, 1, 2))):
        chance.choice(_LIES)(chance, model)
    return model.SerializeToString()


def _tensor(chance: random.Random, model: Any) -> None:
    """Say something else of a tensor than what it has."""
    if not model.graph.initializer:
        return
    tensor = chance.choice(model.graph.initializer)
    outputs = [one.name for one in model.graph.output]
    match chance.randrange(9):
        case 0 | 1:
            dims = list(tensor.dims) or [1]
            dims[chance.randrange(len(dims))] = chance.choice(_SIZES)
            del tensor.dims[:]
            tensor.dims.extend(chance.choice((dims, dims * 2, dims[:1], [])))
        case 2:
            tensor.data_type = chance.randrange(30)
        case 3:
            tensor.data_location = TensorProto.EXTERNAL
            entry = tensor.external_data.add()
            entry.key = "location"
            entry.value = chance.choice(("/etc/passwd", "../x", str(CANARY), "\0"))
        case 4:
            tensor.raw_data = tensor.raw_data[: chance.randrange(20)]
        case 5:
            tensor.ClearField("raw_data")
            tensor.float_data.extend([1.0, float("nan"), float("inf"), 1e38])
        case 6:
            tensor.name = chance.choice((*STRANGE[:-2], *outputs))
        case 7:
            model.graph.initializer.append(tensor)
            tensor.data_type = chance.choice((1, 11))
        case _:
            tensor.segment.begin, tensor.segment.end = 0, 2**62


def _node(chance: random.Random, model: Any) -> None:
    """Have a node do something else, or to other tensors."""
    graph = model.graph
    if not graph.node:
        return
    node = chance.choice(graph.node)
    names = [name for one in graph.node for name in (*one.input, *one.output)]
    match chance.randrange(8):
        case 0:
            node.op_type = chance.choice(_OPERATORS)
        case 1:
            if node.input:
                node.input[chance.randrange(len(node.input))] = chance.choice(
                    (*names, "", "nowhere", "\x1b[2J")
                )
        case 2:
            if node.output:
                node.output[0] = chance.choice((*names, "", "\x07"))
        case 3:
            node.domain = chance.choice(("ai.onnx", "ai.onnx.ml", "evil", "\x1b[2J"))
        case 4:
            del node.input[chance.randrange(len(node.input) + 1) :]
        case 5:
            node.input.extend([chance.choice(names)] * chance.choice((1, 2, 5000)))
        case 6:
            graph.node.insert(chance.randrange(len(graph.node)), node)
        case _:
            graph.node.remove(node)


def _attribute(chance: random.Random, model: Any) -> None:
    """Give a node an attribute of another value or kind."""
    if not model.graph.node:
        return
    node = chance.choice(model.graph.node)
    name = chance.choice(
        ("transA", "transB", "alpha", "beta", "axis", "to", "value", "approximate")
    )
    value: Any = chance.choice(
        (
            *(0, 1, -1, 2**62, -(2**63), 0.0, -1.5, float("nan"), float("inf"), 1e38),
            *(b"tanh", b"\xff\xfe", [1, 2, 2**40], [0.5, float("nan")]),
            helper.make_tensor("t", TensorProto.FLOAT, [2], [1.0, 2.0]),
            helper.make_tensor("t", TensorProto.DOUBLE, [], [2.5]),
        )
    )
    for old in [one for one in node.attribute if one.name == name]:
        node.attribute.remove(old)
    made = helper.make_attribute(name, value)
    if chance.random() < 0.3:
        made.type = chance.choice(AttributeProto.AttributeType.values())
    node.attribute.append(made)


def _inputs(chance: random.Random, model: Any) -> None:
    """Say something else of inputs and outputs."""
    graph = model.graph
    if not graph.input or not graph.output:
        return
    match chance.randrange(6):
        case 0:
            graph.input[0].type.tensor_type.elem_type = chance.randrange(30)
        case 1:
            for dim in graph.input[0].type.tensor_type.shape.dim:
                dim.dim_value = chance.choice(_SIZES)
        case 2:
            shape = graph.input[0].type.tensor_type.shape
            for _ in range(chance.choice((1, 2, 40))):
                shape.dim.add().dim_value = chance.choice((1, 3, 2**19, *_SIZES))
        case 3:
            graph.input[0].type.sequence_type.elem_type.tensor_type.elem_type = 1
        case 4:
            graph.output[0].name = chance.choice((*STRANGE[:-2], "inputs", "W1"))
        case _:
            del (graph.input, graph.output)[chance.randrange(2)][:]


def _chain(chance: random.Random, model: Any) -> None:
    """Put many nodes, a circle or a bush of them before the output."""
    graph = model.graph
    if not graph.node:
        return
    last, count = graph.node[-1], chance.choice((3, 70, 3000))
    start = last.input[0] if last.input else "inputs"
    name, operator = start, chance.choice(("Identity", "Tanh", "Neg", "Add", "Exp"))
    if chance.random() < 0.2:
        name = f"more{count - 1}"
    for k in range(count):
        of = [name, name] if operator == "Add" else [name]
        graph.node.append(helper.make_node(operator, of, [f"more{k}"]))
        name = f"more{k}"
    if last.input:
        last.input[0] = name


def _own_operators(chance: random.Random, model: Any) -> None:
    """Give a meaning of its own to an operator, as a function of the model's."""
    operator = chance.choice([node.op_type for node in model.graph.node] or ["Gemm"])
    inner = helper.make_node(
        "ConstantOfShape",
        ["s"],
        ["y"],
        value=helper.make_tensor("v", TensorProto.FLOAT, [1], [7.0]),
    )
    shape = helper.make_node("Constant", [], ["s"], value_ints=[2**14, 2**14])
    opset = helper.make_opsetid(chance.choice(("", "ai.onnx")), 17)
    model.functions.append(
        helper.make_function(
            chance.choice(("", "ai.onnx", "evil")),
            operator,
            ["x", "w", "b"],
            ["y"],
            [shape, inner],
            [opset],
        )
    )


def _frame(chance: random.Random, model: Any) -> None:
    """Say something else of the model."""
    match chance.randrange(5):
        case 0:
            model.ir_version = chance.choice(_SIZES)
        case 1 if model.opset_import:
            model.opset_import[0].version = chance.choice((0, 1, 5, 9999, *_SIZES))
        case 2 if model.opset_import:
            model.opset_import[0].domain = chance.choice(("evil", "\x1b[2J", "ai.onnx"))
        case 3:
            del model.opset_import[:]
        case _:
            for one in model.metadata_props:
                said = lying_json(chance, one.value.encode())
                one.value = said.decode(errors="replace")


_LIES: tuple[Callable[[random.Random, Any], None], ...] = (
    *(_tensor, _tensor, _node, _node, _attribute, _attribute),
    *(_inputs, _chain, _own_operators, _frame),
)
