"""What commands print as tables they also write, with all digits where it is CSV."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from tests.cli.command import nnviz


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("dataset", ["iris", "sine"])
def test_the_scores_of_a_run_are_those_of_its_report(
    tmp_path: Path, dataset: str
) -> None:
    out = tmp_path / "scores.csv"
    words = ("--dataset", dataset, "--iterations", "20", "--out", out, "--json")
    found = json.loads(nnviz("train", *words).stdout)
    rows = rows_of(out)
    for key, name in (("train", "training set"), ("test", "test set")):
        of_set = [row for row in rows if row["set"] == name]
        whole, score = of_set[-1], found[key]
        assert float(whole["cost"]) == score["cost"]
        if dataset == "sine":
            assert float(whole["R2"]) == score["r2"]
            continue
        assert float(whole["accuracy of all"]) == score["accuracy"]
        assert float(whole["F1"]) == score["macro"]["f1"]
        for row, one, counts in zip(
            of_set[:-1], score["classes"], score["confusion"], strict=True
        ):
            assert (row["class"], float(row["recall"])) == (one["name"], one["recall"])
            assert [int(row[f"as {c['name']}"]) for c in score["classes"]] == counts


def test_every_gradient_that_is_checked_has_a_row(tmp_path: Path) -> None:
    out = tmp_path / "gradients.csv"
    words = ("--preset", "xor", "--mistake", "missing_mean", "--out", out)
    done = nnviz("check-gradients", *words, "--json")
    found, rows = json.loads(done.stdout), rows_of(out)
    assert len(rows) == found["parameters"]
    judged = [row for row in rows if row["relative error"]]
    assert len(judged) == found["parameters_checked"]
    worst = max(judged, key=lambda row: float(row["relative error"]))
    assert worst["parameter"] == found["worst"]
    both = (float(worst[name]) for name in ("backward pass", "central difference"))
    assert not np.isclose(*both)
    assert worst["verdict"] == "differs"


def test_a_check_writes_the_verdict_of_every_quantity(tmp_path: Path) -> None:
    rng, out = np.random.default_rng(0), tmp_path / "verdict.csv"
    x, y, w1 = rng.normal(size=(5, 2)), rng.normal(size=(5, 1)), rng.normal(size=(2, 1))
    b1 = rng.normal(size=1)
    off = x @ w1 + b1 - y
    # The mean over the batch is missing in one of the two.
    given = {"X": x, "y": y, "W1": w1, "b1": b1, "dW1": x.T @ off * 2}
    np.savez(tmp_path / "one.npz", **given, db1=2 * off.mean(axis=0))
    words = ("--activations", "identity", "--loss", "mse", "--out", out, "--json")
    found = json.loads(nnviz("check", tmp_path / "one.npz", *words).stdout)
    rows, quantities = rows_of(out), found["quantities"]
    assert [row["quantity"] for row in rows] == [one["name"] for one in quantities]
    for row, one in zip(rows, quantities, strict=True):
        assert row["verdict"] == one["words"]
        assert float(row["largest difference"]) == one["largest_difference"]
    assert rows[0]["verdict"].startswith("wrong")


def test_predictions_and_their_scores_are_tables_too(tmp_path: Path) -> None:
    session, out = tmp_path / "run.nnviz", tmp_path / "rows.md"
    nnviz("train", "--dataset", "iris", "--iterations", "20", "--save", session)
    data = tmp_path / "new.csv"
    data.write_text(
        "petal width (cm),sepal length (cm),petal length (cm),sepal width (cm),"
        "species\n"
        "0.2,5.1,1.4,3.5,setosa\n2.0,6.5,5.2,3.0,virginica\n"
    )
    scores = tmp_path / "scores.csv"
    done = nnviz("predict", session, data, "--out", out, "--scores", scores)
    assert done.returncode == 0, done.stderr
    lines = out.read_text().splitlines()
    assert lines[0].endswith("| species | prediction |")
    assert len(lines) == 4
    assert [row["samples"] for row in rows_of(scores)] == ["1", "0", "1", "2"]


def test_scores_need_targets(tmp_path: Path) -> None:
    session, data = tmp_path / "run.nnviz", tmp_path / "new.csv"
    nnviz("train", "--dataset", "circle", "--iterations", "5", "--save", session)
    data.write_text("x1,x2\n0.5,1\n")
    done = nnviz("predict", session, data, "--scores", tmp_path / "scores.md")
    assert done.returncode == 2
    assert "no row of new.csv has a target" in done.stderr
    assert not (tmp_path / "scores.md").exists()


def test_the_answers_of_a_worksheet_are_those_of_its_page(tmp_path: Path) -> None:
    table, page = tmp_path / "key.csv", tmp_path / "key.html"
    assert nnviz("worksheet", "--out", table, "--out", page).returncode == 0
    rows, text = rows_of(table), page.read_text()
    assert rows
    for row in rows:
        assert f'<data value="{float(row["answer"])!r}">' in text
    nnviz("worksheet", "--out", table, "--no-key")
    assert {row["answer"] for row in rows_of(table)} == {""}


@pytest.mark.parametrize(
    "words",
    [
        "train --dataset iris",
        "check-gradients --preset xor",
        "check nothing.npz",
    ],
)
def test_a_table_has_a_form_that_is_known(words: str) -> None:
    done = nnviz(*words.split(), "--out", "table.html")
    assert done.returncode == 2
    assert "must end in .tex or .csv or .md" in done.stderr
