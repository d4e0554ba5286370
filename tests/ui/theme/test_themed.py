"""A change of theme reaches every widget, and what it keeps is renewed once."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QImage, QPaintEvent
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from nnviz.ui.painting.canvas import Canvas
from nnviz.ui.theme.apply import Appearance, recolour
from nnviz.ui.theme.themed import Themed, current_theme, use_theme
from nnviz.ui.theme.tokens import DARK, LIGHT


class Sheet(Canvas):
    """Paints in one colour, and counts how often it renews what it keeps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.renewed_in: list[str] = []
        self.painted_in: list[str] = []

    def paintEvent(self, _event: QPaintEvent) -> None:
        self.painted_in.append(self.theme.name)
        self.painter().fillRect(self.rect(), self.theme.positive)

    def _recolour(self) -> None:
        self.renewed_in.append(self.theme.positive)


@pytest.fixture
def appearance(qapp: QApplication) -> Iterator[Appearance]:
    appearance = Appearance(qapp)
    appearance.choose("dark")
    yield appearance
    qapp.setStyleSheet("")
    appearance.deleteLater()


@pytest.mark.parametrize("styled", [False, True])
@pytest.mark.parametrize("visible", [False, True])
def test_each_change_renews_once_whether_seen_or_not(
    appearance: Appearance, qtbot: QtBot, styled: bool, visible: bool
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    sheet = Sheet(window)
    if styled:
        appearance.style()
    if visible:
        with qtbot.waitExposed(window):
            window.show()
    appearance.choose("light")
    appearance.choose("light")
    qtbot.waitUntil(lambda: sheet.renewed_in == [LIGHT.positive])
    appearance.choose("dark")
    qtbot.waitUntil(lambda: sheet.renewed_in[1:] == [DARK.positive])
    appearance.choose_palette("teal and brown")
    qtbot.waitUntil(lambda: sheet.renewed_in[2:] == [appearance.theme.positive])


def test_what_is_seen_changes_at_once_and_the_rest_soon(
    appearance: Appearance, qtbot: QtBot
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    seen, hidden = Sheet(window), Sheet(window)
    hidden.hide()
    with qtbot.waitExposed(window):
        window.show()
    appearance.choose("light")
    assert (seen.renewed_in, hidden.renewed_in) == ([LIGHT.positive], [])
    qtbot.waitUntil(lambda: hidden.renewed_in == [LIGHT.positive])


def test_a_widget_that_is_gone_by_then_is_no_fault(
    appearance: Appearance, qtbot: QtBot
) -> None:
    gone, last = Sheet(), Sheet()
    qtbot.addWidget(last)
    appearance.choose("light")
    delete(gone)
    qtbot.waitUntil(lambda: last.renewed_in == [LIGHT.positive])


@pytest.mark.parametrize("palette", ["blue and orange", "teal and brown"])
def test_qt_repaints_what_is_seen(
    appearance: Appearance, qtbot: QtBot, palette: str
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    sheet = Sheet()
    QVBoxLayout(window).addWidget(sheet)
    with qtbot.waitExposed(window):
        window.show()
    qtbot.waitUntil(lambda: bool(sheet.painted_in))
    before = window.grab().toImage()
    sheet.painted_in.clear()
    appearance.choose("light")
    qtbot.waitUntil(lambda: "light" in sheet.painted_in)
    sheet.painted_in.clear()
    appearance.choose_palette(palette)
    assert colour_of(window.grab().toImage()) == appearance.theme.positive
    assert window.grab().toImage() != before


def colour_of(image: QImage) -> str:
    return image.pixelColor(image.rect().center()).name()


class ThemedDialog(Themed, QDialog):
    """A widget of another kind than the usual."""


class ThemedFrame(Themed, QFrame):
    """Another one."""


@pytest.mark.parametrize("kind", [ThemedDialog, ThemedFrame, Sheet])
def test_any_kind_of_widget_hears_of_changes(
    qtbot: QtBot, kind: type[ThemedDialog], monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    monkeypatch.setattr(kind, "_recolour", lambda self: heard.append(self.theme.name))
    widget = kind()
    qtbot.addWidget(widget)
    use_theme(LIGHT)
    assert current_theme() is widget.theme is LIGHT
    recolour(widget)
    recolour(widget)
    assert heard == ["light"]
