"""Finds the files that come with nnviz, in an installed wheel or in a checkout."""

from pathlib import Path

from nnviz.core.errors import InputError

PACKAGE = Path(__file__).resolve().parents[1]
PLACES = (PACKAGE / "assets", PACKAGE.parent / "assets")
"""The folder of an installed wheel, then the one of a checkout."""


def asset_path(*parts: str) -> Path:
    """Return the path of a bundled file, such as ``("data", "mnist", "...gz")``.

    Raises
    ------
    InputError
        If neither the installed package nor the checkout has the file.
    """
    for place in PLACES:
        path = place.joinpath(*parts)
        if path.exists():
            return path
    missing = "/".join(("assets", *parts))
    raise InputError(f"{missing} is missing from this installation: reinstall nnviz")
