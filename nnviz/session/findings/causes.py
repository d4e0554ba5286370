"""The rules by which causes are found, the surest and earliest cause first."""

from collections.abc import Callable, Sequence

from nnviz.session.findings.data_causes import (
    commonest_class,
    only_by_heart,
    overfitting,
    too_few_samples,
    unreachable,
    unscaled,
)
from nnviz.session.findings.evidence import Evidence
from nnviz.session.findings.finding import Finding
from nnviz.session.findings.layer_causes import (
    dead_layer,
    dead_share,
    equal_neurons,
    exploding,
    no_slope,
    saturated,
    vanishing,
)
from nnviz.session.findings.step_causes import (
    diverged,
    no_hidden_layer,
    noisy_batches,
    plateau,
    too_fast,
    too_slow,
)

Rule = Callable[[Evidence], Finding | None]

RULES: Sequence[Rule] = (
    exploding,
    diverged,
    equal_neurons,
    unreachable,
    unscaled,
    dead_layer,
    no_slope,
    saturated,
    vanishing,
    commonest_class,
    dead_share,
    noisy_batches,
    too_fast,
    too_slow,
    no_hidden_layer,
    too_few_samples,
    overfitting,
    only_by_heart,
    plateau,
)
"""In the order of causes: what comes later may follow from what comes first."""
