"""Models in ONNX: chains of dense layers, activations and scaling.

A graph is read from its output back to its input. What it computes elementwise is read
as a function of x, and known by its values; so an activation is recognised however the
program that wrote it has put it together.
"""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.errors import InputError
from nnviz.core.expression.node import Node
from nnviz.core.expression.own import own_function
from nnviz.core.functions.activation import Activation
from nnviz.core.types import Floats
from nnviz.data.readers.source import check_file
from nnviz.files.trained_model import TrainedModel
from nnviz.models.extras import needed
from nnviz.models.frameworks.onnx_graph import OnnxChain, read_chain
from nnviz.models.layer_chain import scalings_of
from nnviz.models.model_building import FoundModel
from nnviz.models.model_card import ENTRY, ModelCard
from nnviz.models.scripts.script_text import is_scaled
from nnviz.models.weights import ModelChoices

_OPSET = 17

_SIMPLE = {
    "sigmoid": "Sigmoid",
    "tanh": "Tanh",
    "relu": "Relu",
    "elu": "Elu",
    "softplus": "Softplus",
}
"""Activations that ONNX has itself; the others are put together."""

_OPERATORS = {
    "+": "Add",
    "-": "Sub",
    "*": "Mul",
    "/": "Div",
    "^": "Pow",
    "neg": "Neg",
    "max": "Max",
    "min": "Min",
    **{
        name: name.capitalize()
        for name in (
            *("abs", "sign", "exp", "log", "sqrt", "sin", "cos", "tan", "atan"),
            *("sinh", "cosh", "tanh", "asinh", "sigmoid", "softplus", "erf"),
        )
    },
}
"""The operators for the nodes of a user's function."""


def read_onnx(path: Path, _choices: ModelChoices) -> FoundModel:
    """Read a chain of dense layers; ONNX's own evaluator is to prove it.

    Raises
    ------
    InputError
        If it is damaged, or has what nnviz has not, which is named.
    """
    onnx = needed("onnx", "ONNX files")
    check_file(path)
    try:
        model = onnx.ModelProto.FromString(path.read_bytes())
    except Exception as error:
        raise InputError(f"is no complete ONNX file ({error})") from error
    words = {one.key: one.value for one in model.metadata_props}
    card = ModelCard.read(words[ENTRY]) if ENTRY in words else None
    chain = read_chain(model, derived=bool(card and card.derived))

    def run(rows: Floats) -> Floats:
        return evaluated(chain, rows)

    runner = f"ONNX's ReferenceEvaluator {onnx.__version__}"
    return FoundModel(
        chain.layers, card, scalings_of(chain.layers, chain.offsets, card), run, runner
    )


def evaluated(chain: OnnxChain, rows: Floats) -> Floats:
    """Run the nodes of a chain by ONNX's own evaluator on rows (N, G).

    Raises
    ------
    InputError
        If it fails.
    """
    from onnx.reference import ReferenceEvaluator

    kind, shape = chain.given
    try:
        with np.errstate(all="ignore"):
            session = ReferenceEvaluator(chain.model, new_ops=_precise_operators())
            given = rows.astype(kind).reshape(len(rows), *shape)
            (outputs,) = session.run(None, {chain.model.graph.input[0].name: given})
    except Exception as error:
        raise InputError(f"ONNX's evaluator fails ({error})") from error
    return np.asarray(outputs, np.float64).reshape(len(rows), -1)


def _precise_operators() -> list[Any]:
    """Return operators in place of two that ONNX's evaluator has less precise.

    Its Erf is float32 whatever it is given, and its Softplus overflows.
    """
    from onnx.reference.op_run import OpRun

    class Erf(OpRun):  # type: ignore[misc]
        op_domain = ""

        def _run(self, x: Floats) -> tuple[Floats]:
            return (np.vectorize(math.erf, otypes=[x.dtype])(x),)

    class Softplus(OpRun):  # type: ignore[misc]
        op_domain = ""

        def _run(self, x: Floats) -> tuple[Floats]:
            return (np.logaddexp(x, np.zeros((), x.dtype)),)

    return [Erf, Softplus]


def write_onnx(model: TrainedModel, path: Path) -> None:
    """Write a graph that takes raw rows, in float64 if they are scaled.

    Raises
    ------
    InputError
        If the library of ONNX is not installed.
    """
    needed("onnx", "ONNX files")
    path.write_bytes(_Graph(model).model().SerializeToString())


class _Graph:
    """The nodes and constants of a graph that is being made."""

    def __init__(self, model: TrainedModel) -> None:
        import onnx

        self._onnx, self._model = onnx, model
        self._nodes: list[Any] = []
        self._constants: dict[str, Any] = {}
        self._count = 0

    def model(self) -> Any:  # noqa: ANN401 (the library has no types)
        """Return the model in the library's form."""
        helper, card = self._onnx.helper, ModelCard.of(self._model)
        network = self._model.network
        inputs, targets = is_scaled(self._model)
        kind = np.dtype(network.precision)
        last = self._outputs(self._layers(self._inputs()))
        self._add("Identity", [last], "outputs")
        graph = helper.make_graph(
            self._nodes,
            "nnviz",
            [
                self._value(
                    "inputs",
                    np.dtype(np.float64) if inputs or self._model.derived else kind,
                    len(self._model.card.input_names),
                )
            ],
            [
                self._value(
                    "outputs",
                    np.dtype(np.float64) if targets else kind,
                    network.sizes[-1],
                )
            ],
            list(self._constants.values()),
        )
        model = helper.make_model(
            graph,
            producer_name="nnviz",
            opset_imports=[helper.make_opsetid("", _OPSET)],
            ir_version=8,
        )
        helper.set_model_props(model, {ENTRY: card.text()})
        return model

    def _value(self, name: str, kind: "np.dtype[Any]", columns: int) -> Any:  # noqa: ANN401
        helper = self._onnx.helper
        return helper.make_tensor_value_info(
            name, helper.np_dtype_to_tensor_dtype(kind), ["N", columns]
        )

    def _add(
        self, operator: str, inputs: Sequence[str], name: str = "", **more: int
    ) -> str:
        """Add a node, and return the name of what it gives."""
        self._count += 1
        name = name or f"{operator.lower()}_{self._count}"
        self._nodes.append(
            self._onnx.helper.make_node(operator, list(inputs), [name], name, **more)
        )
        return name

    def _constant(self, name: str, values: NDArray[Any]) -> str:
        made = self._onnx.numpy_helper.from_array(np.ascontiguousarray(values), name)
        self._constants[name] = made
        return name

    def _number(self, value: float) -> str:
        array = np.array(value, self._model.network.precision)
        return self._constant(f"number_{value:.17g}", array)

    def _inputs(self) -> str:
        """Lead from raw rows to what the first layer takes."""
        of = "inputs"
        if self._model.derived:
            of = self._derived()
        scaling = self._model.scalings.inputs
        if scaling.kind != "none":
            of = self._add("Sub", [of, self._constant("input_offset", scaling.offset)])
            of = self._add("Mul", [of, self._constant("input_factor", scaling.factor)])
        wide = scaling.kind != "none" or bool(self._model.derived)
        if wide and self._model.network.precision == "float32":
            return self._cast(of, np.dtype(np.float32))
        return of

    def _cast(self, of: str, kind: "np.dtype[Any]") -> str:
        to = self._onnx.helper.np_dtype_to_tensor_dtype(kind)
        return self._add("Cast", [of], to=to)

    def _derived(self) -> str:
        first, second = (
            self._add(
                "Gather",
                ["inputs", self._constant(f"column_{k}", np.array([k]))],
                axis=1,
            )
            for k in (0, 1)
        )
        made = {
            "x1^2": lambda: self._add("Mul", [first, first]),
            "x2^2": lambda: self._add("Mul", [second, second]),
            "x1*x2": lambda: self._add("Mul", [first, second]),
            "sin(x1)": lambda: self._add("Sin", [first]),
            "sin(x2)": lambda: self._add("Sin", [second]),
        }
        columns = [made[name]() for name in self._model.derived]
        return self._add("Concat", ["inputs", *columns], axis=1)

    def _layers(self, of: str) -> str:
        network = self._model.network
        parts = zip(network.weights, network.biases, network.activations, strict=True)
        for number, (weights, biases, activation) in enumerate(parts, start=1):
            named = (
                self._constant(f"W{number}", weights),
                self._constant(f"b{number}", biases),
            )
            z = self._add("Gemm", [of, *named], f"z{number}", transB=1)
            of = self._activated(z, activation)
        return of

    def _activated(self, z: str, activation: Activation) -> str:
        name = activation.name
        if name == "linear":
            return z
        if name == "softmax":
            return self._add("Softmax", [z], axis=1)
        if name in _SIMPLE:
            return self._add(_SIMPLE[name], [z])
        if name.startswith("step") and name in ACTIVATIONS:
            return self._step(z)
        # The constant of its own operator would be rounded to float32.
        if name == "leaky_relu":
            return self._add("Max", [z, self._add("Mul", [z, self._number(0.01)])])
        if name == "swish":
            return self._add("Mul", [z, self._add("Sigmoid", [z])])
        if name == "gelu":
            erf = self._add("Erf", [self._add("Div", [z, self._number(2.0**0.5)])])
            share = self._add("Add", [erf, self._number(1.0)])
            half = self._add("Mul", [z, self._number(0.5)])
            return self._add("Mul", [half, share])
        return self._written(own_function(name).value, z)

    def _step(self, of: str) -> str:
        above = self._add("Greater", [of, self._number(0.0)])
        return self._cast(above, np.dtype(self._model.network.precision))

    def _written(self, node: Node, z: str) -> str:
        """Write a function of the user's."""
        if node.kind == "x":
            return z
        if node.is_number:
            return self._number(node.value)
        of = [self._written(arg, z) for arg in node.args]
        if node.kind == "step":
            return self._step(of[0])
        if node.kind == "log1p":
            return self._add("Log", [self._add("Add", [of[0], self._number(1.0)])])
        if node.kind == "expm1":
            return self._add("Sub", [self._add("Exp", of), self._number(1.0)])
        return self._add(_OPERATORS[node.kind], of)

    def _outputs(self, of: str) -> str:
        scaling = self._model.scalings.targets
        if scaling.kind == "none":
            return of
        if self._model.network.precision == "float32":
            of = self._cast(of, np.dtype(np.float64))
        of = self._add("Div", [of, self._constant("target_factor", scaling.factor)])
        return self._add("Add", [of, self._constant("target_offset", scaling.offset)])
