"""Numbers as text in a page: differences from moment to moment, gzip, base64."""

import base64
import gzip
import json
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.files.run_page.digits import Halves, numbers_of

Levels = NDArray[np.uint8]


def packed(halves: Halves) -> bytes:
    """Return numbers (M, K), as upper halves, as bytes that compress well.

    Numbers of one place change little from moment to moment: each is stored as its
    difference from the moment before, positive and negative in turn so that small ones
    have small bytes, and bytes of one significance stand together, (4, M, K).
    """
    steps = halves.astype(np.int64)
    steps[1:] -= halves[:-1]
    return _planes(steps)


def packed_changes(halves: Halves, before: Halves) -> bytes:
    """Return numbers (M, K) that are nearly the changes of others, in M moments.

    ``before`` are those others, which a page has already: what is stored is how far
    each is from the difference of two.
    """
    known = numbers_of(before)
    nearly = np.zeros(known.shape)
    with np.errstate(all="ignore"):
        nearly[1:] = known[1:] - known[:-1]
    nearly[~np.isfinite(nearly)] = 0.0
    # Cut off, as a page does it.
    cut = nearly.view(np.int64) >> 32
    return _planes(halves.astype(np.int64) - cut)


def packed_levels(levels: Levels) -> bytes:
    """Return places in a table of colours (M, K) as their differences, (M, K)."""
    steps = levels.copy()
    steps[1:] -= levels[:-1]
    return steps.tobytes()


def held(levels: Levels, by: int = 2) -> Levels:
    """Return levels (M, K) that change only by more than ``by`` of 255.

    A picture that flickers between two shades that nobody can tell apart is large.
    """
    kept = levels.copy()
    for before, now in pairwise(kept):
        near = np.abs(now.astype(np.int16) - before) <= by
        now[near] = before[near]
    return kept


def as_text(blobs: list[bytes]) -> str:
    """Return bytes, one after the other, compressed, as text."""
    return base64.b64encode(gzip.compress(b"".join(blobs), 9, mtime=0)).decode()


def as_json(header: dict[str, Any]) -> str:
    """Return a header as JSON that no name in it can end before its time."""
    text = json.dumps(header, ensure_ascii=False, allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _planes(steps: NDArray[np.int64]) -> bytes:
    # Differences go round at 32 bits, as they do in the page.
    narrow = steps.astype(np.int32)
    turned = np.ascontiguousarray((narrow << 1) ^ (narrow >> 31))
    plain = turned.astype("<i4").view(np.uint8).reshape(*turned.shape, 4)
    return np.ascontiguousarray(plain.transpose(2, 0, 1)).tobytes()
