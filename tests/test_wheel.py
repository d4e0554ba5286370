"""The wheel: everything it needs at run time is inside."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def unpacked_wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from the checkout and unpack it far away from it."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    place = folder / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place)
    return place


def run(wheel: Path, folder: Path, *words: str) -> str:
    """Run a command of the wheel's nnviz in a folder, and return what it prints."""
    # The wheel is somewhere else each time: what is compiled of it is of no more use.
    settings = {"PYTHONPATH": str(wheel), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "nnviz", *words],
        cwd=folder,
        env={**os.environ, **settings},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


@pytest.mark.parametrize("dataset", ["iris", "mnist"])
def test_bundled_data_are_found_from_an_installed_wheel(
    unpacked_wheel: Path, tmp_path: Path, dataset: str
) -> None:
    words = ("train", "--dataset", dataset, "--iterations", "5", "--json")
    assert json.loads(run(unpacked_wheel, tmp_path, *words))["iterations"] == 5


def test_the_window_opens_from_an_installed_wheel(
    unpacked_wheel: Path, tmp_path: Path
) -> None:
    words = ("screenshot", "--iterations", "5", "--out", "window.png")
    run(unpacked_wheel, tmp_path, *words)
    assert (tmp_path / "window.png").stat().st_size > 10_000


def test_the_wheel_holds_the_product_and_nothing_else(unpacked_wheel: Path) -> None:
    top = {path.name for path in unpacked_wheel.iterdir()}
    assert {name for name in top if not name.endswith(".dist-info")} == {"nnviz"}
    assets = unpacked_wheel / "nnviz" / "assets"
    for path in ("data/README.md", "fonts/README.md", "guide.md"):
        assert (assets / path).exists(), path
    assert list((unpacked_wheel / "nnviz" / "ui" / "theme" / "marks").glob("*.svg"))
