import ast
import re
from pathlib import Path

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.files.trained_model import TrainedModel
from nnviz.models.formats import FORMATS
from nnviz.models.opened_model import open_model, save_model
from tests.models.random_models import (
    HIDDEN,
    OWN,
    classifier,
    random_model,
    renamed,
)

ARRAYS = (".safetensors", ".npz", ".json")


@pytest.mark.parametrize("ending", ARRAYS)
def test_a_model_comes_back_as_it_was(tmp_path: Path, ending: str) -> None:
    for seed in range(24):
        model = random_model(seed, activations=HIDDEN + OWN)
        path = tmp_path / f"model{ending}"
        save_model(model, path)
        _check_same(open_model(path).model, model)


def _check_same(found: TrainedModel, model: TrainedModel) -> None:
    assert found.network.precision == model.network.precision
    assert np.array_equal(found.network.parameters, model.network.parameters)
    assert found.card == model.card
    assert found.derived == model.derived
    rows = np.random.default_rng(1).normal(0, 9, (20, len(model.card.input_names)))
    assert np.array_equal(found.predict(rows), model.predict(rows))


@pytest.mark.parametrize("ending", ARRAYS)
def test_derived_inputs_and_classes_go_along(tmp_path: Path, ending: str) -> None:
    model, path = classifier(), tmp_path / f"model{ending}"
    save_model(model, path)
    _check_same(open_model(path).model, model)


@pytest.mark.parametrize("ending", [".numpy.py", ".h"])
@pytest.mark.parametrize("seed", [4, 7])
def test_a_script_says_the_same_as_the_model(
    tmp_path: Path, ending: str, seed: int
) -> None:
    model = random_model(seed, activations=HIDDEN + OWN)
    proof = save_model(model, tmp_path / f"model{ending}")
    assert proof.largest_difference < 1e-6
    assert proof.rows == 200


@pytest.mark.parametrize("ending", [".numpy.py", ".torch.py", ".keras.py"])
def test_names_cannot_run_anything_in_a_script(tmp_path: Path, ending: str) -> None:
    evil = '"""\nimport os\nos.abort()\n"""', "'); exit(1) #", "\\"
    path = tmp_path / f"model{ending}"
    model = renamed(classifier(evil), name=evil[0], title=evil[0] + evil[1])
    path.write_text(_written(model, path), "utf-8")
    names = [
        node.id
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Name)
    ]
    assert "os" not in names
    assert "exit" not in names


def _written(model: TrainedModel, path: Path) -> str:
    kind = next(one for end, one in FORMATS.items() if path.name.endswith(end))
    assert kind.write is not None
    kind.write(model, path)
    return path.read_text("utf-8")


def test_names_cannot_run_anything_in_a_header(tmp_path: Path) -> None:
    evil = 'a"; */ int evil;', "b??/", "é\n#error"
    save_model(renamed(classifier(evil), title=evil[0]), tmp_path / "model.h")
    text = (tmp_path / "model.h").read_text("utf-8")
    assert text.count("*/") == text.count("/*")
    assert "\n#error" not in text
    assert "??/" not in text


def test_a_file_that_says_something_else_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"kept")
    other = random_model(8)
    kind = FORMATS[".safetensors"]
    assert kind.write is not None
    written = kind.write
    wrong = type(kind)(kind.ending, kind.read, lambda _, place: written(other, place))
    monkeypatch.setitem(FORMATS, ".safetensors", wrong)
    model = random_model(8)
    model.network.parameters[0] += 0.5
    with pytest.raises(InputError, match="differ by"):
        save_model(model, path)
    assert path.read_bytes() == b"kept"


def test_weights_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.npz"
    np.savez(path, W1=np.array([[np.nan, 1.0]]), b1=np.zeros(1))
    from nnviz.models.weights import ModelChoices

    with pytest.raises(InputError, match="no numbers"):
        open_model(path, ModelChoices(activations=("tanh",)))


def test_a_model_of_another_precision_is_refused(tmp_path: Path) -> None:
    save_model(random_model(3), path := tmp_path / "model.json")
    text = path.read_text("utf-8")
    path.write_text(re.sub(r'"float\d\d"', '"float16"', text), "utf-8")
    with pytest.raises(InputError, match="unknown precision 'float16'"):
        open_model(path)
