"""States what is equal in a comparison and what is not, judging by the runs."""

from collections.abc import Iterable, Sequence

import numpy as np

from nnviz.core.types import Floats
from nnviz.data.dataset import row_blocks
from nnviz.session.comparison.contender import Contender, value_name
from nnviz.session.comparison.fairness import fairness
from nnviz.session.engine import Engine

_EPOCHS = 2
"""The number of epochs whose batches are compared: shuffling shows in the second."""


def measured_fairness(
    contenders: Sequence[Contender], engines: Sequence[Engine], varied: Iterable[str]
) -> tuple[str, ...]:
    """State in a few sentences what the contenders have in common and what not.

    Weights are the same if they are so bit for bit, and batches if they contain the
    same samples in the same order; the settings tell why they differ.

    Parameters
    ----------
    contenders
        The contenders.
    engines
        Their runs in the same order, before the first iteration.
    varied
        The settings that were varied on purpose.
    """
    why_weights, why_batches, *consequences = fairness(contenders, varied)
    first, *others = engines
    weights = all(_same_weights(first, other) for other in others)
    batches = all(_same_batches(first, other) for other in others)
    name = value_name(contenders[0].config.initializer)
    same = [
        words
        for words, equal in (
            (f"the same initial weights ({name})", weights),
            ("the same batches in the same order", batches),
        )
        if equal
    ]
    found = []
    if same:
        sentence = f"{' and '.join(same)} for all contenders."
        found.append(sentence[0].upper() + sentence[1:])
    if not weights:
        found.append(_reason(why_weights, "Initial weights differ."))
    if not batches:
        found.append(_reason(why_batches, "Batches differ."))
    return (*found, *consequences)


def _reason(known: str, otherwise: str) -> str:
    """Return the settings' reason, unless by them there should be no difference."""
    return otherwise if "for all contenders of a seed" in known else known


def _same_weights(one: Engine, other: Engine) -> bool:
    return _same_bits(one.network.parameters, other.network.parameters)


def _same_batches(one: Engine, other: Engine) -> bool:
    orders = (one.order, other.order)
    if orders[0].samples != orders[1].samples:
        return False
    if orders[0].per_epoch != orders[1].per_epoch:
        return False
    if one.data is not other.data:
        mine, others = one.data.train, other.data.train
        if not _same_values(mine.inputs, others.inputs):
            return False
        if not _same_values(mine.targets, others.targets):
            return False
    count = _EPOCHS * orders[0].per_epoch
    first, second = ([order.rows(k) for k in range(count)] for order in orders)
    return all(map(np.array_equal, first, second))


def _same_bits(one: Floats, other: Floats) -> bool:
    same_kind = (one.dtype, one.shape) == (other.dtype, other.shape)
    return same_kind and one.tobytes() == other.tobytes()


def _same_values(one: Floats, other: Floats) -> bool:
    """Tell whether two parts are the same except for their precision."""
    if one.shape != other.shape:
        return False
    # Block by block: images would be copied twice else.
    return all(
        np.array_equal(
            block.astype(np.float32),
            other[start : start + len(block)].astype(np.float32),
        )
        for start, block in row_blocks(one)
    )
