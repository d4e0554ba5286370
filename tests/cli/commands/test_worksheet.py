"""``nnviz worksheet`` on the command line."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nnviz.cli.main import nnviz
from nnviz.core.errors import InputError


def run(arguments: str) -> Result:
    return CliRunner().invoke(nnviz, ["worksheet", *arguments.split()])


def test_it_writes_a_page_and_a_pdf_at_once(tmp_path: Path) -> None:
    done = run(f"--seed 3 --out {tmp_path}/a.html --out {tmp_path}/a.pdf")
    assert done.exit_code == 0
    assert (tmp_path / "a.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


def test_the_options_reach_the_exercise(tmp_path: Path) -> None:
    out = tmp_path / "a.html"
    options = "--preset gauss --hidden 3 --activation sigmoid --iteration 5 --seed 8"
    done = run(f"{options} --loss mse --learning-rate 0.5 --count 2 --out {out}")
    assert done.exit_code == 0
    html = out.read_text("utf-8")
    for text in ("2-3-1", "Two clouds", "sigmoid", "Exercise 8", "Exercise 9", "0.5"):
        assert text in html


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("--out a.txt", "--out a.txt: the name must end in .html or .htm or .pdf"),
        ("--out a.html --count 0", "--count 0: give 1 to 100"),
        ("--out a.html --decimals 0", "--decimals 0: give 1 to 3, or --exact"),
        ("--out a.html --iteration 0", "--iteration 0: iterations count from 1"),
        ("--out a.html --sample 2", "sample 2: the batch of iteration 1 has samples"),
        ("--out a.html --preset xr", "did you mean 'xor'"),
        ("--out a.html --preset xor --dataset xor", "use one or the other"),
        ("--out a.html --activation tan", "did you mean 'tanh'"),
        ("--out a.html --seed -1", "--seed -1: it must be 0 or more"),
        ("--out a.html --dataset wine", "too large to work through by hand"),
        ("--out /nowhere/a.html", "/nowhere/a.html: there is no such folder"),
    ],
)
def test_what_cannot_be_is_one_clear_line(arguments: str, message: str) -> None:
    error = run(arguments).exception
    assert isinstance(error, InputError)
    assert message in str(error)
    assert "\n" not in str(error)
