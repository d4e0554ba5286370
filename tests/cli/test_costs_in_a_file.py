"""``nnviz train --log``: every cost in a file, also when a run goes on."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer
from tests.cli.command import nnviz

XOR = ("train", "--dataset", "xor", "--batch-size", "64")


def trained(iterations: int) -> Trainer:
    trainer = Trainer(
        RunConfig(dataset="xor", batch_size=64, iterations=iterations), None
    )
    trainer.run(iterations)
    return trainer


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_a_table_has_a_row_for_every_iteration(tmp_path: Path) -> None:
    path = tmp_path / "costs.csv"
    assert nnviz(*XOR, "--iterations", "250", "--log", path).returncode == 0
    alone, written = trained(250), rows(path)
    assert [int(row["iteration"]) for row in written] == [*range(1, 251)]
    costs = [float(row["cost"]) for row in written]
    np.testing.assert_array_equal(costs, alone.history.costs)
    scores = {
        int(row["iteration"]): (float(row["train_cost"]), float(row["test_cost"]))
        for row in written
        if row["train_cost"]
    }
    wanted = alone.history.evaluations
    assert len(wanted) > 1
    assert scores == {
        e.iteration: (e.train.cost, e.test.cost) for e in wanted if e.test
    }


def test_json_lines_are_those_of_the_window(tmp_path: Path) -> None:
    path = tmp_path / "costs.jsonl"
    nnviz(*XOR, "--iterations", "250", "--log", path)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    costs = [cost for line in lines for cost in line.get("costs", ())]
    np.testing.assert_array_equal(costs, trained(250).history.costs)
    firsts = [line["first_iteration"] for line in lines if "costs" in line]
    lengths = [len(line["costs"]) for line in lines if "costs" in line]
    assert firsts == [1 + sum(lengths[:k]) for k in range(len(lengths))]


def test_a_run_that_goes_on_has_all_costs_in_its_file(tmp_path: Path) -> None:
    session, path = tmp_path / "run.nnviz", tmp_path / "costs.csv"
    nnviz(*XOR, "--iterations", "100", "--save", session, "--log", path)
    done = nnviz("train", "--resume", session, "--iterations", "250", "--log", path)
    assert done.returncode == 0
    costs = [float(row["cost"]) for row in rows(path)]
    np.testing.assert_array_equal(costs, trained(250).history.costs)


@pytest.mark.parametrize("name", ["data.csv", "run.nnviz"])
def test_the_file_is_none_of_the_runs_own(tmp_path: Path, name: str) -> None:
    data, session = tmp_path / "data.csv", tmp_path / "run.nnviz"
    data.write_text("a,b,y\n" + "".join(f"{k},{k % 3},{k % 2}\n" for k in range(20)))
    before = data.read_text()
    options = ("--dataset", data, "--iterations", "5", "--save", session)
    done = nnviz("train", *options, "--log", tmp_path / name)
    assert (done.returncode, data.read_text()) == (2, before)
    assert "the run's own file" in done.stderr


def test_a_file_that_cannot_be_written_is_refused_in_one_line(tmp_path: Path) -> None:
    done = nnviz(*XOR, "--iterations", "5", "--log", tmp_path / "none" / "a.csv")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "cannot be written" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is full")
def test_a_full_disk_ends_the_file_but_not_the_run() -> None:
    done = nnviz(*XOR, "--iterations", "5", "--log", "/dev/full")
    assert done.returncode == 2
    assert "5 iterations" in done.stdout
    assert "cannot be written any more" in done.stderr
