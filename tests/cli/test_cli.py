"""The command as people and programs call it, in a process of its own."""

import csv
import json
import os
import re
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz import __version__
from nnviz.files.opening import OpenedSession, open_file
from nnviz.session.config import RunConfig
from nnviz.session.settings.presets import PRESETS
from nnviz.session.trainer import Trainer
from tests.cli.command import nnviz, process


def answer(*arguments: str | Path) -> dict[str, object]:
    done = nnviz(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_version() -> None:
    assert process("--version").stdout.split()[-1] == __version__


def test_version_and_help_load_neither_numpy_nor_a_window() -> None:
    code = (
        "import sys; sys.argv = ['nnviz', '--version']\n"
        "from nnviz.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'PySide6', 'rich', 'msgspec', 'openpyxl', 'pyarrow'}\n"
        "loaded = heavy & set(sys.modules)\n"
        "assert not loaded, loaded"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_a_screenshot_is_the_window_in_the_size_wanted(tmp_path: Path) -> None:
    file = tmp_path / "window.png"
    size = "--size 1400x900"
    done = process(
        *f"screenshot --preset gauss --iterations 50 {size} --out {file}".split()
    )
    assert (done.returncode, done.stderr) == (0, "")
    width, height = struct.unpack(">II", file.read_bytes()[16:24])
    assert (width, height) == (1400, 900)


def test_other_messages_of_qt_are_passed_on() -> None:
    code = (
        "from PySide6.QtCore import qWarning\n"
        "from nnviz.ui.app import application\n"
        "app = application()\n"
        "qWarning('This plugin does not support propagateSizeHints()')\n"
        "qWarning('The font is missing')"
    )
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stderr == "The font is missing\n"


def test_a_screenshot_can_show_a_walk(qtbot: QtBot, tmp_path: Path) -> None:
    at_rest, walked = tmp_path / "rest.png", tmp_path / "walk.png"
    shown = "screenshot --dataset circle --iterations 5 --size 1280x800"
    assert nnviz(*f"{shown} --out {at_rest}".split()).returncode == 0
    done = nnviz(*f"{shown} --walk phase=2 --out {walked}".split())
    assert done.returncode == 0, done.stderr
    assert walked.read_bytes() != at_rest.read_bytes()


@pytest.mark.parametrize(
    "given", ["--walk neuron=9", "--iterations 5 --walk step=9", "--walk neuron"]
)
def test_a_walk_that_cannot_be_is_refused(
    qtbot: QtBot, given: str, tmp_path: Path
) -> None:
    file = tmp_path / "walk.png"
    done = nnviz(*f"screenshot {given} --out {file}".split())
    assert done.returncode != 0
    assert "--walk" in done.stderr
    assert not file.exists()


def test_train_reports_everything_in_one_json_object() -> None:
    found = answer(
        *"train --dataset circle --hidden 4,2 --activation tanh --optimizer sgd "
        "--learning-rate 0.1 --batch-size 10 --iterations 300 --seed 3".split()
    )
    assert set(found) >= {
        "sizes", "parameters", "iterations", "epochs", "train", "test", "seconds",
        "iterations_per_second", "diverged", "config",
    }  # fmt: skip
    assert found["sizes"] == [2, 4, 2, 1]
    assert found["parameters"] == 2 * 4 + 4 + 4 * 2 + 2 + 2 + 1
    assert found["iterations"] == 300
    assert found["diverged"] is False
    for part in ("train", "test"):
        assert {"cost", "accuracy", "macro"} < set(found[part])  # type: ignore[call-overload]


def test_the_configuration_in_the_report_repeats_the_run(tmp_path: Path) -> None:
    first = answer(*"train --dataset moons --iterations 200 --seed 4".split())
    file = tmp_path / "run.json"
    file.write_text(json.dumps(first["config"]))
    again = answer("train", "--config", file)
    assert again["train"] == first["train"]
    assert RunConfig.from_json(file.read_text()).iterations == 200


def test_options_go_before_what_a_file_says(tmp_path: Path) -> None:
    first = answer(
        *"train --dataset moons --hidden 4,3 --optimizer momentum --epochs 1".split()
    )
    file = tmp_path / "run.json"
    file.write_text(json.dumps(first["config"]))
    options = "--hidden 5,5,5 --activation relu --optimizer adam --iterations 50"
    found = answer("train", "--config", file, *options.split())
    assert found["sizes"] == [2, 5, 5, 5, 1]
    assert found["iterations"] == 50
    config = RunConfig.from_json(json.dumps(found["config"]))
    assert config.activations == ("relu",) * 3
    assert config.optimizer == "adam"


def test_a_preset_is_trained_with_the_options_on_top() -> None:
    report = answer("train", "--preset", "rings", "--iterations", "2", "--seed", "5")
    found = RunConfig.from_json(json.dumps(report["config"]))
    preset = PRESETS["rings"].config.changed(epochs=None, iterations=2, seed=5)
    assert found == Trainer(preset).config
    assert answer("check-gradients", "--preset", "rings")["ok"]


def test_parameters_ruined_by_the_last_update_are_divergence() -> None:
    done = nnviz(
        *"train --dataset plane --optimizer sgd --learning-rate 1e200 "
        "--iterations 1 --json".split()
    )
    assert done.stderr == ""
    assert json.loads(done.stdout)["diverged"] is True


def test_regression_reports_r2() -> None:
    found = answer(*"train --dataset diabetes --epochs 2".split())
    assert set(found["test"]) == {"cost", "r2"}  # type: ignore[call-overload]


def test_real_digits_are_learned_at_once() -> None:
    found = answer(*"train --dataset mnist --iterations 600".split())
    assert found["sizes"] == [784, 10, 10]
    assert found["test"]["accuracy"] > 0.8  # type: ignore[index]


def test_a_run_that_diverges_says_so(tmp_path: Path) -> None:
    found = answer(
        *"train --dataset plane --activation relu --optimizer sgd "
        "--learning-rate 9 --epochs 5".split()
    )
    assert found["diverged"] is True
    assert "learning rate" in str(found["stopped"])


def test_a_file_of_the_user_is_trained_on(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    rows = [
        f"{a:.3f},{b:.3f},{'yes' if a > b else 'no'}"
        for a, b in rng.normal(size=(80, 2))
    ]
    file = tmp_path / "mine.csv"
    file.write_text("\n".join(["a,b,answer", *rows]))
    found = answer("train", "--dataset", file, "--target", "answer", "--epochs", "30")
    assert found["train"]["accuracy"] > 0.9  # type: ignore[index]


def test_a_run_is_kept_in_a_session_file(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    table = tmp_path / "mine.csv"
    rows = [f"{a:.3f},{b:.3f},{a * b:.3f}" for a, b in rng.normal(size=(80, 2))]
    table.write_text("\n".join(["a,b,product", *rows]))
    file = tmp_path / "run.nnviz"
    answer(
        *f"train --dataset {table} --derived x1*x2 --iterations 300".split(),
        *("--save", file),
    )
    opened = open_file(file)
    assert isinstance(opened, OpenedSession)
    alone = Trainer(opened.session.config)
    alone.run(1000)
    kept = opened.session.state
    np.testing.assert_array_equal(kept.now.parameters, alone.network.parameters)
    assert kept.stopped == alone.stopped


def test_inputs_and_task_of_a_file_are_options(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("\n".join(["a,b,c", *(f"{k},{k % 9},{k % 2}" for k in range(60))]))
    found = answer(
        *f"train --dataset {file} --target c --inputs b --task regression".split(),
        *("--iterations", "5"),
    )
    assert found["sizes"] == [1, 16, 16, 1]
    assert "r2" in found["train"]  # type: ignore[operator]


def test_without_json_the_report_is_for_people() -> None:
    done = nnviz(*"train --dataset xor --iterations 50".split())
    assert done.returncode == 0
    assert "iterations" in done.stdout
    assert "accuracy" in done.stdout
    assert done.stderr == ""


def test_gradients_of_a_right_network_agree() -> None:
    found = answer(
        *"check-gradients --dataset iris --hidden 5,4 --activation gelu "
        "--loss cross_entropy".split()
    )
    assert found["ok"] is True
    assert found["parameters_checked"] == 4 * 5 + 5 + 5 * 4 + 4 + 4 * 3 + 3
    assert float(str(found["max_relative_error"])) < 1e-7
    assert found["kinks"] == 0


def test_gradients_with_a_mistake_do_not_agree() -> None:
    done = nnviz(
        *"check-gradients --dataset iris --hidden 5,4 "
        "--mistake bias_gradient_summed".split()
    )
    assert done.returncode == 1
    assert "DO NOT agree" in done.stdout
    assert "at b3[" in done.stdout


def test_a_network_too_large_to_check_whole_is_checked_by_a_sample() -> None:
    found = answer(
        *"check-gradients --dataset digits --hidden 8 --parameters 50".split()
    )
    assert found["parameters_checked"] == 50
    assert found["parameters"] == 64 * 8 + 8 + 8 * 10 + 10


def test_datasets_are_listed_with_their_shapes(tmp_path: Path) -> None:
    out = tmp_path / "listed.csv"
    rows = answer("datasets", "--out", str(out))["datasets"]
    listed = {row["name"]: row for row in rows}  # type: ignore[attr-defined]
    assert listed["mnist"]["samples"] == 70_000
    assert listed["mnist"]["inputs"] == 784
    assert listed["iris"]["outputs"] == 3
    assert listed["plane"]["task"] == "regression"
    with out.open(newline="") as file:
        written = {row["name"]: row for row in csv.DictReader(file)}
    assert written["mnist"]["samples"] == "70000"
    assert list(written) == list(listed)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("train --dataset cirle", "'cirle'.*did you mean 'circle'"),
        ("train --dataset nowhere.csv", "nowhere.csv"),
        ("train --hidden 10,x", "--hidden.*'10,x'"),
        ("train --hidden 0", "--hidden.*'0'"),
        ("train --hidden 1000000,1000000", "GiB"),
        ("train --learning-rate 0", "--learning-rate 0.*above 0"),
        ("train --dataset plane --target-accuracy 0.9", "regression.*target_cost"),
        ("train --target-accuracy 150%", "0.9 or 90 %"),
        ("train --batch-size many", "--batch-size.*'many'"),
        ("train --batch-size 0", "--batch-size.*1 or more"),
        ("train --epochs 1 --iterations 1", "--epochs and --iterations"),
        (
            "train --activations relu,tanh --hidden 3",
            "2 given, but the number of hidden layers is 1",
        ),
        ("train --optimizer-settings momentum", "--optimizer-settings"),
        ("train --dataset iris --noise 0.1", "noise"),
        ("train --config nowhere.json", "nowhere.json"),
        ("train --losss mse", "--losss"),
        ("nowhere.nnviz", "nowhere.nnviz: there is no such file"),
        ("folder/nowhere", "folder/nowhere: there is no such file"),
        ("README.md", r"README\.md: is not a table .*: as a table, line"),
        ("pyproject.toml --preset mnist", "only one of a file, --dataset and --preset"),
        ("--dataset iris mine.csv", "only one of a file, --dataset and --preset"),
        ("train --save run.json", r"--save run.json: .* must end in \.nnviz"),
        ("train --save nowhere/run.nnviz", "--save nowhere/run.nnviz: .*folder"),
        ("train --dataset iris --inputs a,b", "inputs.*applies to files only"),
        ("train --dataset mine.csv --task guess", "task.*guess.*classification"),
        ("--preset circel", "'circel'.*'circle'"),
        ("screenshot --size 10 --out x.png", "--size.*1600x1000"),
        ("trian", "trian"),
        (
            "check-gradients --loss cross_entropy --dataset plane",
            "'cross_entropy' is for classes.*'mse'",
        ),
        (
            "check-gradients --loss cross_entropy --dataset circle",
            "binary_cross_entropy",
        ),
    ],
)
def test_bad_input_is_one_line_and_status_2(arguments: str, words: str) -> None:
    done = nnviz(*arguments.split())
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert re.search(words, done.stderr), done.stderr


def test_bad_input_ends_the_process_with_status_2() -> None:
    done = process("train", "--dataset", "cirle")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == nnviz("train", "--dataset", "cirle").stderr


def test_a_classification_reports_how_each_class_is_told_apart() -> None:
    options = ("train", "--dataset", "iris", "--iterations", "60")
    found = json.loads(nnviz(*options, "--json").stdout)
    for part, samples in (("train", 120), ("test", 30)):
        scores = found[part]
        counts = np.array(scores["confusion"])
        assert counts.sum() == scores["samples"] == samples
        assert counts.trace() / samples == scores["accuracy"]
        recalls = [one["recall"] for one in scores["classes"]]
        np.testing.assert_allclose(recalls, counts.diagonal() / counts.sum(axis=1))
        assert scores["macro"]["recall"] == pytest.approx(np.mean(recalls))
    said = nnviz(*options).stdout
    assert "test set: always saying setosa, the commonest class" in said
    assert said.count("macro") == 2


WEIGHTED = (
    *("train", "--dataset", "breast_cancer", "--iterations", "3"),
    "--class-weights",
)


def test_classes_are_weighted_and_their_weights_reported() -> None:
    found = json.loads(nnviz(*WEIGHTED, "balanced", "--json").stdout)
    counts = {c["name"]: c["samples"] for c in found["train"]["classes"]}
    samples = sum(counts.values())
    for name, weight in found["class_weights"].items():
        assert weight == samples / (len(counts) * counts[name])
    assert found["config"]["class_weights"] == "balanced"
    said = nnviz(*WEIGHTED, "benign=2,malignant=0.5").stdout
    assert "class weights benign 2, malignant 0.5: every cost is the weighted" in said
    assert "class weights" not in nnviz(*WEIGHTED[:-1]).stdout


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ("benign", "type balanced, none, or a weight for each class"),
        ("benign=much", "'much' is not a number"),
        ("benign=0", "--class-weights benign 0.0: it must be above 0"),
        ("begnin=2", "did you mean 'benign'?"),
    ],
)
def test_class_weights_that_cannot_be_are_one_line(weights: str, message: str) -> None:
    done = nnviz(*WEIGHTED, weights)
    assert done.returncode != 0
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_note_on_uneven_classes_offers_weights_until_they_are_chosen(
    tmp_path: Path,
) -> None:
    table = tmp_path / "uneven.csv"
    rows = [f"{k % 7},{k % 11},{'rare' if k % 25 == 0 else 'usual'}" for k in range(75)]
    table.write_text("x,y,kind\n" + "\n".join(rows) + "\n", "utf-8")
    command = ("train", "--dataset", table, "--iterations", "2")
    offered = "--class-weights balanced to let all classes count alike"
    assert offered in " ".join(nnviz(*command).stderr.split())
    chosen = nnviz(*command, "--class-weights", "balanced")
    said = " ".join(chosen.stderr.split())
    assert offered not in said
    assert "as often right; chosen: let all classes count alike" in said
    listed = answer(*command, "--class-weights", "balanced")["remarks"]
    (found,) = (one for one in listed if one["kind"] == "imbalance")  # type: ignore[attr-defined]
    assert found["ways"] == []


def test_a_validation_set_is_reported_and_ends_the_run() -> None:
    settings = ("--dataset", "circle", "--samples", "60", "--noise", "0.5")
    options = (
        *("--validation-fraction", "0.3", "--patience", "5", "--epochs", "2000"),
        *("--hidden", "32,32", "--evaluate-every", "20"),
    )
    found = answer("train", *settings, *options)
    assert "validation cost has not fallen" in str(found["stopped"])
    scores = dict(found["validation"])  # type: ignore[call-overload]
    assert scores["samples"] == 18
    assert np.sum(scores["confusion"]) == 18
    assert set(scores) == set(found["train"])  # type: ignore[call-overload]
    said = nnviz("train", *settings, *options).stdout
    (line,) = re.findall("^validation  cost ([^ ]*)  accuracy", said, re.MULTILINE)
    assert float(line) == pytest.approx(scores["cost"], rel=1e-5)
    assert "\nvalidation set: always saying" in said
    plain = answer("train", *settings, "--iterations", "2")
    assert plain["validation"] is None


def test_a_validation_set_without_rows_for_training_is_refused() -> None:
    fractions = ("--validation-fraction", "0.85", "--test-fraction", "0.2")
    done = nnviz("train", "--dataset", "moons", *fractions)
    assert done.returncode != 0
    assert "leave none for training: give a smaller fraction" in done.stderr
