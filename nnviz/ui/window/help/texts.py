"""The words of the help: read from the files that come with nnviz."""

from importlib.metadata import PackageNotFoundError, version
from platform import python_version

from PySide6.QtCore import qVersion

from nnviz import __version__
from nnviz.core.errors import InputError
from nnviz.data.assets import PACKAGE, asset_path

_ABOUT = """\
# nnviz {version}

Opens a neural network up: every number on the screen is real, checked, and reversible.

nnviz is free software under the MIT licence. It runs here on Python {python}, Qt {qt}
(LGPL 3) and NumPy {numpy} (BSD 3-clause).

"""


def about_text() -> str:
    """Return what nnviz is, and where its fonts and data come from, as Markdown."""
    about = _ABOUT.format(
        version=__version__,
        python=python_version(),
        qt=qVersion(),
        numpy=_version("numpy"),
    )
    sources = (asset_path(folder, "README.md") for folder in ("fonts", "data"))
    return about + "\n\n".join(path.read_text(encoding="utf-8") for path in sources)


def guide_text() -> str:
    """Return the guide, as Markdown.

    Raises
    ------
    InputError
        If the installation lacks it.
    """
    # A wheel has it among its assets, a checkout among its documents.
    for path in (PACKAGE / "assets" / "guide.md", PACKAGE.parent / "docs" / "guide.md"):
        if path.exists():
            return path.read_text(encoding="utf-8")
    raise InputError("the guide is missing from this installation: install nnviz again")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
