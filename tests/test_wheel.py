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


@pytest.mark.parametrize("dataset", ["iris", "mnist"])
def test_bundled_data_are_found_from_an_installed_wheel(
    unpacked_wheel: Path, tmp_path: Path, dataset: str
) -> None:
    command = ["-m", "nnviz", "train", "--dataset", dataset, "--iterations", "5"]
    done = subprocess.run(
        [sys.executable, *command, "--json"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(unpacked_wheel)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert json.loads(done.stdout)["iterations"] == 5


def test_the_wheel_holds_the_product_and_nothing_else(unpacked_wheel: Path) -> None:
    top = {path.name for path in unpacked_wheel.iterdir()}
    assert {name for name in top if not name.endswith(".dist-info")} == {"nnviz"}
    assets = unpacked_wheel / "nnviz" / "assets"
    for path in ("data/README.md", "fonts/README.md", "guide.md"):
        assert (assets / path).exists(), path
