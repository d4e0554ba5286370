"""What may stand in place of the targets."""

from collections.abc import Iterator

import numpy as np

from nnviz.core.types import Floats

_CLOSE = 1e-4
"""Targets that are whole numbers but for so much are whole."""


def false_targets(
    a: Floats, y: Floats, own: Floats | None
) -> Iterator[tuple[str, Floats]]:
    """Yield mistakes, and the targets that they give, (N, O).

    ``a`` are the outputs, ``y`` the right targets, and ``own`` those that a program's
    deltas seem to have, or None.
    """
    if y.shape[1] > 1:
        for shift in (1, -1):
            yield "one_hot_off_by_one", np.roll(y, shift, axis=1)
        if _is_one_hot(y):
            every = y.max(axis=0, keepdims=True)
            yield "labels_of_all_samples", np.repeat(every, len(y), axis=0)
    if own is None:
        return
    # Deltas may be divided by the number of samples.
    for taken in (own, a - (a - own) * len(y)):
        near = np.round(taken)
        rolled = any((np.roll(near, k, axis=1) == y).all() for k in (1, 0, -1))
        whole = np.abs(taken - near).max() < _CLOSE
        if whole and not rolled and _are_alike(near, y):
            yield "targets_of_other_samples", near


def _is_one_hot(y: Floats) -> bool:
    return bool(_is_binary(y) and (y.sum(axis=1) == 1.0).all())


def _is_binary(y: Floats) -> bool:
    return bool(((y == 0.0) | (y == 1.0)).all())


def _are_alike(found: Floats, y: Floats) -> bool:
    """Tell whether targets are others of the same kind: one-hot, or 0 and 1."""
    check = _is_one_hot if y.shape[1] > 1 else _is_binary
    return check(y) and check(found)
