"""How long a change of theme or palette keeps the window's thread busy."""

import time
from collections.abc import Callable
from functools import partial
from statistics import median

from PySide6.QtWidgets import QApplication

from benchmarks.row import Row
from benchmarks.window.opened import WORKS, OpenWindow
from nnviz.ui.theme.apply import Appearance

_ROUNDS = 6
_MOST = 100.0


def theme_rows() -> list[Row]:
    """Change the theme, then the palette, with all pages and panels built; medians.

    By the processor's clock, from the choice until what is seen has been painted, and
    until what is not seen has followed as well.
    """
    opened = OpenWindow(WORKS["circle"])
    for place in opened.window.panels.later:
        place.get()
    for page in ("comparison", "activations", "network"):
        opened.window.tabs.show_tab(page)
        opened.wait(0.5)
    appearance = opened.window.appearance
    rows: list[Row] = []
    for name, choose, choices in (
        ("theme", appearance.choose, ("light", "dark")),
        ("palette", appearance.choose_palette, ("teal and brown", "blue and orange")),
    ):
        changes = [
            _change(appearance, partial(choose, one))
            for one in choices * (_ROUNDS // 2)
        ]
        seen, all_of_it = map(median, zip(*changes, strict=True))
        rows += [
            Row(f"change of {name}: what is seen", seen, "ms", at_most=_MOST),
            Row(f"change of {name}: everything", all_of_it, "ms", at_most=_MOST),
        ]
    opened.close()
    return rows


def _change(appearance: Appearance, choose: Callable[[], None]) -> tuple[float, float]:
    """Return the ms until the picture is painted, and until nothing is left to do."""
    began = time.thread_time()
    choose()
    QApplication.processEvents()
    seen = time.thread_time()
    while not appearance.is_complete:
        QApplication.processEvents()
    return (seen - began) * 1000.0, (time.thread_time() - began) * 1000.0
