"""A window is put where all of it can be seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QMargins, QRect

from nnviz.ui.window.screen_fit import fitted

FRAME = QMargins(2, 24, 3, 6)
SCREEN = QRect(0, 30, 1280, 740)


@pytest.mark.parametrize(
    ("inside", "result"),
    [
        (QRect(0, 0, 1600, 1000), QRect(2, 54, 1275, 710)),
        (QRect(100, 100, 400, 300), QRect(100, 100, 400, 300)),
        (QRect(1200, 700, 400, 300), QRect(877, 464, 400, 300)),
        (QRect(-50, -50, 400, 300), QRect(2, 54, 400, 300)),
    ],
)
def test_the_frame_is_on_the_screen(inside: QRect, result: QRect) -> None:
    assert fitted(inside, FRAME, SCREEN) == result


places, sizes = st.integers(-3000, 3000), st.integers(1, 4000)
rectangles = st.builds(QRect, places, places, sizes, sizes)


@given(rectangles)
def test_any_window_ends_up_inside_and_stays_there(inside: QRect) -> None:
    found = fitted(inside, FRAME, SCREEN)
    assert SCREEN.contains(found.marginsAdded(FRAME))
    assert fitted(found, FRAME, SCREEN) == found
