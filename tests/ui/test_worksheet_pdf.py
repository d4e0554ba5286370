"""Worksheets as pages of A4."""

import re
from functools import cache

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from nnviz.files.worksheet.by_hand import WorksheetChoice
from nnviz.files.worksheet.making import make_sheets
from nnviz.files.worksheet.sheet import Sheet
from nnviz.session.config import RunConfig
from nnviz.ui.theme.tokens import DARK
from nnviz.ui.worksheet_pdf import HEIGHT, MARGIN, WIDTH, paint, placed_blocks, to_pdf
from tests.conftest import ChangeTheme

pytestmark = pytest.mark.usefixtures("qapp")


@cache
def sheets(count: int = 1, **settings: object) -> tuple[Sheet, ...]:
    config = RunConfig(**{"dataset": "xor", "seed": 1, **settings})  # type: ignore[arg-type]
    return make_sheets(WorksheetChoice(config), count)


def test_the_pdf_has_the_pages_that_were_laid_out() -> None:
    found = sheets(count=2)
    pages = {placed.page for placed in placed_blocks(found, with_key=True)}
    pdf = to_pdf(found)
    assert pdf.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == len(pages)
    assert pages == set(range(12))


def test_a_key_begins_a_page_and_comes_after_all_exercises() -> None:
    parts: dict[int, set[str]] = {}
    for placed in placed_blocks(sheets(count=2), with_key=True):
        parts.setdefault(placed.page, set()).add(placed.part)
    assert all(len(part) == 1 for part in parts.values())
    order = list(dict.fromkeys(part.pop() for part in parts.values()))
    assert order == ["Exercise 1", "Exercise 2", "Answer key 1", "Answer key 2"]


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"dataset": "iris", "hidden": (5,), "batch_size": 4, "loss": "mse"},
        {"hidden": (4, 4), "activation": "relu"},
        {"dataset": "rings", "hidden": (6,), "batch_size": 2},
        {"hidden": (3, 3, 3), "learning_rate": 1e-6, "seed": 0},
    ],
)
def test_no_block_leaves_its_page(settings: dict[str, object]) -> None:
    for placed in placed_blocks(sheets(**settings), with_key=True):
        size = placed.document.size()
        assert placed.top + size.height() <= HEIGHT - 2 * MARGIN
        assert placed.document.idealWidth() <= WIDTH - 2 * MARGIN + 1


def test_a_page_has_ink_within_its_margins_only(qapp: QApplication) -> None:
    image = QImage(int(WIDTH), int(HEIGHT), QImage.Format.Format_Grayscale8)
    image.fill(255)
    painter = QPainter(image)
    for placed in placed_blocks(sheets(), with_key=False):
        if placed.page == 0:
            paint(painter, placed)
    painter.end()
    edge = int(MARGIN) - 2
    lines = np.frombuffer(image.constBits(), dtype=np.uint8)
    pixels = lines.reshape(image.height(), image.bytesPerLine())[:, : image.width()]
    y, x = np.nonzero(pixels < 128)
    assert edge <= x.min() <= x.max() <= WIDTH - edge
    assert np.sum((edge <= y) & (y <= HEIGHT - edge)) > 5000


def test_text_is_dark_on_paper_also_in_a_dark_window(
    qapp: QApplication, change_theme: ChangeTheme
) -> None:
    change_theme(DARK)
    page = QImage(int(WIDTH), int(HEIGHT), QImage.Format.Format_RGB32)
    page.fill(0xFFFFFFFF)
    first = next(placed_blocks(sheets(), with_key=False))
    heading = first.document.documentLayout().blockBoundingRect
    painter = QPainter(page)
    paint(painter, first)
    painter.end()
    block = first.document.begin()
    while "One iteration" not in block.text():
        block = block.next()
    rect = heading(block).translated(MARGIN, MARGIN).toAlignedRect()
    tones = [
        page.pixelColor(x, y).lightness()
        for x in range(rect.left(), rect.right())
        for y in range(rect.top(), rect.bottom())
    ]
    assert min(tones) < 80
