"""Values become pictures."""

import numpy as np
import pytest
from PySide6.QtGui import QImage

from nnviz.ui.theme.colour_maps import (
    diverging_table,
    sequential_table,
    values_to_image,
)
from nnviz.ui.theme.tokens import DARK, LIGHT, Theme

THEMES = pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)


def colours(image: QImage) -> list[str]:
    return [image.pixelColor(x, 0).name() for x in range(image.width())]


@THEMES
def test_sign_and_magnitude_become_colour(theme: Theme) -> None:
    values = np.array([[-2.0, 0.0, 2.0, 1e300, -np.inf, np.nan]])
    image = values_to_image(values, 2.0, diverging_table(theme))
    ends = theme.negative, theme.panel, theme.positive
    assert colours(image) == [*ends, theme.positive, theme.negative, theme.warning]


def test_rows_of_the_array_are_rows_of_the_picture() -> None:
    values = np.zeros((2, 3), dtype=np.float32)
    values[1, 0] = 1.0
    image = values_to_image(values, 1.0, diverging_table(DARK))
    assert (image.width(), image.height()) == (3, 2)
    assert image.pixelColor(0, 1).name() == DARK.positive


def test_a_transposed_array_is_shown_as_it_is_indexed() -> None:
    values = np.arange(6.0).reshape(3, 2).T
    image = values_to_image(values, 5.0, sequential_table(DARK))
    assert image.pixelColor(2, 1).name() == DARK.text


def test_nothing_but_zeros_needs_no_limit() -> None:
    image = values_to_image(np.zeros((1, 2)), 0.0, diverging_table(DARK))
    assert colours(image) == [DARK.panel] * 2


def test_a_table_is_made_once_and_cannot_be_spoilt() -> None:
    table = diverging_table(DARK)
    assert diverging_table(DARK) is table
    assert not table.flags.writeable
