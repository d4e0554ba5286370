"""Evidence with numbers that are made up, of runs that were never trained."""

from collections.abc import Sequence
from types import SimpleNamespace as Has
from typing import Any, cast

import numpy as np

from nnviz.core.activations import ACTIVATIONS
from nnviz.session.config import RunConfig
from nnviz.session.findings.evidence import Evidence
from nnviz.session.history import Evaluation
from nnviz.session.scores import Score
from nnviz.session.trainer import Trainer

SGD = RunConfig(dataset="mine", optimizer="sgd", initializer="normal")


def run(sizes: Sequence[int] = (2, 3, 1), iteration: int = 500, **more: Any) -> Any:
    """Return what rules read of a trainer; of tanh, and 0.05 as its learning rate."""
    activations = [ACTIVATIONS["tanh"]] * (len(sizes) - 1)
    found = {
        "network": Has(sizes=sizes, activations=activations),
        "config": SGD,
        "learning_rate": 0.05,
        "iteration": iteration,
        "stopped": None,
        "history": Has(evaluations=[], costs=np.ones(20)),
        "data": Has(dataset=Has(task="classification"), train=Has()),
        "order": Has(batch_size=1),
    }
    return Has(**found | more)


def evidence(trainer: Any = None, **measured: Any) -> Evidence:
    """Return the evidence of a run that has failed, unless something else is measured.

    Findings are not dated by training again.
    """
    found = Evidence(cast("Trainer", trainer or run()), dated=False)
    vars(found).update({"is_ripe": True, "learned": 0.0} | measured)
    return found


def at(
    costs: Sequence[float], training: Sequence[float] | None = None
) -> list[Evaluation]:
    """Return evaluations every 10 iterations, of costs of the test set."""
    pairs = enumerate(zip(costs, training or costs, strict=True))
    return [
        Evaluation(10 * k, k, Score(9, own, r2=-own), Score(9, cost, r2=-cost))
        for k, (cost, own) in pairs
    ]


def scored(train: float, test: float | None) -> Evaluation:
    """Return an evaluation with these R2."""
    other = None if test is None else Score(9, 1.0, r2=test)
    return Evaluation(70, 7.0, Score(9, 1.0, r2=train), other)


def health(*layers: dict[str, Any]) -> Any:
    each = [Has(layer=k, neurons=8, **one) for k, one in enumerate(layers, start=1)]
    return Has(layers=each, hidden=each[:-1])


def spreads(*deviations: float) -> Any:
    return health(*({"z": Has(deviation=one)} for one in deviations))


def gradients(*norms: float) -> Any:
    return health(*({"gradient_norm": one} for one in norms))


def flat(*shares: float) -> Any:
    return health(*({"saturated_share": one} for one in (*shares, 0.0)))


def zero(*shares: float) -> Any:
    each = ({"dead_share": one, "dead": range(round(8 * one))} for one in (*shares, 0))
    return health(*each)


def measured(rule: str) -> Any:
    """Return a run of regression with targets 0 to 98, or what else a rule looks at."""
    targets = np.arange(99.0)[:, None]
    return run(
        data=Has(
            dataset=Has(task="regression", image_shape=None),
            train=Has(targets=targets, inputs=targets),
        ),
        network=Has(sizes=(1, 3, 1), activations=[ACTIVATIONS[rule]] * 2),
    )


def outside(*values: float) -> Any:
    """Return a run whose output is relu, and of whose 100 targets some are these."""
    found = measured("relu")
    found.data.train.targets = np.array([*values, *np.zeros(100 - len(values))])
    return found


def large(value: float, image: bool = False, scaling: str = "none") -> Any:
    """Return a run that was given inputs as far out as this."""
    found = measured("tanh")
    found.config = SGD.changed(scaling=scaling)
    found.data.train.inputs = np.array([[1.0], [-value]])
    found.data.dataset.image_shape = (8, 8) if image else None
    return found


def few(samples: int, inputs: int) -> Any:
    dataset = Has(input_count=inputs, untested=0, task="regression")
    return run(data=Has(dataset=dataset, train=Has(samples=samples)))


def batches(size: int, samples: int) -> Any:
    return run(order=Has(batch_size=size), data=Has(train=Has(samples=samples)))


def known(evaluations: list[Evaluation], costs: int = 20, **more: Any) -> Any:
    return run(history=Has(evaluations=evaluations, costs=np.ones(costs)), **more)
