"""Evaluations as a table of numbers, and back, without loss."""

from collections.abc import Sequence

import numpy as np

from nnviz.core.types import Floats
from nnviz.session.history import Evaluation
from nnviz.session.scores import NAMED, Score

_PART = 7 + NAMED
WIDTH = 2 + 2 * _PART
"""Columns of the table: iteration, epoch, and for the training and the test set each,
and for the validation set where there is one: samples, cost, the penalty in it,
whether there is an accuracy, the accuracy, whether there is an R2, the R2, and the
predicted classes of the first samples, -1 where there are fewer."""

_WIDEST = WIDTH + _PART
"""Columns where there is a validation set."""

_OLD_PART = 6 + NAMED
"""Columns of a part in format 1, which has no penalty."""

_NO_SCORE = (0.0,) * _PART


def to_table(evaluations: Sequence[Evaluation]) -> Floats:
    """Return one row for each evaluation, float64.

    The shape is (E, WIDTH), or wider by a part if there is a validation set.
    """
    validated = any(found.validation for found in evaluations)
    rows = [
        (
            *(found.iteration, found.epoch),
            *_numbers(found.train),
            *_numbers(found.test),
            *(_numbers(found.validation) if validated else ()),
        )
        for found in evaluations
    ]
    width = _WIDEST if validated else WIDTH
    return np.array(rows, np.float64).reshape(len(rows), width)


def from_table(table: Floats) -> tuple[Evaluation, ...]:
    """Return the evaluations in a table of ``to_table``.

    Raises
    ------
    ValueError
        If the table has another shape, or a row has no samples.
    """
    if table.ndim == 2 and table.shape[1] == 2 + 2 * _OLD_PART:
        table = np.insert(table, (4, 4 + _OLD_PART), 0.0, axis=1)
    sound = table.ndim == 2 and table.shape[1] in (WIDTH, _WIDEST)
    if not sound or table.dtype != np.float64:
        raise ValueError(f"a table of {table.dtype} evaluations, {table.shape}")
    return tuple(_evaluation(row) for row in table.tolist())


def _numbers(score: Score | None) -> tuple[float, ...]:
    if score is None:
        return _NO_SCORE
    measures = (score.accuracy, score.r2)
    # A flag before each, as NaN is a value that an R2 of a diverged run can have.
    pairs = [(m is not None, 0.0 if m is None else m) for m in measures]
    missing = (-1,) * (NAMED - len(score.first))
    kinds = (*score.first, *missing)
    return (score.samples, score.cost, score.penalty, *pairs[0], *pairs[1], *kinds)


def _evaluation(row: list[float]) -> Evaluation:
    parts = (row[start : start + _PART] for start in range(2, len(row), _PART))
    train, *held_out = map(_score, parts)
    if train is None:
        raise ValueError("an evaluation of no samples")
    return Evaluation(int(row[0]), row[1], train, *held_out)


def _score(numbers: list[float]) -> Score | None:
    samples, cost, penalty, has_accuracy, accuracy, has_r2, r2, *first = numbers
    if not samples:
        return None
    return Score(
        int(samples),
        cost,
        accuracy if has_accuracy else None,
        r2 if has_r2 else None,
        tuple(int(kind) for kind in first if kind >= 0),
        penalty,
    )
