import json
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.models import from_sklearn
from nnviz.models.known_function import function_named
from nnviz.models.opened_model import open_model, save_model
from nnviz.models.weights import ModelChoices
from tests.models.random_models import (
    HIDDEN,
    OWN,
    classifier,
    random_model,
    without_steps,
)

onnx = pytest.importorskip("onnx")
h5py = pytest.importorskip("h5py")


@pytest.mark.parametrize("seed", range(1, 13))
def test_a_model_comes_back_from_onnx(tmp_path: Path, seed: int) -> None:
    model = random_model(seed, activations=HIDDEN + OWN)
    save_model(model, path := tmp_path / "model.onnx")
    found = open_model(path)
    assert found.proof is not None
    assert found.proof.verified_with.startswith("ONNX's ReferenceEvaluator")
    assert np.array_equal(found.model.network.parameters, model.network.parameters)
    assert found.model.network.activations == model.network.activations
    assert found.model.card == model.card


def test_derived_inputs_are_part_of_an_onnx_file(tmp_path: Path) -> None:
    model = classifier()
    save_model(model, path := tmp_path / "model.onnx")
    found = open_model(path).model
    assert found.derived == model.derived
    rows = np.random.default_rng(0).normal(size=(9, 2))
    assert np.allclose(found.predict(rows), model.predict(rows), atol=1e-12)


@pytest.mark.parametrize(("ending", "seed"), [(".keras", 3), (".h5", 2)])
def test_a_model_comes_back_from_files_of_keras(
    tmp_path: Path, ending: str, seed: int
) -> None:
    model = random_model(seed, activations=without_steps())
    save_model(model, path := tmp_path / f"model{ending}")
    found = open_model(path).model
    assert np.array_equal(found.network.parameters, model.network.parameters)
    assert found.network.activations == model.network.activations


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("x * sigmoid(x)", "swish"),
        ("x / (1 + exp(-x))", "swish"),
        ("max(x, 0) + 0.01 * min(x, 0)", "leaky_relu"),
        ("x * 0.5 * (1 + erf(x / sqrt(2)))", "gelu"),
        ("clip(x, 0, 6)", "clip(x, 0, 6)"),
    ],
)
def test_an_activation_is_known_by_its_values(text: str, name: str) -> None:
    assert function_named(text, "float64") == name


def _graph(*nodes: Any, **constants: Any) -> bytes:
    helper, kind = onnx.helper, onnx.TensorProto.FLOAT
    made = [
        onnx.numpy_helper.from_array(np.asarray(values, np.float32), name)
        for name, values in constants.items()
    ]
    graph = helper.make_graph(
        list(nodes),
        "g",
        [helper.make_tensor_value_info("x", kind, ["N", 3])],
        [helper.make_tensor_value_info("y", kind, ["N", None])],
        made,
    )
    opsets = [helper.make_opsetid("", 17)]
    return bytes(helper.make_model(graph, opset_imports=opsets).SerializeToString())


def node(kind: str, inputs: str, output: str, **more: Any) -> Any:
    return onnx.helper.make_node(kind, inputs.split(), [output], output, **more)


W = np.arange(6.0).reshape(3, 2) / 5 - 0.4


def test_products_with_added_biases_and_scalings_are_read(tmp_path: Path) -> None:
    path = tmp_path / "g.onnx"
    path.write_bytes(
        _graph(
            node("Div", "x size", "scaled"),
            node("MatMul", "scaled W", "product"),
            node("Add", "product b", "z"),
            node("Clip", "z low high", "a"),
            node("Mul", "a factor", "y"),
            size=255.0,
            W=W,
            b=[0.1, 0.2],
            low=0.0,
            high=6.0,
            factor=[2.0, 4.0],
        )
    )
    found = open_model(path).model
    assert [one.name for one in found.network.activations] == ["clip(x, 0.0, 6.0)"]
    assert np.allclose(found.scalings.inputs.factor, 1 / 255)
    assert found.scalings.targets.factor.tolist() == [0.5, 0.25]


@pytest.mark.parametrize(
    ("nodes", "words"),
    [
        ([node("LSTM", "x W W", "y")], "'y' is a LSTM"),
        ([node("MatMul", "x W", "z"), node("Conv", "z W", "y")], "'y' is a Conv"),
        ([node("MatMul", "x W", "z"), node("Add", "z x", "y")], "'y' is a Add"),
        ([node("Relu", "x", "y")], "no dense layer"),
        ([node("Relu", "", "y")], "'y' is a Relu"),
        ([node("Softmax", "", "y")], "'y' is a Softmax"),
        ([node("MatMul", "y W", "z"), node("Relu", "z", "y")], "round in a circle"),
    ],
)
def test_other_layers_of_onnx_are_refused_by_name(
    tmp_path: Path, nodes: list[Any], words: str
) -> None:
    path = tmp_path / "g.onnx"
    path.write_bytes(_graph(*nodes, W=W))
    with pytest.raises(InputError, match=words):
        open_model(path)


def test_an_operator_of_onnx_means_what_it_does_there(tmp_path: Path) -> None:
    path, helper = tmp_path / "g.onnx", onnx.helper
    made = onnx.ModelProto.FromString(
        _graph(
            node("MatMul", "x W", "z"), node("Tanh", "z", "y", domain="ai.onnx"), W=W
        )
    )
    nothing = [node("Sub", "a a", "b")]
    opsets = [helper.make_opsetid("", 17)]
    made.functions.append(
        helper.make_function("ai.onnx", "Tanh", ["a"], ["b"], nothing, opsets)
    )
    made.opset_import.append(helper.make_opsetid("ai.onnx", 17))
    path.write_bytes(made.SerializeToString())
    with pytest.raises(InputError, match="evaluator fails"):
        open_model(path)


@pytest.mark.parametrize("paths", [["a/" * 70], map(str, range(10_001))])
def test_a_file_of_keras_with_too_many_groups_is_refused_at_once(
    tmp_path: Path, paths: Iterable[str]
) -> None:
    with h5py.File(path := tmp_path / "m.h5", "w") as file:
        for one in paths:
            file.create_group(one)
    with pytest.raises(InputError, match="more groups and arrays than a network"):
        open_model(path)


def test_other_layers_of_keras_are_refused_by_name(tmp_path: Path) -> None:
    save_model(random_model(3, activations=("tanh",)), path := tmp_path / "m.keras")
    with zipfile.ZipFile(path) as files:
        parts = {name: files.read(name) for name in files.namelist()}
    config = json.loads(parts["config.json"])
    config["config"]["layers"][-1] |= {"class_name": "Conv2D"}
    config["config"]["layers"][-1]["config"] |= {"name": "conv"}
    parts["config.json"] = json.dumps(config).encode()
    with zipfile.ZipFile(path, "w") as files:
        for name, data in parts.items():
            files.writestr(name, data)
    with pytest.raises(InputError, match="'conv' is a Conv2D"):
        open_model(path)


def test_matrices_of_text_and_of_matlab_are_read(tmp_path: Path) -> None:
    scipy_io = pytest.importorskip("scipy.io")
    text, matlab = tmp_path / "w.csv", tmp_path / "w.mat"
    text.write_text("1,2,3\n4,5,6\n\n1,2\n\n3,4\n\n0.5\n", "utf-8")
    scipy_io.savemat(
        matlab,
        {"W1": [[1, 2, 3], [4, 5, 6]], "b1": [[1], [2]], "W2": [[3, 4]], "b2": [[0.5]]},
    )
    said = ModelChoices(activations=("relu", "linear"))
    rows = np.array([[1.0, -1.0, 2.0]])
    for path in (text, matlab):
        model = open_model(path, said).model
        assert model.network.sizes == (3, 2, 1)
        assert model.predict(rows).tolist() == [[3 * 6 + 4 * 13 + 0.5]]


def test_weights_of_pytorch_need_pytorch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "nnviz.models.frameworks.torch_file.has_module", lambda _: False
    )
    (tmp_path / "m.pt").write_bytes(b"x")
    with pytest.raises(InputError, match=r"safetensors\.torch\.save_file"):
        open_model(tmp_path / "m.pt")


def test_networks_of_scikit_learn_are_read_from_their_attributes() -> None:
    neural = pytest.importorskip("sklearn.neural_network")
    inputs = np.random.default_rng(0).normal(size=(40, 3))
    words = np.array(["a", "b", "c"])[np.digitize(inputs[:, 0], [-0.5, 0.5])]
    settings = {"hidden_layer_sizes": (5, 4), "max_iter": 400, "tol": 1.0}
    found = from_sklearn(neural.MLPClassifier(**settings).fit(inputs, words))
    assert found.card.class_names == ("a", "b", "c")
    assert found.network.sizes == (3, 5, 4, 3)
    two = neural.MLPClassifier(**settings).fit(inputs, words == "a")
    assert from_sklearn(two).card.output_names == ("P(True)",)
    with pytest.raises(InputError, match="call fit first"):
        from_sklearn(neural.MLPClassifier())


def test_nothing_of_other_programs_is_imported_before_it_is_used() -> None:
    import subprocess

    code = (
        "import sys, nnviz.models.opened_model, nnviz.models.frameworks.estimators;"
        "sys.exit(bool({'onnx', 'h5py', 'torch', 'keras', 'sklearn', 'scipy'}"
        " & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
