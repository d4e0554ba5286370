"""``nnviz explain``: the arithmetic of a neuron, for people and for programs."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nnviz.cli.main import nnviz
from nnviz.core.errors import InputError
from nnviz.session.config import RunConfig
from nnviz.session.settings.presets import PRESETS
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
    assert (found["iteration"], found["epoch"]) == (5, 1)
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
        ("--dataset iris", "use one of them"),
        ("--config no.json", "use one of them"),
        ("--hidden 4 --neuron 3.1", "layer 3: this network has layers 0 to 2"),
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


def updated(arguments: str) -> float:
    found = json.loads(run(f"{arguments} --json").output)["explanations"][-1]
    named = {each["result"]["name"]: each["result"] for each in found["calculations"]}
    return float(named["b1[1] after"]["value"])


def test_any_configuration_is_explained(tmp_path: Path) -> None:
    config = RunConfig(dataset="sine", hidden=(3,), optimizer="adamw", iterations=50)
    file = tmp_path / "run.json"
    file.write_text(config.to_json())
    for optimizer in ("adamw", "rprop"):
        trainer = Trainer(config.changed(optimizer=optimizer, seed=5))
        trainer.run(20)
        value = trainer.trace().after["b1"][0]
        given = f"--optimizer {optimizer} --seed 5 --iteration 20"
        assert updated(f"--config {file} {given}") == value
        assert updated(f"--dataset sine --hidden 3 {given}") == value
    ended = run(f"--config {file} --iteration 51")
    assert "the run ended before it: iterations done: 50" in str(ended.exception)


def test_a_saved_run_is_explained_where_it_was(tmp_path: Path) -> None:
    file = tmp_path / "run.nnviz"
    train = ["train", "--dataset", "circle", "--iterations", "90", "--save", str(file)]
    assert CliRunner().invoke(nnviz, train).exit_code == 0
    trainer = Trainer(RunConfig(dataset="circle"))
    for iteration, asked in ((40, "--iteration 40"), (90, "")):
        trainer.run(iteration - trainer.iteration)
        value = trainer.trace().after["b1"][0]
        assert updated(f"--session {file} {asked}") == value
    for wrong, words in (
        ("--iteration 91", "has iterations 1 to 90"),
        ("--hidden 3", "a saved run has its settings"),
    ):
        assert words in str(run(f"--session {file} {wrong}").exception)


def test_long_names_are_written_whole() -> None:
    printed = run("--preset digits --iteration 1 --neuron 2.10").output
    assert "exponentials2[10]" in printed
    assert "-0 " not in printed.replace("e-0", "")


def test_no_zero_is_negative() -> None:
    """The delta of a silent relu is a negative number times 0."""
    asked = "--preset iris --iteration 30"
    printed = [run(f"{asked} --neuron 1.{k} --sample 2").output for k in range(1, 11)]
    numbers = [word for page in printed for word in page.split()]
    assert "0.0" in numbers
    assert "-0.0" not in numbers
