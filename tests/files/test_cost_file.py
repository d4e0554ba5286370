"""The costs of a run in a file: as a table, and as JSON lines."""

import json
from pathlib import Path

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.files.cost_file import CostFile
from nnviz.session.history import Evaluation
from nnviz.session.scores import Score

COSTS = np.array([0.1, 1.0 / 3.0, np.nan])


def scored(iteration: int, test: float | None = None) -> Evaluation:
    held_out = None if test is None else Score(3, test)
    return Evaluation(iteration, 0.5, Score(7, 0.25), held_out)


def written(path: Path) -> str:
    file = CostFile(path)
    file.add(2, 10, COSTS, [scored(9), scored(11, 0.75), scored(13, np.inf)])
    file.add(3, 0, COSTS[:0], [])
    file.add(3, 0, COSTS[:1], [])
    file.close()
    return path.read_text("utf-8")


def test_a_table_has_a_row_for_each_iteration(tmp_path: Path) -> None:
    assert written(tmp_path / "costs.CSV").splitlines() == [
        "run,iteration,cost,train_cost,test_cost,validation_cost",
        "2,9,,0.25,,",
        "2,10,0.1,,,",
        "2,11,0.3333333333333333,0.25,0.75,",
        "2,12,,,,",
        "2,13,,0.25,,",
        "3,0,0.1,,,",
    ]


def test_json_lines_have_a_block_and_what_was_scored(tmp_path: Path) -> None:
    path = tmp_path / "costs.log"
    path.write_text("what was there before")
    lines = [json.loads(line) for line in written(path).splitlines()]
    names = ("run", "iteration", "train_cost", "test_cost")
    evaluations = ((2, 9, 0.25, None), (2, 11, 0.25, 0.75), (2, 13, 0.25, None))
    assert lines == [
        {"run": 2, "first_iteration": 10, "costs": [0.1, 1.0 / 3.0, None]},
        *(dict(zip(names, found, strict=True)) for found in evaluations),
        {"run": 3, "first_iteration": 0, "costs": [0.1]},
    ]


@pytest.mark.parametrize("name", ["costs.csv", "costs.log"])
def test_the_cost_of_a_validation_set_is_written(tmp_path: Path, name: str) -> None:
    file = CostFile(tmp_path / name)
    found = Evaluation(1, 0.5, Score(7, 0.25), None, Score(3, 0.5))
    file.add(1, 1, COSTS[:1], [found])
    file.close()
    last = (tmp_path / name).read_text("utf-8").splitlines()[-1]
    if name.endswith("csv"):
        assert last == "1,1,0.1,0.25,,0.5"
    else:
        assert json.loads(last)["validation_cost"] == 0.5


def test_a_file_that_cannot_be_written_says_where_to_write(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"--log .*: cannot be written \(No such"):
        CostFile(tmp_path / "nowhere" / "costs.csv")


class FullDisk:
    """Takes a few bytes at a time, and no more than ``room``."""

    def __init__(self, room: int) -> None:
        self.text, self.room = b"", room

    def write(self, data: bytes) -> int:
        if self.room <= 0:
            raise OSError(28, "No space left on device")
        part = data[: min(5, self.room)]
        self.text, self.room = self.text + part, self.room - len(part)
        return len(part)

    def truncate(self, length: int) -> None:
        self.text = self.text[:length]

    def close(self) -> None:
        """There is nothing to close."""


def test_on_a_full_disk_whole_lines_are_left(tmp_path: Path) -> None:
    path = tmp_path / "costs.csv"
    file = CostFile(path)
    file._file.close()
    file._file = disk = FullDisk(room=20)
    disk.text = path.read_bytes()
    file.add(1, 0, COSTS[:1], [])
    file.add(1, 1, COSTS[:2], [])
    assert "No space left on device" in file.failure
    file.add(1, 3, COSTS[:1], [])
    with pytest.raises(InputError, match="goes on without it"):
        file.close()
    assert disk.text.decode().splitlines()[1:] == ["1,0,0.1,,,"]
