"""What is packed comes back, and is small."""

import base64
import gzip

import numpy as np
import pytest

from nnviz.core.types import Floats
from nnviz.files.run_page.digits import Halves, halves_of, numbers_of
from nnviz.files.run_page.packing import (
    as_text,
    held,
    packed,
    packed_changes,
    packed_levels,
)


def steps_in(data: bytes, rows: int, columns: int) -> Halves:
    """Return the differences (M, K) that were packed, written down a second time."""
    planes = np.frombuffer(data, np.uint8).reshape(4, rows, columns).astype(np.uint32)
    turned = sum(plane << np.uint32(8 * k) for k, plane in enumerate(planes))
    plain = (turned >> np.uint32(1)).astype(np.int64) ^ -(turned & np.uint32(1)).astype(
        np.int64
    )
    return plain.astype(np.int32)


def walk(rows: int = 40, columns: int = 7) -> Floats:
    values = np.random.default_rng(3).normal(size=(rows, columns)).cumsum(axis=0)
    values[3, 2], values[5, 1], values[7, 0], values[9, 3] = np.nan, np.inf, -0.0, 1e-99
    return values


def test_packed_numbers_come_back() -> None:
    halves = halves_of(walk())
    plain = gzip.decompress(base64.b64decode(as_text([packed(halves)])))
    assert np.array_equal(steps_in(plain, 40, 7).cumsum(0, dtype=np.int32), halves)


def test_changes_come_back_from_what_changes() -> None:
    before, values = halves_of(walk()), halves_of(np.diff(walk(), axis=0, prepend=0.0))
    steps = steps_in(packed_changes(values, before), 40, 7)
    with np.errstate(all="ignore"):
        nearly = np.diff(numbers_of(before), axis=0, prepend=0.0)
    nearly[0] = 0.0
    nearly[~np.isfinite(nearly)] = 0.0
    found = (nearly.view(np.int64) >> 32) + steps
    assert np.array_equal(found.astype(np.int32), values)


@pytest.mark.parametrize("columns", [0, 1])
def test_nothing_is_packed_as_nothing(columns: int) -> None:
    assert packed(np.zeros((0, columns), np.int32)) == b""


def test_levels_come_back_and_change_only_visibly() -> None:
    random = np.random.default_rng(5)
    levels = np.clip(100 + random.integers(-3, 4, (50, 9)).cumsum(0), 0, 255)
    shown = held(levels.astype(np.uint8))
    assert np.abs(shown.astype(int) - levels).max() <= 2
    assert np.array_equal(shown[0], levels[0])
    steps = np.frombuffer(packed_levels(shown), np.uint8).reshape(50, 9)
    assert np.array_equal(steps.cumsum(0, dtype=np.uint8), shown)
