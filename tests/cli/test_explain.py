"""``nnviz explain``: the arithmetic of a neuron, for people and for programs."""

import json

import pytest
from click.testing import CliRunner, Result

from nnviz.cli.main import nnviz
from nnviz.core.errors import InputError
from nnviz.session.presets import PRESETS
from nnviz.session.trainer import Trainer


def run(arguments: str) -> Result:
    return CliRunner().invoke(nnviz, ["explain", *arguments.split()])


def test_it_prints_every_phase_within_100_columns() -> None:
    printed = run("--preset xor --iteration 120 --neuron 1.2 --sample 3").output
    assert "iteration 120" in printed
    for heading in ("FORWARD", "BACKWARD", "UPDATE"):
        assert f"{heading}: NEURON 2 OF HIDDEN LAYER 1" in printed
    assert max(map(len, printed.splitlines())) <= 100


@pytest.mark.parametrize(
    ("place", "slope"),
    [
        ("circle --neuron 3.1", "Slope of sigmoid"),
        ("iris --neuron 2.3", "Slope of softmax"),
    ],
)
def test_it_prints_why_a_cross_entropy_gives_output_minus_target(
    place: str, slope: str
) -> None:
    printed = run(f"--preset {place} --iteration 5").output
    headings = ("Cross-entropy", "Slope of the loss", slope, "Chain rule")
    places = [printed.index(each) for each in (*headings, "Delta of the output")]
    assert places == sorted(places)
    assert max(map(len, printed.splitlines())) <= 100


def test_many_terms_are_shortened() -> None:
    printed = run("--preset digits --iteration 2 --neuron 1.1").output
    assert "44 others" in printed


def test_the_json_numbers_are_the_traces() -> None:
    found = json.loads(run("--preset iris --iteration 5 --neuron 2.3 --json").output)
    trainer = Trainer(PRESETS["iris"].config)
    trainer.run(5)
    trace = trainer.trace()
    results = {
        calculation["result"]["name"]: calculation["result"]["value"]
        for explanation in found["explanations"]
        for calculation in explanation["calculations"]
    }
    assert [each["phase"] for each in found["explanations"]] == [
        "forward",
        "loss",
        "backward",
        "update",
    ]
    assert results["z2[3]"] == trace["z2"][0, 2]
    assert results["a2[3]"] == trace["a2"][0, 2]
    assert results["delta2[3]"] == trace["delta2"][0, 2]
    assert results["db2[3]"] == trace["db2"][2]
    assert results["b2[3] after"] == trace.after["b2"][2]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("--neuron 9.1", "layer 9: this network has layers 0 to 3"),
        ("--neuron 1.7", "neuron 7: hidden layer 1 has neurons 1 to 4"),
        ("--neuron 1.0", "neuron 0: hidden layer 1 has neurons 1 to 4"),
        ("--neuron 0.1", "layer 0 is the inputs"),
        ("--sample 11", "sample 11: the batch of iteration 1 has samples 1 to 10"),
        ("--sample 0", "sample 0: the batch of iteration 1 has samples 1 to 10"),
        ("--iteration 0", "iterations count from 1"),
        ("--preset xr", "did you mean 'xor'"),
    ],
)
def test_what_does_not_exist_is_one_clear_line(arguments: str, message: str) -> None:
    error = run(f"--preset xor {arguments}")
    assert isinstance(error.exception, InputError)
    assert message in str(error.exception)
    assert "\n" not in str(error.exception)


@pytest.mark.parametrize("text", ["1", "a.b", "1.2.3", "1.-2"])
def test_a_neuron_is_written_layer_dot_number(text: str) -> None:
    found = run(f"--neuron {text}")
    assert found.exit_code == 2
    assert "write layer.neuron" in found.output
