"""What the thread of a comparison hands to the window: values that never change."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from nnviz.core.loss import Loss
from nnviz.core.network import Network
from nnviz.data.dataset import Dataset
from nnviz.data.prepared import PreparedData
from nnviz.explain.linked.contender_trace import ContenderTrace
from nnviz.session.comparison.comparison_state import ComparisonState
from nnviz.session.comparison.contender import Contender, Variation
from nnviz.session.comparison.measured_fairness import measured_fairness
from nnviz.session.comparison.pairs import quantities_of
from nnviz.session.config import RunConfig
from nnviz.session.history import Evaluation

if TYPE_CHECKING:
    from nnviz.session.comparison.comparison import Comparison


class ComparisonWish(msgspec.Struct, frozen=True):
    """What is to be compared: settings that are equal, and those that differ."""

    base: RunConfig
    variations: tuple[Variation, ...]
    own_initializers: bool = False


class ComparisonStart(msgspec.Struct, frozen=True, eq=False):
    """A comparison that is ready to train.

    Attributes
    ----------
    run
        Its number; all that is sent for it carries the same one.
    dataset
        The data of the base as they were loaded, without derived inputs.
    data, networks, losses
        Of each contender: the prepared data, a copy of the network with its initial
        parameters, for the window to evaluate with, and the loss.
    iterations_per_epoch
        The fewest of all contenders.
    fairness
        What they have in common and what not, in sentences, as found in the runs.
    quantities
        Of each contender, the shapes of all numbers that it makes, by name, in the
        program's order; its parameters, as they are at the start, come first.
    """

    run: int
    wish: ComparisonWish
    contenders: tuple[Contender, ...]
    dataset: Dataset
    data: tuple[PreparedData, ...]
    networks: tuple[Network, ...]
    losses: tuple[Loss, ...]
    iterations_per_epoch: int
    fairness: tuple[str, ...]
    quantities: tuple[Mapping[str, tuple[int, ...]], ...]

    def common_quantities(self, one: int, other: int) -> tuple[str, ...]:
        """Return the names of what two contenders both make, in the first's order."""
        mine, others = self.quantities[one], self.quantities[other]
        return tuple(name for name in mine if others.get(name) == mine[name])


class ComparisonSnapshot(msgspec.Struct, frozen=True, eq=False):
    """All contenders at one moment, between two iterations.

    Attributes
    ----------
    moment
        What each is like.
    iterations_per_second
        Of all in lock-step, measured over about the last second; 0 at rest.
    epoch
        How many epochs are done, by the contender that has most.
    evaluations
        Of each contender, those made since the snapshot before, in order.
    sides
        The iteration last done by each contender, to be walked through, at rest and at
        slow speeds; None for one that has done none, and no tuple at all otherwise.
    done
        How many iterations are done; more than those of the moment if that is past.
    """

    run: int
    moment: ComparisonState
    iterations_per_second: float
    epoch: float
    evaluations: tuple[tuple[Evaluation, ...], ...]
    sides: tuple[ContenderTrace | None, ...] = ()
    done: int = 0

    @property
    def is_past(self) -> bool:
        """Whether a moment before the last one done is shown."""
        return self.iteration < self.done

    @property
    def iteration(self) -> int:
        """How many iterations are done at the moment shown."""
        return self.moment.iteration

    @property
    def is_complete(self) -> bool:
        """Whether each contender has been evaluated and looked at as it is."""
        return all(
            one.evaluation is not None
            and one.health is not None
            and one.iteration == one.evaluation.iteration == one.health.iteration
            for one in self.moment.contenders
        )

    @property
    def at_rest(self) -> bool:
        """Whether no training goes on."""
        return self.iterations_per_second == 0.0


def comparison_start(
    run: int, wish: ComparisonWish, comparison: "Comparison", dataset: Dataset
) -> ComparisonStart:
    """Describe a comparison whose trainers have just been built."""
    trainers = comparison.trainers
    return ComparisonStart(
        run,
        wish,
        comparison.contenders,
        dataset,
        tuple(trainer.data for trainer in trainers),
        tuple(trainer.network.copy() for trainer in trainers),
        tuple(trainer.loss for trainer in trainers),
        min(trainer.order.per_epoch for trainer in trainers),
        measured_fairness(
            comparison.contenders, trainers, [v.setting for v in wish.variations]
        ),
        tuple(quantities_of(trainer) for trainer in trainers),
    )
