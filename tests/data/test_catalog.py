"""From a name or a file to samples."""

from pathlib import Path
from typing import Any

import pytest

from nnviz.core.errors import InputError
from nnviz.data.catalog import load_dataset
from nnviz.data.table_choices import TableChoices

TARGET, HEADER = TableChoices(target="x1"), TableChoices(header=False)

ROWS = "a,b,kind\n" + "".join(f"{i},{i * i},{'xy'[i % 2]}\n" for i in range(10))


@pytest.fixture
def file(tmp_path: Path) -> str:
    """Return the path of a CSV file of two numbers and a word."""
    path = tmp_path / "mine.csv"
    path.write_text(ROWS)
    return str(path)


def test_samples_noise_and_seed_shape_a_generated_set() -> None:
    first = load_dataset("moons", samples=40, noise=0.1, seed=3)
    other = load_dataset("moons", samples=40, noise=0.1, seed=4)
    assert first.samples == 40
    assert first.inputs.tolist() != other.inputs.tolist()


def test_a_path_is_read_with_its_target(file: str) -> None:
    assert load_dataset(file).class_names == ("x", "y")
    assert load_dataset(file, choices=TableChoices(target="b")).output_names == ("b",)
    assert load_dataset(
        file, choices=TableChoices(target="1", task="regression")
    ).output_names == ("a",)


def test_a_file_named_like_a_set_is_reached_by_a_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("iris").write_text(ROWS)
    assert load_dataset("iris").samples == 150
    assert load_dataset("./iris").samples < 150


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("mnits", {}, "unknown data set 'mnits': did you mean 'mnist'"),
        ("", {}, "unknown data set ''"),
        ("nowhere.csv", {}, r"nowhere\.csv: there is no such file"),
        ("folder/", {}, "no such file"),
        ("circle", {"samples": 9}, "samples 9: give a number from 10"),
        ("circle", {"samples": 10**9}, "samples 1000000000"),
        ("circle", {"noise": -0.1}, "noise -0.1: give a number from 0 to 1"),
        ("circle", {"noise": float("nan")}, "noise nan"),
        ("circle", {"seed": -1}, "seed -1"),
        ("circle", {"choices": TARGET}, "target applies to files only"),
        ("iris", {"choices": HEADER}, "header applies to files only"),
        ("iris", {"samples": 20}, "samples applies to generated sets only"),
        ("mnist", {"noise": 0.1}, "noise applies to generated sets only"),
    ],
)
def test_what_cannot_be_loaded_is_said(
    name: str, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        load_dataset(name, **options)


def test_a_file_takes_no_noise(file: str) -> None:
    with pytest.raises(InputError, match="noise applies to generated sets only"):
        load_dataset(file, noise=0.5)
