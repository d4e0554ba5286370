"""Sizes of the design become sizes on the screen, everywhere and again."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

import nnviz.ui
from nnviz.ui.painting.canvas import Canvas, fill
from nnviz.ui.theme.apply import Appearance
from nnviz.ui.theme.enlarging import enlarged, enlarged_style, keep_size
from nnviz.ui.theme.fonts import text_font
from nnviz.ui.theme.style import style_sheet

UI = Path(nnviz.ui.__file__).parent
IN_DESIGN = {"setPixelSize", "setPointSize", "setPointSizeF"}
IN_PIXELS = {
    f"set{which}{what}"
    for which in ("Fixed", "Minimum", "Maximum")
    for what in ("Width", "Height", "Size")
} | {"setIconSize", "setDefaultSectionSize"}


@pytest.fixture
def appearance(qapp: QApplication) -> Iterator[Appearance]:
    appearance = Appearance(qapp)
    yield appearance
    appearance.choose_scale(1.0)


class Square(Canvas):
    """Paints its left upper 10 by 10 pixels of the design, and notes clicks."""

    def __init__(self) -> None:
        super().__init__()
        self.clicked: list[QPointF] = []

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = self.painter()
        fill(painter, QRectF(0, 0, 10, 10), "#ff0000")
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.clicked.append(self.event_place(event))


def test_a_canvas_measures_itself_in_pixels_of_the_design(
    appearance: Appearance, qtbot: QtBot
) -> None:
    canvas = Square()
    qtbot.addWidget(canvas)
    canvas.resize(300, 150)
    appearance.choose_scale(1.5)
    canvas.show()
    assert (canvas.width(), canvas.height()) == (200, 100)
    assert canvas.rect() == QRect(0, 0, 200, 100)
    assert canvas.geometry().size() == QSize(300, 150)
    red = canvas.grab().toImage().pixelColor(14, 14)
    assert red == QColor("#ff0000")
    assert canvas.grab().toImage().pixelColor(17, 17) != red
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(30, 60))
    assert canvas.clicked == [QPointF(20, 40)]
    assert canvas.to_screen(QRect(10, 20, 4, 6)) == QRect(15, 30, 6, 9)
    assert canvas.from_screen(QRect(15, 30, 6, 9)) == QRect(10, 20, 4, 6)


def test_a_kept_size_follows_the_scale(appearance: Appearance, qtbot: QtBot) -> None:
    button = QPushButton()
    qtbot.addWidget(button)
    keep_size(button, width=40, icon_width=14, icon_height=12)
    appearance.choose_scale(2.0)
    assert (button.width(), button.iconSize()) == (80, QSize(28, 24))
    keep_size(button, width=50)
    assert button.maximumWidth() == 100
    appearance.choose_scale(1.0)
    assert (button.maximumWidth(), button.iconSize()) == (50, QSize(14, 12))


def test_lengths_sizes_and_fonts_are_enlarged(appearance: Appearance) -> None:
    appearance.choose_scale(1.5)
    assert enlarged(9) == 14
    assert enlarged(QSize(10, 4)) == QSize(15, 6)
    assert enlarged(text_font(12)).pixelSize() == 18
    # Painters measure words in the design.
    assert text_font(12).pixelSize() == 12


def test_a_scale_outside_of_what_fits_is_brought_back(appearance: Appearance) -> None:
    appearance.choose_scale(7.0)
    assert appearance.scale == 2.0


def test_the_style_sheet_enlarges_type_and_marks_but_not_hairlines() -> None:
    sheet = "A { font-size: 13px; padding: 4px; border: 1px solid; width: 1px; }"
    larger = "A { font-size: 26px; padding: 4px; border: 1px solid; width: 1px; }"
    assert enlarged_style(sheet, 2.0) == larger
    assert "font-size: 22px" in style_sheet(2.0)


Trees = dict[str, ast.Module]


@pytest.fixture(scope="module")
def trees() -> Trees:
    """Return the source of what the window consists of, by file."""
    return {
        path.relative_to(UI).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in UI.rglob("*.py")
    }


def calls(trees: Trees, names: set[str]) -> Iterator[tuple[str, str, ast.Call]]:
    """Yield the file, the name and the node of every call of these methods."""
    for file, tree in trees.items():
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Attribute(attr=name)) if name in names:
                    yield file, name, node


def test_only_the_theme_gives_fonts_a_size(trees: Trees) -> None:
    found = {file for file, *_ in calls(trees, IN_DESIGN)}
    outside = {file for file in found if not file.startswith("theme/")}
    # What is written has sizes of its own.
    assert outside == {"figures/svg_writer.py"}


def test_no_widget_fixes_a_size_that_does_not_follow_the_scale(trees: Trees) -> None:
    # Sizes worked out from what is on the screen follow it by themselves.
    rigid = {
        f"{file}: {ast.unparse(call)}"
        for file, _, call in calls(trees, IN_PIXELS)
        if not file.startswith("theme/")
        and any(
            isinstance(part, ast.Constant) and part.value not in (0, 1)
            for part in call.args
        )
    }
    assert rigid == set()


def test_what_is_painted_on_a_canvas_comes_from_its_painter(trees: Trees) -> None:
    """A painter made otherwise, or a place read otherwise, would ignore the scale."""
    canvases, found = {"Canvas"}, set()
    classes = [
        (file, node)
        for file, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    ]
    for _ in range(4):  # however deep canvases are derived from one another
        canvases |= {
            node.name
            for _, node in classes
            if canvases & {ast.unparse(base) for base in node.bases}
        }
    for file, node in classes:
        if node.name == "Canvas" or node.name not in canvases:
            continue
        text = ast.unparse(node)
        for wrong in ("QPainter(self)", "event.position()", "event.pos()"):
            if wrong in text:
                found.add(f"{file}: {node.name} has {wrong}")
    assert found == set()
