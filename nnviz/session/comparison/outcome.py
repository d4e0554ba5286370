"""What came of a contender: of one seed, and of all its seeds together."""

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from nnviz.session.comparison.cost_curve import CostCurve
from nnviz.session.comparison.spread import Spread

Part = Literal["test", "training"]


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What one run of a contender, from one seed, has come to.

    Numbers that are not finite are None, so that all of it can be written as JSON.

    Attributes
    ----------
    contender, seed
        Whose run it is.
    iterations
        How many were done.
    cost, test_cost
        Over the whole training part and the whole test part at the end.
    accuracy, r2
        At the end, on the part ``measured_on``: accuracy for classes, R2 for numbers.
    iterations_to_target
        After how many iterations an evaluation first met the target, None if none did.
    dead_share, saturated_share
        The share of hidden neurons that are dead at the end, and of all their samples
        that are saturated.
    seconds_per_iteration
        Time spent in training; its part of that where several were trained together.
    stop, message
        Why the run ended, in one word or two and as a sentence.
    curve
        The costs of its batches.
    """

    contender: str
    seed: int
    iterations: int
    cost: float | None
    test_cost: float | None
    accuracy: float | None
    r2: float | None
    measured_on: Part
    iterations_to_target: int | None
    dead_share: float
    saturated_share: float
    seconds_per_iteration: float
    stop: str
    message: str
    curve: CostCurve

    @property
    def diverged(self) -> bool:
        """Whether the cost ran away."""
        return self.stop == "diverged"


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What all seeds of a contender have come to.

    Runs that diverged are counted in ``diverged`` and in no spread. A spread of
    ``iterations_to_target`` is that of the runs that got there: its count says how many
    of the ``seeds`` did. A spread is None where no run has a value.
    """

    name: str
    seeds: tuple[int, ...]
    iterations: Spread | None
    cost: Spread | None
    test_cost: Spread | None
    accuracy: Spread | None
    r2: Spread | None
    measured_on: Part | None
    iterations_to_target: Spread | None
    dead_share: Spread | None
    saturated_share: Spread | None
    seconds_per_iteration: Spread | None
    diverged: int
    messages: tuple[str, ...]

    @property
    def measure(self) -> Spread | None:
        """The accuracy where there is one, R2 otherwise."""
        return self.r2 if self.accuracy is None else self.accuracy

    @property
    def spreads(self) -> tuple[Spread, ...]:
        """All spreads that there are."""
        found = (getattr(self, name) for name in _SPREADS)
        return tuple(spread for spread in found if spread is not None)


def parts_measured(summaries: Iterable[Summary]) -> str:
    """Return on what ``measure`` is: the test part, the training part, or both."""
    return " or ".join(sorted({str(s.measured_on) for s in summaries if s.measure}))


_SPREADS = (
    *("iterations", "cost", "test_cost", "accuracy", "r2", "iterations_to_target"),
    *("dead_share", "saturated_share", "seconds_per_iteration"),
)


def summarise(names: Sequence[str], outcomes: Iterable[Outcome]) -> tuple[Summary, ...]:
    """Sum up each contender, in the order of ``names``, of whatever is done so far."""
    done = sorted(outcomes, key=lambda outcome: outcome.seed)
    return tuple(
        _summary(name, [outcome for outcome in done if outcome.contender == name])
        for name in names
    )


def _summary(name: str, outcomes: Sequence[Outcome]) -> Summary:
    sound = [outcome for outcome in outcomes if not outcome.diverged]
    lost = [outcome for outcome in outcomes if outcome.diverged]
    return Summary(
        name=name,
        seeds=tuple(outcome.seed for outcome in outcomes),
        measured_on=outcomes[0].measured_on if outcomes else None,
        diverged=len(lost),
        messages=tuple(f"seed {outcome.seed}: {outcome.message}" for outcome in lost),
        **{
            field: Spread.of(getattr(outcome, field) for outcome in sound)
            for field in _SPREADS
        },
    )
