import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.views.output.drawn_digit import centred_digit, fitted


def test_no_ink_gives_an_empty_picture() -> None:
    assert not centred_digit(np.zeros((50, 50))).any()


def test_the_longer_side_fills_twenty_pixels_wherever_it_was_drawn() -> None:
    ink = np.zeros((224, 224))
    ink[100:200, 3:53] = 255
    rows, columns = np.nonzero(centred_digit(ink).reshape(28, 28))
    assert np.ptp(rows) + 1 == 20
    assert np.ptp(columns) + 1 == 10


@given(st.integers(0, 2**32 - 1))
def test_the_centre_of_mass_is_in_the_middle(seed: int) -> None:
    random = np.random.default_rng(seed)
    ink = np.zeros((60, 60))
    ink[10:50, 10:50] = 255 * (random.random((40, 40)) < 0.3)
    pixels = centred_digit(ink).reshape(28, 28)
    centre = [
        (pixels.sum(axis=1 - axis) * (np.arange(28) + 0.5)).sum() / pixels.sum()
        for axis in (0, 1)
    ]
    assert centre == pytest.approx([14, 14], abs=0.5001)


def test_a_smaller_picture_is_the_mean_of_each_area() -> None:
    picture = np.arange(36.0).reshape(6, 6)
    blocks = picture.reshape(3, 2, 3, 2).mean(axis=(1, 3))
    assert fitted(picture, 3) == pytest.approx(blocks)
    assert fitted(picture, 4).mean() == pytest.approx(picture.mean())


def test_a_small_picture_is_filled_from_top_to_bottom() -> None:
    ink = np.zeros((224, 224))
    ink[40:200, 100:130] = 255
    rows, columns = np.nonzero(centred_digit(ink, 8).reshape(8, 8))
    assert np.ptp(rows) + 1 == 8
    assert set(columns) <= {3, 4}
