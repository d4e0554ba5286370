"""The guide: what it names exists, and what the window lists is in it."""

import inspect
import re
from importlib import import_module
from pathlib import Path

import pytest

from benchmarks.learning import GOALS, Goal, as_line, in_table, table_row
from nnviz.views.words.shortcut_words import MOUSE_GROUPS, PANEL_GROUPS, Shortcut

GUIDE = (Path(__file__).parents[1] / "docs" / "guide.md").read_text()
NAMES = re.findall(r"`(nnviz(?:\.\w+)+)(?:\((.*?)\))?`", GUIDE)


@pytest.mark.parametrize(("name", "arguments"), NAMES)
def test_every_name_that_programs_can_rely_on_exists(name: str, arguments: str) -> None:
    module, _, member = name.rpartition(".")
    try:
        found = getattr(import_module(module), member)
    except AttributeError:
        # A package, which nothing has imported yet.
        found = import_module(name)
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


# MNIST takes long to load.
@pytest.mark.parametrize(
    "goal",
    [g for g in GOALS if in_table(g) and g.dataset != "mnist"],
    ids=lambda goal: goal.name,
)
def test_the_table_of_scores_has_the_settings_that_are_used(goal: Goal) -> None:
    assert as_line(table_row(goal)).removesuffix("|") in GUIDE
