"""The guide: what it names exists, and what the window lists is in it."""

import inspect
import re
from importlib import import_module
from pathlib import Path

import pytest

from nnviz.ui.window.help.shortcuts import MOUSE_GROUPS, PANEL_GROUPS, Shortcut

GUIDE = (Path(__file__).parents[1] / "docs" / "guide.md").read_text()
NAMES = re.findall(r"`(nnviz(?:\.\w+)+)(?:\((.*?)\))?`", GUIDE)


@pytest.mark.parametrize(("name", "arguments"), NAMES)
def test_every_name_that_programs_can_rely_on_exists(name: str, arguments: str) -> None:
    module, _, member = name.rpartition(".")
    found = getattr(import_module(module), member)
    wanted = re.findall(r"\b[a-z]\w*", re.sub(r"=\w+", "", arguments))
    if wanted:
        assert set(wanted) <= set(inspect.signature(found).parameters)


@pytest.mark.parametrize(
    "shortcut",
    [
        shortcut
        for group in (*PANEL_GROUPS, *MOUSE_GROUPS)
        for shortcut in group.shortcuts
    ],
    ids=lambda shortcut: shortcut.words,
)
def test_every_key_of_a_panel_and_every_use_of_the_mouse_is_listed(
    shortcut: Shortcut,
) -> None:
    keys = GUIDE.partition("## All keys")[2].lower()
    row = rf"\| {re.escape(shortcut.keys.lower())} \| "
    words = re.sub(" in a plane$", "", shortcut.words.lower())
    assert re.search(row + re.escape(words), keys)
