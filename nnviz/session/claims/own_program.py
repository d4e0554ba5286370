"""Names the mistakes of nnviz's own program, by the same code as those of others."""

from collections.abc import Mapping

import numpy as np

from nnviz.core.functions.loss import Loss
from nnviz.core.network import Network
from nnviz.core.penalty import Penalty
from nnviz.core.types import Floats
from nnviz.session.claims.arranging import Claims, Writing
from nnviz.session.claims.judging import Judgement, judge

_WRITING = Writing("W @ x", "rows", "rows")


def judge_own(
    network: Network,
    loss: Loss,
    penalty: Penalty,
    samples: tuple[Floats, Floats],
    values: Mapping[str, Floats],
) -> Judgement | None:
    """Judge what the program has computed for a batch, and name what is wrong.

    Parameters
    ----------
    network
        The network in float64, with the parameters before the update.
    loss, penalty
        Those of the run.
    samples
        The inputs (N, I) and the targets (N, O).
    values
        Quantities by their names; ``dW1`` with the part of the penalty in it.

    Returns
    -------
    Judgement or None
        None where classes have weights, of which the known mistakes know nothing.
    """
    if loss.class_weights:
        return None
    kinds = {f.dtype.itemsize for f in values.values()}
    claims = Claims(
        number=1,
        manner=_WRITING,
        sizes=network.sizes,
        weights=[one.copy() for one in network.weights],
        biases=[one.copy() for one in network.biases],
        inputs=samples[0],
        targets=np.asarray(samples[1], np.float64),
        cost=None,
        learning_rate=None,
        single=min(kinds, default=8) < 8,
    )
    for name, value in values.items():
        own = np.asarray(value, np.float64)
        if name.startswith("dW"):
            weights = claims.weights[int(name[2:]) - 1]
            own = own - penalty.l1 * np.sign(weights) - penalty.l2 * weights
        claims.values[name] = own
    with np.errstate(all="ignore"):
        return judge(claims, network.activations, loss)
