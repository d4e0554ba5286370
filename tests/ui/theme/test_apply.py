"""The theme reaches the application."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from nnviz.ui.theme.apply import Appearance
from nnviz.ui.theme.fonts import load_fonts, number_font, text_font
from nnviz.ui.theme.style import set_role, style_sheet
from nnviz.ui.theme.themed import current_theme
from nnviz.ui.theme.tokens import DARK, LIGHT


@pytest.fixture
def appearance(qapp: QApplication) -> Iterator[Appearance]:
    appearance = Appearance(qapp)
    yield appearance
    qapp.setStyleSheet("")
    appearance.deleteLater()


def test_a_chosen_theme_is_applied(appearance: Appearance, qapp: QApplication) -> None:
    appearance.choose("dark")
    appearance.choose("light")
    assert appearance.theme is current_theme() is LIGHT
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == LIGHT.panel


def test_a_palette_changes_the_pair_only(appearance: Appearance) -> None:
    appearance.choose("dark")
    appearance.choose_palette("teal and brown")
    assert appearance.theme.positive != DARK.positive
    assert appearance.theme.panel == DARK.panel


def test_an_unknown_mode_is_refused(appearance: Appearance) -> None:
    with pytest.raises(ValueError, match="system, dark, light"):
        appearance.choose("sepia")


def test_the_bundled_fonts_are_the_ones_in_use(qapp: QApplication) -> None:
    assert set(load_fonts()) >= {"Inter", "JetBrains Mono"}
    assert QFontInfo(text_font()).family() == "Inter"
    assert QFontInfo(number_font()).fixedPitch()


def test_a_heading_is_small_and_in_capitals(
    appearance: Appearance, qtbot: QtBot
) -> None:
    label = QLabel("Data")
    qtbot.addWidget(label)
    set_role(label, "heading")
    appearance.style()
    label.ensurePolished()
    assert label.font().pixelSize() == 11
    assert label.font().capitalization() == label.font().Capitalization.AllUppercase


def test_the_style_sheet_has_no_token_left_over() -> None:
    assert "$" not in style_sheet()
