"""What the guide says about networks of one's own can be copied, pasted, and run."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import process

GUIDE = (Path(__file__).parents[1] / "docs" / "guide.md").read_text()
OWN = GUIDE.partition("## Check a network of your own")[2].partition("\n## ")[0]


def blocks(part: str) -> str:
    """Return the Python of a part, each block going on with what is before it."""
    return "\n".join(re.findall(r"```python\n(.*?)```", part, re.DOTALL))


def section(title: str) -> str:
    return OWN.partition(f"### {title}\n")[2].partition("\n### ")[0]


def run_in(folder: Path, code: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_network_in_numpy_and_what_is_said_of_it(tmp_path: Path) -> None:
    loop, save = blocks(section("Record a training")), blocks(section("Check it"))
    updated = "    W1, b1 = W1 - 0.5"
    assert loop.count(updated) == 1
    inside = "".join(f"    {line}\n" for line in save.splitlines())
    run_in(tmp_path, loop.replace(updated, inside + updated))
    log = process("check", tmp_path / "mine.nnvizlog")
    assert log.returncode == 1
    for line in ("2 of 5 quantities are wrong. First: f' of layer 1 is left out.",):
        assert line in OWN
        assert line in log.stdout
    said = ("--activations", "relu,sigmoid", "--loss", "binary_cross_entropy")
    arrays = process("check", tmp_path / "mine.npz", *said)
    assert arrays.returncode == 1
    assert "f' of layer 1 is left out" in arrays.stdout


def test_the_mistake_that_no_curve_shows(tmp_path: Path) -> None:
    code = blocks(section("A mistake that no curve shows"))
    assert code.count("range(3_000)") == 1
    run_in(tmp_path, code.replace("range(3_000)", "range(101)"))
    for log, status in (("summed", 1), ("right", 0)):
        done = process("check", tmp_path / f"{log}.nnvizlog")
        assert done.returncode == status
        first = done.stdout.partition("\n")[0]
        assert f"$ nnviz check {log}.nnvizlog\n{first}\n" in OWN


@pytest.mark.parametrize(
    ("title", "needs", "log"),
    [
        ("PyTorch", ("torch",), "torch.nnvizlog"),
        ("Keras", ("torch", "keras"), "keras.nnvizlog"),
        ("scikit-learn", ("sklearn",), "sklearn.nnvizlog"),
    ],
)
def test_trainings_in_other_packages_are_recorded_and_right(
    tmp_path: Path, title: str, needs: tuple[str, ...], log: str
) -> None:
    for package in needs:
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"needs {package}")
    run_in(tmp_path, blocks(section(f"Record a training in {title}")))
    done = process("check", tmp_path / log)
    assert done.returncode == 0, done.stdout
    assert "not checked" not in done.stderr
    first = done.stdout.partition("\n")[0]
    shown = re.findall(rf"\$ nnviz check {re.escape(log)}\n(.*)\n", OWN)
    assert first.startswith("All ")
    assert shown in ([], [first])
