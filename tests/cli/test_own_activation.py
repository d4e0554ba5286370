"""A function of the user's on the command line."""

import json
from pathlib import Path

import click
import pytest

from nnviz.cli.options import Activations
from tests.cli.command import nnviz

SPIRAL = ("--dataset", "spiral", "--hidden", "6,5", "--iterations", "200")


def trained(*arguments: str) -> dict[str, object]:
    done = nnviz("train", *SPIRAL, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_relu_written_out_is_relu() -> None:
    own, built_in = (trained("--activation", f) for f in ("max(x, 0)", "relu"))
    assert own["train"] == built_in["train"]


def test_functions_with_commas_are_kept_whole() -> None:
    mixed = trained("--activations", "relu, max(x, 0.1*x)")
    assert mixed["config"]["activations"] == ["relu", "max(x, 0.1*x)"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("relu,tanh", ("relu", "tanh")),
        ("max(x, 0), clip(x, -1, 1)", ("max(x, 0)", "clip(x, -1, 1)")),
        ("x), tanh", ("x)", "tanh")),
    ],
)
def test_activations_are_split_outside_of_brackets(
    text: str, names: tuple[str, ...]
) -> None:
    assert Activations().convert(text, None, None) == names


def test_an_empty_activation_in_a_list_is_refused() -> None:
    with pytest.raises(click.BadParameter):
        Activations().convert("relu,,tanh", None, None)


def test_the_gradients_agree() -> None:
    function = "mish = x * tanh(log(1 + exp(x)))"
    done = nnviz("check-gradients", "--dataset", "iris", "--activation", function)
    assert done.returncode == 0
    assert "agree" in done.stdout


@pytest.mark.parametrize("option", ["--activation", "--activations"])
def test_a_mistake_is_pointed_at(option: str) -> None:
    function = "x * tanh(lg(1 + exp(x)))"
    done = nnviz("train", "--dataset", "circle", "--hidden", "3", option, function)
    assert done.returncode == 2
    message, text, caret = done.stderr.splitlines()
    assert "did you mean 'log'?" in message
    assert text == f"  {function}"
    assert caret.index("^") == text.index("lg(")


def test_a_session_file_keeps_the_function(tmp_path: Path) -> None:
    file = tmp_path / "run.nnviz"
    function = "mish = x * tanh(log(1 + exp(x)))"
    trained("--activation", function, "--save", str(file))
    from nnviz.files.opening import OpenedSession, open_file

    opened = open_file(file)
    assert isinstance(opened, OpenedSession)
    assert opened.session.state.config.activations == (function, function)


def test_an_exercise_can_have_one(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    done = nnviz("worksheet", "--activation", "x * sigmoid(1.702*x)", "--out", page)
    assert done.returncode == 0, done.stderr
    assert "x * sigmoid(1.702*x)" in page.read_text()
