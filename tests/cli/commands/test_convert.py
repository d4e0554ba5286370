import json
from pathlib import Path

import numpy as np
import pytest

from nnviz.models.opened_model import save_model
from tests.cli.command import nnviz
from tests.models.random_models import classifier


def test_a_session_is_converted_and_proven_on_its_own_data(tmp_path: Path) -> None:
    session, out = tmp_path / "xor.nnviz", tmp_path / "xor.safetensors"
    nnviz("train", "--dataset", "xor", "--iterations", "3", "--save", session)
    done = nnviz("convert", session, out, "--json")
    said = json.loads(done.stdout)
    assert (done.returncode, said["sizes"][0], said["sizes"][-1]) == (0, 2, 1)
    assert len(said["activations"]) == len(said["sizes"]) - 1
    assert said["largest_difference"] <= 1e-12
    assert said["verified_with"] == "plain NumPy, read back"
    assert nnviz("convert", out, tmp_path / "xor.npz").returncode == 0


def test_weights_alone_need_their_activations(tmp_path: Path) -> None:
    path, out = tmp_path / "w.npz", tmp_path / "w.json"
    np.savez(path, W1=np.ones((3, 2)), b1=np.ones(3))
    refused = nnviz("convert", path, out)
    assert refused.returncode == 2
    assert "--activations softmax" in refused.stderr
    assert refused.stderr.count("\n") == 1
    done = nnviz("convert", path, out, "--activations", "max(x, 0.1*x)")
    assert done.returncode == 0, done.stderr
    assert "2-3, max(x, 0.1*x)" in done.stdout


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        ("model.json", "model.exe", "use one of"),
        ("model.h", "model.npz", "can be written, but not read"),
        ("missing.npz", "model.npz", "no such file"),
    ],
)
def test_a_conversion_that_is_not_possible_says_why(
    tmp_path: Path, source: str, target: str, words: str
) -> None:
    save_model(classifier(), tmp_path / "model.json")
    done = nnviz("convert", tmp_path / source, tmp_path / target)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert words in done.stderr
