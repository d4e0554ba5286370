"""Small comparisons, each contender's own trainer stepped alike."""

from typing import Any

from nnviz.explain.linked.contender_trace import ContenderTrace, side_of
from nnviz.session.comparison.comparison import Comparison
from nnviz.session.comparison.contender import Variation, contenders_of
from nnviz.session.config import RunConfig
from nnviz.session.run_parts import load_data

ACTIVATIONS = ("relu", "tanh", "sigmoid", "step")
OPTIMIZERS = ("sgd", "momentum", "adam")
IRIS_LOSSES = ("cross_entropy", "mse", "mae")


def comparison(setting: str, values: tuple[Any, ...], **settings: Any) -> Comparison:
    config = RunConfig(
        **{"dataset": "circle", "samples": 60, "hidden": (4, 2), **settings}
    )
    data = load_data(config)
    contenders = contenders_of(config, data, [Variation(setting, values)])
    return Comparison(contenders, data)


def sides_of(comparison: Comparison) -> tuple[ContenderTrace, ...]:
    pairs = zip(comparison.contenders, comparison.trainers, strict=True)
    sides = tuple(side_of(c.name, trainer) for c, trainer in pairs)
    assert None not in sides
    return tuple(side for side in sides if side is not None)


def sides(
    setting: str, values: tuple[Any, ...], iterations: int = 3, **settings: Any
) -> tuple[ContenderTrace, ...]:
    compared = comparison(setting, values, **settings)
    compared.run(iterations)
    return sides_of(compared)
