"""What a comparison shows of itself at one moment: values that nobody changes."""

import msgspec

from nnviz.core.types import Floats
from nnviz.session.health.layer_health import NetworkHealth
from nnviz.session.history import Evaluation
from nnviz.session.stop import Stop


class ContenderState(msgspec.Struct, frozen=True, eq=False):
    """A contender after ``iteration`` iterations.

    Attributes
    ----------
    parameters
        A copy of its flat vector.
    cost
        The cost of the iteration last done, NaN before the first.
    evaluation, health
        The latest ones; each knows its own iteration.
    stop
        Why it has stopped, if it has.
    seconds
        Time spent in its training.
    """

    iteration: int
    parameters: Floats
    cost: float
    evaluation: Evaluation | None = None
    health: NetworkHealth | None = None
    stop: Stop | None = None
    seconds: float = 0.0


class ComparisonState(msgspec.Struct, frozen=True, eq=False):
    """All contenders, in their order, after ``iteration`` iterations."""

    iteration: int
    contenders: tuple[ContenderState, ...]


class CostBlock(msgspec.Struct, frozen=True, eq=False):
    """The costs of consecutive iterations, (K contenders, n), the first ``start``.

    Iterations are counted from 0. A contender that has stopped has NaN.
    """

    start: int
    costs: Floats
