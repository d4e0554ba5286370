"""``nnviz replay --verify``: a run comes out the same, or it is said where not."""

import json
from pathlib import Path

from nnviz.files.tensors import checksum, read_tensors, write_tensors
from tests.cli.command import nnviz

TRAIN = ("train", "--dataset", "moons", "--iterations", "70", "--hidden", "3")


def saved(path: Path) -> Path:
    nnviz(*TRAIN, "--save", str(path))
    return path


def test_a_run_that_was_trained_here_is_identical(tmp_path: Path) -> None:
    done = nnviz("replay", "--verify", str(saved(tmp_path / "run.nnviz")))
    assert done.returncode == 0
    assert done.stdout == "identical, bit for bit: 70 iterations\n"


def test_the_first_iteration_that_differs_is_named(tmp_path: Path) -> None:
    path = saved(tmp_path / "run.nnviz")
    words, arrays = read_tensors(path)
    arrays["costs"][41] += 1e-9
    text = words["nnviz_session"]
    total = str(checksum(text, arrays))
    write_tensors(path, arrays, {**words, "nnviz_session_checksum": total})
    done = nnviz("replay", "--verify", str(path))
    assert done.returncode == 1
    assert done.stdout == (
        "differs first at iteration 42: the cost is not as recorded\n"
    )
    found = json.loads(nnviz("replay", "--verify", "--json", str(path)).stdout)
    assert not found["identical"]
    assert found["departure"]["iteration"] == 42


def test_a_file_without_a_past_is_refused_with_a_way_on() -> None:
    old = Path(__file__).parents[2] / "files" / "golden" / "format1.nnviz"
    done = nnviz("replay", "--verify", str(old))
    assert done.returncode == 2
    assert "older nnviz" in done.stderr


def test_what_to_replay_for_must_be_said(tmp_path: Path) -> None:
    done = nnviz("replay", str(saved(tmp_path / "run.nnviz")))
    assert done.returncode == 2
    assert "--verify" in done.stderr
