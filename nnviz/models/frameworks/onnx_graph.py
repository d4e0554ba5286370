"""Reads a graph of ONNX, from its output back to its input, as a chain of layers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError
from nnviz.models.layer_chain import ChainStep, Offsets, assembled
from nnviz.models.model_building import numbers
from nnviz.models.plain import PlainLayer

_UNARY = {
    "Sigmoid": "sigmoid({0})",
    "Tanh": "tanh({0})",
    "Relu": "max({0}, 0)",
    "Softplus": "softplus({0})",
    "Softsign": "({0} / (1 + abs({0})))",
    "Exp": "exp({0})",
    "Log": "log({0})",
    "Sqrt": "sqrt({0})",
    "Erf": "erf({0})",
    "Abs": "abs({0})",
    "Sign": "sign({0})",
    "Neg": "(-{0})",
    "Sin": "sin({0})",
    "Cos": "cos({0})",
    "Tan": "tan({0})",
    "Atan": "atan({0})",
    "Sinh": "sinh({0})",
    "Cosh": "cosh({0})",
    "Asinh": "asinh({0})",
    "Reciprocal": "(1 / {0})",
    "HardSwish": "({0} * clip({0} / 6 + 0.5, 0, 1))",
    "Mish": "({0} * tanh(softplus({0})))",
}
_BINARY = {
    "Add": "({0} + {1})",
    "Sub": "({0} - {1})",
    "Mul": "({0} * {1})",
    "Div": "({0} / {1})",
    "Pow": "({0} ^ {1})",
    "Max": "max({0}, {1})",
    "Min": "min({0}, {1})",
    "PRelu": "(max({0}, 0) + {1} * min({0}, 0))",
    "Greater": "step({0} - {1})",
    "Less": "step({1} - {0})",
}
_CONSTANTS = {
    "LeakyRelu": ("max({0}, 0) + {1} * min({0}, 0)", "alpha", 0.01),
    "Elu": ("max({0}, 0) + {1} * (exp(min({0}, 0)) - 1)", "alpha", 1.0),
    "ThresholdedRelu": ("{0} * step({0} - {1})", "alpha", 1.0),
}
_PASSED = frozenset(("Identity", "Dropout", "Cast", "Flatten", "Reshape", "Squeeze"))
"""What changes no number of a row."""

_ELEMENTWISE = frozenset((*_UNARY, *_BINARY, *_CONSTANTS, *_PASSED)) | frozenset(
    ("Clip", "HardSigmoid", "Gelu")
)

_DEEPEST = 60
"""The most operations one within another."""

SCALING_NAMES = ("input_offset", "input_factor", "target_offset", "target_factor")
"""What nnviz calls the numbers of a scaling, which a single column has as well."""

_LONGEST = 2_000
"""The most characters of a function of x."""

_MOST_NODES = 20_000


@dataclass(slots=True, eq=False)
class OnnxChain:
    """A chain of layers.

    Attributes
    ----------
    model
        The model with the nodes of the chain alone.
    given
        The type of its inputs, and the shape of one row.
    layers
        Its layers.
    offsets
        Offset and factor of inputs, (I,), and of outputs, (O,), where they are scaled.
    """

    model: Any
    given: tuple[Any, tuple[int, ...]]
    layers: Sequence[PlainLayer]
    offsets: Offsets


@dataclass(slots=True)
class _Reader:
    """A graph with what is looked up in it."""

    producers: Mapping[str, Any]
    constants: Mapping[str, NDArray[Any]]
    derived: bool
    used: list[str] = field(default_factory=list)
    """The outputs of the nodes that belong to the chain."""


def read_chain(model: Any, *, derived: bool) -> OnnxChain:  # noqa: ANN401
    """Read the chain that leads to the first output of a model.

    ``derived`` tells whether inputs are worked out from others in it, as nnviz does.

    Raises
    ------
    InputError
        If there is anything else in it, which is named.
    """
    graph = model.graph
    if not graph.output or len(graph.node) > _MOST_NODES:
        raise InputError("has no output, or too many nodes: it cannot be opened")
    reader = _Reader(
        {name: node for node in graph.node for name in node.output},
        _constants(graph),
        derived,
    )
    steps = list(_steps(reader, graph.output[0].name))[::-1]
    layers, offsets = assembled(steps)
    given = next((one for one in graph.input if one.name == reader.used[-1]), None)
    if given is None:
        raise InputError(f"'{reader.used[-1]}' comes from nowhere: the file is damaged")
    return OnnxChain(_alone(model, given, reader), _given(given), layers, offsets)


def _constants(graph: Any) -> dict[str, NDArray[Any]]:  # noqa: ANN401
    from onnx import TensorProto, numpy_helper

    found = {}
    tensors = [(one.name, one) for one in graph.initializer]
    for node in graph.node:
        if node.op_type == "Constant" and len(node.output) == 1:
            tensors += [
                (node.output[0], one.t) for one in node.attribute if one.name == "value"
            ]
    for name, tensor in tensors:
        if tensor.data_location == TensorProto.EXTERNAL:
            raise InputError(
                f"'{name}' is kept in another file: save the model as one file"
            )
        try:
            found[name] = np.asarray(numpy_helper.to_array(tensor))
        except Exception as error:
            raise InputError(f"'{name}' is damaged ({error})") from error
    return found


def _steps(reader: _Reader, tensor: str) -> Iterator[ChainStep]:
    """Yield the steps from a tensor back to the inputs."""
    seen: set[str] = set()
    while tensor not in seen:
        seen.add(tensor)
        node = reader.producers.get(tensor)
        if node is None or (reader.derived and node.op_type == "Concat"):
            reader.used.append(_start_of(reader, tensor, node))
            return
        _check_known(node)
        if node.op_type in _PASSED:
            reader.used.append(tensor)
            tensor = node.input[0]
            continue
        step, tensor = _step_at(reader, node, tensor)
        yield step
    raise InputError("it goes round in a circle: the file is damaged")


def _start_of(reader: _Reader, tensor: str, node: Any) -> str:  # noqa: ANN401
    """Return the name of the inputs; derived ones are made by nnviz's own nodes."""
    if node is None:
        return tensor
    waiting, inputs = [tensor], ""
    while waiting:
        name = waiting.pop()
        made = reader.producers.get(name)
        if made is None:
            inputs = inputs if name in reader.constants else name
            continue
        if (
            made.op_type not in ("Concat", "Gather", "Mul", "Sin")
            or len(reader.used) > _MOST_NODES
        ):
            raise _refused(made)
        if name not in reader.used:
            reader.used.append(name)
            waiting += made.input
    return inputs


def _step_at(reader: _Reader, node: Any, tensor: str) -> tuple[ChainStep, str]:  # noqa: ANN401
    """Return the step that makes a tensor, and the tensor it is made from."""
    if node.op_type in ("Gemm", "MatMul"):
        reader.used.append(tensor)
        return _dense(reader, node)
    if node.op_type == "Softmax":
        reader.used.append(tensor)
        return ChainStep("softmax"), node.input[0]
    found = _with_columns(reader, node)
    if found is None:
        text, base = _function(reader, tensor)
        return ChainStep("function", text=text), base
    operator, values, other, first = found
    before = reader.producers.get(other)
    reader.used.append(tensor)
    if operator == "Add" and before is not None and before.op_type == "MatMul":
        reader.used.append(other)
        step, base = _dense(reader, before)
        return ChainStep("dense", (step.arrays[0], values.reshape(-1))), base
    if not first and operator in ("Sub", "Div"):
        raise _refused(node)
    return ChainStep("scaling", (values.reshape(-1),), operator), other


def _with_columns(
    reader: _Reader,
    node: Any,  # noqa: ANN401
) -> tuple[str, NDArray[Any], str, bool] | None:
    """Return operator, constants, the other input, and whether this is the first.

    None if a node does not treat each column by a number of its own.
    """
    if node.op_type not in ("Add", "Sub", "Mul", "Div") or len(node.input) != 2:
        return None
    first, second = node.input
    for other, name in ((first, second), (second, first)):
        values = reader.constants.get(name)
        if values is None:
            continue
        before = reader.producers.get(other)
        after_product = before is not None and before.op_type == "MatMul"
        several = values.size > 1 or after_product or name in SCALING_NAMES
        if values.ndim and max(values.shape, default=0) == values.size and several:
            return node.op_type, numbers(values, name), other, other == first
    return None


def _dense(reader: _Reader, node: Any) -> tuple[ChainStep, str]:  # noqa: ANN401
    """Return a dense layer, and the tensor that it takes."""
    said = {one.name: (one.f if one.type == 1 else one.i) for one in node.attribute}
    weights = reader.constants.get(node.input[1]) if len(node.input) > 1 else None
    if weights is None or weights.ndim != 2 or said.get("transA"):
        raise _refused(node)
    weights = numbers(weights, node.input[1])
    matrix = weights if said.get("transB") else weights.T
    if said.get("alpha", 1.0) != 1.0:
        matrix = (matrix * said["alpha"]).astype(weights.dtype)
    biases = np.zeros(len(matrix), matrix.dtype)
    if len(node.input) > 2 and node.input[2]:
        given = reader.constants.get(node.input[2])
        if given is None or given.size not in (1, len(matrix)):
            raise _refused(node)
        factor = said.get("beta", 1.0)
        values = numbers(given, node.input[2]).reshape(-1)
        biases = np.broadcast_to(values * factor, (len(matrix),)).astype(values.dtype)
    return ChainStep("dense", (matrix, biases)), node.input[0]


def _function(reader: _Reader, tensor: str) -> tuple[str, str]:
    """Return what makes a tensor elementwise, as a function of x, and what x is."""
    bases: set[str] = set()
    text = _expression(reader, tensor, bases, depth=0)
    if len(bases) != 1:
        raise _refused(reader.producers[tensor])
    return text, bases.pop()


def _expression(reader: _Reader, tensor: str, bases: set[str], depth: int) -> str:
    values = reader.constants.get(tensor)
    if values is not None:
        if values.size != 1 or values.dtype.kind not in "fiu":
            raise InputError(f"'{tensor}' has a number for each neuron, not for all")
        number = float(values.reshape(()))
        return f"({number!r})" if number < 0 else repr(number)
    node = reader.producers.get(tensor)
    if node is None or _ends_function(reader, node, depth):
        bases.add(tensor)
        return "x"
    _check_known(node)
    if depth > _DEEPEST or node.op_type not in _ELEMENTWISE:
        raise _refused(node)
    if tensor not in reader.used:
        reader.used.append(tensor)
    of = [_expression(reader, name, bases, depth + 1) for name in node.input if name]
    text = _written(node, of)
    if len(text) > _LONGEST:
        raise _refused(node)
    return text


def _ends_function(reader: _Reader, node: Any, depth: int) -> bool:  # noqa: ANN401
    """Tell whether what a node makes is the x of a function."""
    if node.op_type in ("Gemm", "MatMul", "Softmax", "Concat"):
        return True
    return depth > 0 and _with_columns(reader, node) is not None


def _written(node: Any, of: list[str]) -> str:  # noqa: ANN401
    kind = node.op_type
    if kind in _PASSED and of:
        return of[0]
    if kind in _UNARY and len(of) == 1:
        return _UNARY[kind].format(*of)
    if kind in _BINARY and len(of) == 2:
        return _BINARY[kind].format(*of)
    said = {one.name: one.f for one in node.attribute}
    if kind in _CONSTANTS and len(of) == 1:
        template, name, default = _CONSTANTS[kind]
        return f"({template.format(of[0], repr(float(said.get(name, default))))})"
    if kind == "Clip" and len(of) == 3:
        return f"clip({of[0]}, {of[1]}, {of[2]})"
    if kind == "HardSigmoid" and len(of) == 1:
        alpha, beta = said.get("alpha", 0.2), said.get("beta", 0.5)
        return f"clip({alpha!r} * {of[0]} + {beta!r}, 0, 1)"
    if kind == "Gelu" and len(of) == 1 and not _tanh_form(node):
        return f"({of[0]} * (1 + erf({of[0]} / sqrt(2))) / 2)"
    raise _refused(node)


def _tanh_form(node: Any) -> bool:  # noqa: ANN401
    return any(one.s == b"tanh" for one in node.attribute if one.name == "approximate")


def _alone(model: Any, given: Any, reader: _Reader) -> Any:  # noqa: ANN401
    """Return a model with the nodes of the chain alone: nothing else is ever run."""
    used = set(reader.used)
    nodes = [
        node
        for node in model.graph.node
        if node.op_type == "Constant" or used.intersection(node.output)
    ]
    alone = type(model)()
    alone.CopyFrom(model)
    graph = alone.graph
    # What is left must mean what ONNX says, not what functions of the file's do.
    del graph.node[:], graph.input[:], graph.output[1:], alone.functions[:]
    graph.node.extend(nodes)
    graph.input.append(given)
    return alone


def _given(value: Any) -> tuple[Any, tuple[int, ...]]:  # noqa: ANN401
    """Return the type of the inputs, and the shape of one row: (-1,) if not known."""
    from onnx import helper

    kind = value.type.tensor_type
    try:
        dtype = np.dtype(helper.tensor_dtype_to_np_dtype(kind.elem_type))
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"its inputs '{value.name}' have an unknown type") from error
    sizes = [one.dim_value for one in kind.shape.dim][1:]
    if dtype.kind not in "fiu":
        raise InputError(f"its inputs '{value.name}' are {dtype}, not numbers")
    known = len(sizes) > 1 and all(0 < size < 1 << 20 for size in sizes)
    return dtype, tuple(sizes) if known else (-1,)


def _check_known(node: Any) -> None:  # noqa: ANN401
    if node.domain not in ("", "ai.onnx") or not node.input:
        raise _refused(node)


def _refused(node: Any) -> InputError:  # noqa: ANN401
    name = node.name or (node.output[0] if node.output else "")
    return InputError(
        f"'{name}' is a {node.op_type}, which cannot be opened here: only dense layers "
        "(Gemm, or MatMul with Add) and activations can"
    )
