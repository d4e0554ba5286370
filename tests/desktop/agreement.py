"""Compares what the views in sight say they show: no two may differ for one name."""

import re
from collections import defaultdict
from decimal import Decimal
from itertools import combinations

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from nnviz.ui.controls.copying import views_in
from nnviz.ui.window.main_window import MainWindow
from nnviz.views.numbers import MINUS, NOT_A_NUMBER
from nnviz.views.readings import BOTH
from tests.desktop.driving import wait_for_figures

_HIGH = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_PERCENT = re.compile(r"[\d.,]+\s?%")
_NUMBER = re.compile(r"-?[\d,]*\.?\d+(e-?\d+)?( of | ?·10[-\d]+)?")


class Number:
    """A number as it is written: its value, and half of what its last digit means."""

    def __init__(self, text: str) -> None:
        percent = Decimal("0.01" if _PERCENT.match(text) else 1)
        plain = text.replace(MINUS, "-").translate(_HIGH)
        plain = plain.replace("none of", "0 of").replace(
            "\N{NARROW NO-BREAK SPACE}", ""
        )
        found = _NUMBER.search(plain)
        if found is None or NOT_A_NUMBER in plain or "…" in plain:
            raise ValueError(f"{text!r} has no number")
        digits, _, power = found[0].replace(",", "").partition("·10")
        value = Decimal(digits.removesuffix(" of ").strip())
        scale = Decimal(10) ** int(power or 0) * percent
        self.value = value * scale
        self.half = Decimal(10) ** int(value.as_tuple().exponent) * scale / 2

    def agrees(self, other: "Number") -> bool:
        """Tell whether both can be one number, rounded to different digits."""
        return abs(self.value - other.value) <= self.half + other.half


def shown(window: MainWindow) -> dict[str, list[tuple[str, str]]]:
    """Return all texts in sight with the view that shows them, by name."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for view in views_in(window):
        for name, text in view.readings().items():  # type: ignore[attr-defined]
            for each in text.split(BOTH):
                found[name].append((_title(view), each))
    seen = re.match(r"iteration ([\d,]+)", window.panels.lens.text())
    if seen and window.panels.lens.isVisible():
        found["iteration"].append(("the line of the lens", seen[1]))
    _add_latest(found, walking=walks(window))
    return found


def walks(window: MainWindow) -> bool:
    """Tell whether an iteration is walked."""
    return window.network.stepping.stepper.walk is not None


def _add_latest(found: dict[str, list[tuple[str, str]]], *, walking: bool) -> None:
    """List what a view says of the iteration shown with what other views say of it.

    The cost that is explained is that of the batch only in a walk, which has other
    weights than the iteration has at rest.
    """
    here = {text.replace(",", "") for _, text in found.get("iteration", ())}
    for name in list(found):
        match = re.match(r"^((batch|train|test)_)?(\w+) at (\d+)$", name)
        if match and match[4] in here and (match[1] or not walking):
            batch = match[2] == "batch" and walking
            found["cost" if batch else f"{match[1] or ''}{match[3]}"] += found[name]


def _title(view: QWidget) -> str:
    names, at = [type(view).__name__], view.parentWidget()
    while at is not None:
        names.append(at.objectName())
        at = at.parentWidget()
    return ".".join(name for name in reversed(names) if name)


def disagreements(found: dict[str, list[tuple[str, str]]]) -> list[str]:
    """Return in words which views differ for one name."""
    return [
        f"{name}: {one[1]!r} in {one[0]}, {other[1]!r} in {other[0]}"
        for name, texts in found.items()
        for one, other in combinations(texts, 2)
        if not _same(one[1], other[1])
    ]


def _same(one: str, other: str) -> bool:
    try:
        return one == other or Number(one).agrees(Number(other))
    except ValueError:
        return False


def agree(window: MainWindow, qtbot: QtBot) -> set[str]:
    """Wait until all views in sight agree; return the names they were compared for."""
    pacer = window.panels.diagram._sheets._overlay._pacer
    qtbot.waitUntil(lambda: not pacer._late.isActive())
    if window.network.samples._seen and not walks(window):
        wait_for_figures(window, qtbot)
    QApplication.processEvents()  # What is due to be painted is painted.
    found: dict[str, list[tuple[str, str]]] = {}

    def all_agree() -> bool:
        nonlocal found
        found = shown(window)
        return not disagreements(found)

    try:
        qtbot.waitUntil(all_agree)
    except qtbot.TimeoutError:
        raise AssertionError("\n".join(disagreements(found))) from None
    return {name for name, texts in found.items() if len(texts) > 1}
