"""The gallery: its pictures are there, and made by the commands that it shows."""

import re

import pytest

from nnviz.ui.figures.writers import provenance_of
from nnviz.ui.window.figures.shown_figure import request_in
from scripts.gallery import PAGE, commands


@pytest.mark.parametrize("words", list(commands()), ids=lambda words: words[-1])
def test_a_picture_says_what_its_command_does(words: list[str]) -> None:
    file = PAGE.parents[1] / words[words.index("--out") + 1]
    request = request_in(provenance_of(file))
    assert request.iteration == int(words[words.index("--iteration") + 1])
    view = words[words.index("--view") + 1] if "--view" in words else "diagram"
    assert request.wish.view == view


def test_every_picture_that_is_shown_is_there() -> None:
    shown = re.findall(r"\]\((gallery/[\w.]+)\)", PAGE.read_text())
    assert len(shown) == len(list(commands()))
    assert all((PAGE.parent / name).exists() for name in shown)
