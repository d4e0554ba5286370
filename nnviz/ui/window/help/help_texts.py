"""The words of the help: from the files that come with nnviz, and the menus."""

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from platform import python_version

from PySide6.QtCore import qVersion
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from nnviz import __version__
from nnviz.core.errors import InputError
from nnviz.data.assets import PACKAGE, asset_path
from nnviz.views.words.shortcut_words import Shortcut, ShortcutGroup

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


def menu_groups(bar: QMenuBar) -> tuple[ShortcutGroup, ...]:
    """Return the keys of a menu bar, one group for each menu that has any."""
    groups = []
    for action in bar.actions():
        menu = action.menu()
        found = tuple(_shortcuts(menu)) if isinstance(menu, QMenu) else ()
        if found:
            groups.append(ShortcutGroup(_plain(action.text()), found))
    return tuple(groups)


_BEGUN = "Edges show"
"""The submenu whose title begins what its entries say."""


def _shortcuts(menu: QMenu, begun: str = "") -> Iterator[Shortcut]:
    """Walk a menu with its submenus."""
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            title = _plain(inner.title())
            yield from _shortcuts(inner, f"{title} " if title == _BEGUN else "")
        elif not action.shortcut().isEmpty():
            form = QKeySequence.SequenceFormat.NativeText
            name = _name(action.text())
            words = f"{begun}{name.lower()}" if begun else name
            yield Shortcut(action.shortcut().toString(form), words)


def _name(text: str) -> str:
    """Return an action's text; undo and redo without what they would do just now."""
    plain = _plain(text)
    first = plain.split(" ", 1)[0]
    return first if first in ("Undo", "Redo") else plain


def _plain(text: str) -> str:
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")
