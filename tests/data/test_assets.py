"""Bundled files."""

from pathlib import Path

import pytest

from nnviz.core.errors import InputError
from nnviz.data import assets


def test_a_bundled_file_is_found() -> None:
    assert assets.asset_path("data", "tables", "iris.csv").is_file()


def test_the_installed_package_comes_before_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("installed", "checkout"):
        (tmp_path / place).mkdir()
        (tmp_path / place / "icon").touch()
    places = (tmp_path / "installed", tmp_path / "checkout")
    monkeypatch.setattr(assets, "PLACES", places)
    assert assets.asset_path("icon") == tmp_path / "installed" / "icon"


def test_a_missing_file_is_named() -> None:
    with pytest.raises(InputError, match=r"assets/data/none\.csv is missing"):
        assets.asset_path("data", "none.csv")
