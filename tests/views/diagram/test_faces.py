"""Faces of a whole layer at once look as each neuron's alone would."""

import numpy as np
import pytest

from nnviz.views.diagram.faces import (
    ZERO,
    bar_faces,
    levels_of,
    picture_faces,
    spot_faces,
    stacked,
)

TABLE = np.arange(256, dtype=np.uint32)
"""A table whose colours are the places in it."""

GROUND, PLUS, MINUS, NONE, LINE = INKS = range(1, 6)


def test_values_beyond_the_limit_are_as_strong_as_it_and_nan_has_a_place() -> None:
    values = np.array([-1e300, -2.0, 0.0, 2.0, np.inf, np.nan])
    assert levels_of(values, 2.0).tolist() == [1, 1, ZERO, 255, 255, 0]
    assert levels_of(np.zeros(2), 0.0).tolist() == [ZERO, ZERO]


def test_each_picture_is_measured_by_its_own_largest_value() -> None:
    pictures = np.array([[[1.0, -1.0]], [[100.0, 0.0]]])
    faces = picture_faces(pictures, 0.0, TABLE, 2)
    assert faces[:, 0].tolist() == [[255, 1], [255, ZERO]]
    assert picture_faces(pictures, 100.0, TABLE, 2)[0, 0].tolist() == [129, 127]


def test_a_picture_changes_evenly_between_the_middles_of_its_cells() -> None:
    row = picture_faces(np.array([[[0.0, 1.0]]]), 1.0, TABLE, 8)[0, 3].tolist()
    assert row[:2] == [ZERO, ZERO]
    assert row[-2:] == [255, 255]
    assert row == sorted(row)
    assert len(set(row)) == 6


def test_what_is_no_number_spoils_nothing_but_its_surroundings() -> None:
    picture = np.zeros((1, 4, 4))
    picture[0, 0, 0], picture[0, 3, 3] = np.nan, np.inf
    face = picture_faces(picture, 1.0, TABLE, 4)[0]
    assert face[0, 0] == 0
    assert face[3, 3] == 255
    assert (np.delete(face, [0, 15]) == ZERO).all()


def test_bars_rise_from_the_middle_and_have_the_length_of_their_value() -> None:
    values = np.array([2.0, -1.0, 0.0, np.nan, -np.inf])
    columns = bar_faces(values, 2.0, 20, INKS)[:, :, 10]
    filled = [
        (column == ink).sum()
        for column, ink in zip(columns[:2], INKS[1:3], strict=True)
    ]
    assert filled == [7, 3]  # the negative one's first row is under the line
    assert np.flatnonzero(columns[0] == PLUS).tolist() == list(range(3, 10))
    assert np.flatnonzero(columns[1] == MINUS).tolist() == [11, 12, 13]
    for column in columns[2:]:
        assert set(column.tolist()) == {GROUND, LINE}


def test_a_spot_has_one_colour() -> None:
    faces = spot_faces(np.array([-3.0, 0.0, 1.0]), 3, TABLE)
    assert faces.shape == (3, 3, 3)
    assert [set(face.ravel().tolist()) for face in faces] == [{1}, {ZERO}, {255}]


@pytest.mark.parametrize("tops", [[0, 5], [0, 2]], ids=["apart", "crowded"])
def test_a_strip_has_every_face_in_its_place(tops: list[int]) -> None:
    faces = np.full((2, 3, 3), 7, np.uint32)
    faces[1] = 8
    strip = stacked(faces, np.array(tops), 9)
    assert strip[: tops[1]].tolist() == [*[[7] * 3] * min(3, tops[1])] + [
        [0] * 3
    ] * max(tops[1] - 3, 0)
    assert (strip[tops[1] : tops[1] + 3] == 8).all()
    assert not strip[tops[1] + 3 :].any()
