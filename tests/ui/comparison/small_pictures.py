"""Small comparisons of every kind of output, and their moments."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from msgspec.structs import replace

from nnviz.core.network import Network
from nnviz.core.types import Floats
from nnviz.live.snapshot import Lane, lane_of
from nnviz.session.comparison.comparison import Comparison
from nnviz.session.comparison.contender import Variation, contenders_of
from nnviz.session.config import RunConfig
from nnviz.session.run_parts import load_data
from nnviz.session.stop import Stop
from nnviz.views.comparison.comparison_frames import ComparisonFrameBuilder

FUNCTIONS = (
    "relu",
    "tanh",
    "sigmoid",
    "step",
    "linear",
    "leaky_relu",
    "elu",
    "softplus",
)


@cache
def _trained(dataset: str, count: int, hidden: tuple[int, ...]) -> Comparison:
    config = RunConfig(dataset=dataset, hidden=hidden)
    data = load_data(config)
    variation = Variation("activation", FUNCTIONS[:count])
    comparison = Comparison(contenders_of(config, data, [variation]), data)
    comparison.run(20)
    return comparison


@dataclass
class Case:
    """Trained contenders, their moment, and what paints them."""

    comparison: Comparison
    moment: tuple[Lane, ...]
    builder: ComparisonFrameBuilder

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.comparison.contenders)

    @property
    def networks(self) -> tuple[Network, ...]:
        return tuple(each.network for each in self.comparison.trainers)

    def predicted(self, index: int, inputs: Floats) -> Floats:
        """Ask a contender's own network, inputs and outputs in own units."""
        trainer = self.comparison.trainers[index]
        scaled = trainer.data.input_scaling.apply(inputs)
        return trainer.data.target_scaling.invert(trainer.network.predict(scaled))

    def changed(self, index: int, **changes: object) -> tuple[Lane, ...]:
        """Return the moment with something else of one contender."""
        lanes = list(self.moment)
        lanes[index] = replace(lanes[index], **changes)
        return tuple(lanes)

    def diverged(self, index: int, at: int = 1234) -> tuple[Lane, ...]:
        """Return the moment with a contender that ran away: all its weights are."""
        parameters = self.moment[index].parameters * 1e9
        stop = Stop("diverged", at, "the cost keeps growing")
        return self.changed(index, parameters=parameters, stop=stop)

    def moved(self, share: float = 0.01) -> tuple[Lane, ...]:
        """Return a later moment, all parameters a little different."""
        return tuple(
            replace(
                each,
                iteration=each.iteration + 1,
                parameters=each.parameters * (1.0 + share),
                cost=0.5,
                evaluation=None,
            )
            for each in self.moment
        )


def case_of(dataset: str, count: int = 3, hidden: tuple[int, ...] = (4,)) -> Case:
    """Return contenders that were trained for a moment, on a data set."""
    # All the images of MNIST are not to be kept until the last test is over.
    train = _trained.__wrapped__ if dataset == "mnist" else _trained
    comparison = train(dataset, count, hidden)
    moment = tuple(
        lane_of(
            trainer,
            trainer.history.evaluations[-1] if trainer.history.evaluations else None,
        )
        for trainer in comparison.trainers
    )
    networks = [trainer.network.copy() for trainer in comparison.trainers]
    data = [trainer.data for trainer in comparison.trainers]
    return Case(comparison, moment, ComparisonFrameBuilder(networks, data))


def largest_weight(networks: tuple[Network, ...]) -> float:
    """Return the largest size of any weight, one after the other."""
    return max(
        abs(weight)
        for network in networks
        for matrix in network.weights
        for weight in np.asarray(matrix).ravel().tolist()
    )
