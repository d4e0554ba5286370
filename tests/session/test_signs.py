"""Two classes that are -1 and 1: the sign of the output decides."""

import json
from pathlib import Path

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.data.catalog import load_dataset
from nnviz.explain.explain import explain
from nnviz.explain.selection import Selection
from nnviz.explain.structure import structure_of
from nnviz.files.worksheet.by_hand import WorksheetChoice
from nnviz.files.worksheet.making import make_sheet
from nnviz.session.config import RunConfig
from nnviz.session.interruption import no_interrupt
from nnviz.session.sample_figures import sample_figures
from nnviz.session.scores import class_scores_of
from nnviz.session.trainer import Trainer
from nnviz.views.output.predictions import table_values
from nnviz.views.samples.sample_list import SampleList
from nnviz.views.samples.sample_table import SampleTable
from tests.cli.command import nnviz


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "xor.csv"
    points = np.random.default_rng(2).uniform(-1, 1, (90, 2))
    rows = [f"{a},{b},{1 if a * b > 0 else -1}" for a, b in points.tolist()]
    path.write_text("\n".join(["a,b,same", *rows]))
    return path


TANH = {"output_activation": "tanh", "loss": "mse", "hidden": (8,)}


def trained(file: Path, **settings: object) -> Trainer:
    run = Trainer(RunConfig(dataset=str(file), **{**TANH, **settings}))  # type: ignore[arg-type]
    run.run(30)
    return run


def test_targets_stay_as_they_are_written(file: Path) -> None:
    run = trained(file)
    assert run.config.target_scaling == "signs"
    assert set(run.data.train.targets.ravel().tolist()) == {-1.0, 1.0}
    assert run.data.dataset.class_names == ("-1", "1")


@pytest.mark.parametrize("activation", ["tanh", "linear"])
def test_the_sign_decides(file: Path, activation: str) -> None:
    run = trained(file, output_activation=activation)
    part = run.data.test
    told = np.where(run.network.predict(part.inputs) >= 0, 1, -1)
    found = run.evaluate().test
    assert found is not None
    assert found.accuracy == (told == part.targets).mean()
    scores = class_scores_of(run.network, run.data, part)
    assert scores.accuracy == found.accuracy
    assert scores.counts.sum() == part.samples


def test_it_says_so_everywhere(file: Path) -> None:
    run = trained(file)
    found = run.evaluate().test
    assert found is not None
    values = table_values(run.network, run.data)
    assert values.right.mean() == found.accuracy
    parts = (run.data.train, run.data.test)
    table = SampleTable(SampleList(run.data), sample_figures(run, parts, no_interrupt))
    in_test = table.listed.sets == 1
    assert table.right[in_test].mean() == found.accuracy
    trace, structure = run.trace(), structure_of(run)
    for place in range(6):
        (note,) = explain(trace, structure, Selection("sample", "forward", place)).notes
        told = "1" if trace["a2"][place, 0] >= 0 else "-1"
        assert note.startswith(f"The network predicts {told},")
        assert note.endswith("right.") == (int(told) == trace["targets"][place, 0])


def test_sigmoid_outputs_still_have_zero_and_one(file: Path) -> None:
    run = Trainer(RunConfig(dataset=str(file)))
    assert run.config.loss == "binary_cross_entropy"
    assert set(run.data.train.targets.ravel().tolist()) == {0.0, 1.0}


def test_other_classes_are_signs_if_they_are_asked_for() -> None:
    base = RunConfig(dataset="circle", output_activation="tanh", loss="mse")
    assert Trainer(base).config.target_scaling == "none"
    run = Trainer(base.changed(target_scaling="signs"))
    assert set(run.data.train.targets.ravel().tolist()) == {-1.0, 1.0}
    run.run(200)
    assert (run.evaluate().train.accuracy or 0.0) > 0.7


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"dataset": "circle"}, "needs targets of 0 and 1"),
        ({"dataset": "iris", "loss": "mse"}, "two classes with a single output"),
        ({"dataset": "sine"}, "two classes with a single output"),
    ],
)
def test_where_there_are_no_signs_they_are_refused(
    settings: dict[str, str], why: str
) -> None:
    with pytest.raises(InputError, match=why):
        Trainer(RunConfig(target_scaling="signs", **settings))  # type: ignore[arg-type]


def test_a_session_predicts_by_the_sign(file: Path, tmp_path: Path) -> None:
    session = tmp_path / "xor.nnviz"
    words = "--output-activation tanh --loss mse --hidden 8 --epochs 60".split()
    done = nnviz("train", "--dataset", file, *words, "--save", session, "--json")
    found = json.loads(done.stdout)
    assert [one["name"] for one in found["test"]["classes"]] == ["-1", "1"]
    rows = nnviz("predict", session, file).stdout.splitlines()[1:]
    right = [row.split(",")[2] == row.split(",")[3] for row in rows]
    both = found["train"], found["test"]
    counted = sum(part["accuracy"] * part["samples"] for part in both)
    assert sum(right) == pytest.approx(counted)


@pytest.mark.parametrize("decimals", [None, 2])
def test_a_worksheet_has_the_signs(file: Path, decimals: int | None) -> None:
    config = RunConfig(dataset=str(file), **{**TANH, "hidden": (3,)})  # type: ignore[arg-type]
    sheet = make_sheet(WorksheetChoice(config, decimals=decimals))
    assert abs(sheet.targets[0].value) == 1.0
    assert load_dataset(str(file)).class_names == ("-1", "1")
